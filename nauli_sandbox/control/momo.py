"""Handsets that wait for a person, the person's thumb, signatures, keys and tokens."""

from __future__ import annotations

from aiohttp import web

from nauli_sandbox import clock
from nauli_sandbox.book import Book, Row
from nauli_sandbox.control.read import read_digits, read_json, read_object
from nauli_sandbox.errors import ControlRefused
from nauli_sandbox.momo.access import PRODUCTS, digest
from nauli_sandbox.momo.charges import find_charge
from nauli_sandbox.momo.decide import decide
from nauli_sandbox.momo.handsets import keep_waiting, let_go
from nauli_sandbox.momo.sign import sign
from nauli_sandbox.sandbox import SANDBOX


async def mark_handset(request: web.Request) -> web.Response:
    """`{"msisdn": "256772123456", "waits": true}`: charges from now on wait for a person."""
    shape = {"msisdn": (str,), "waits": (bool,)}
    told = read_object(read_json(await request.read()), shape, required=("msisdn", "waits"))
    msisdn = read_digits("msisdn", told["msisdn"])
    book = request.app[SANDBOX].book
    if told["waits"]:
        keep_waiting(book, msisdn)
    else:
        let_go(book, msisdn)
    return web.json_response({"msisdn": msisdn, "waits": told["waits"]})


async def list_handsets(request: web.Request) -> web.Response:
    """`{"handsets": [{"msisdn", "waits": true}]}`."""
    rows = request.app[SANDBOX].book.rows("SELECT msisdn FROM handsets ORDER BY msisdn")
    return web.json_response({"handsets": [{"msisdn": row[0], "waits": True} for row in rows]})


async def list_prompts(request: web.Request) -> web.Response:
    """`{"prompts": [...]}`: those that a person can still answer, oldest first."""
    rows = request.app[SANDBOX].book.rows(
        "SELECT * FROM charges WHERE prompted AND decided_at IS NULL ORDER BY created_at"
    )
    return web.json_response(
        {
            "prompts": [
                {
                    "reference": row["reference"],
                    "external_id": row["external_id"],
                    "msisdn": row["payer"],
                    "amount": row["amount"],
                    "currency": row["currency"],
                    "message": row["payer_message"],
                    "opened_at": clock.iso(row["created_at"]),
                    "expires_at": clock.iso(row["due_at"]),
                }
                for row in rows
            ]
        }
    )


async def approve(request: web.Request) -> web.Response:
    return _answer(request, status="SUCCESSFUL")


async def reject(request: web.Request) -> web.Response:
    return _answer(request, status="FAILED", reason="APPROVAL_REJECTED")


async def sign_body(request: web.Request) -> web.Response:
    """`{"signature"}` of the raw body, also as the header that carries it. 503 without a secret."""
    secrets = request.app[SANDBOX].options.momo_webhook_secrets
    if not secrets:
        raise ControlRefused(
            "MOMO_WEBHOOK_SECRET is not set, so nothing can be signed.", status=503
        )
    signature = sign(secrets, await request.read())
    return web.json_response({"signature": signature}, headers={"X-Momo-Signature": signature})


async def assign_key(request: web.Request) -> web.Response:
    """`{"key": "<subscription key>", "product": "collection"}`: good for that product alone."""
    shape = {"key": (str,), "product": (str,)}
    told = read_object(read_json(await request.read()), shape, required=("key", "product"))
    if told["product"] not in PRODUCTS:
        raise ControlRefused(f'"product" must be one of {", ".join(PRODUCTS)}.')
    request.app[SANDBOX].book.write(
        "INSERT INTO subscriptions VALUES (:digest, :product)"
        " ON CONFLICT (digest) DO UPDATE SET product = :product",
        {"digest": digest(told["key"]), "product": told["product"]},
    )
    return web.json_response({"product": told["product"]})


async def end_tokens(request: web.Request) -> web.Response:
    """Every token has ended, however long it was good for. `{"ended": <how many>}`."""
    ended = request.app[SANDBOX].book.write("DELETE FROM tokens")
    return web.json_response({"ended": ended})


def _answer(request: web.Request, *, status: str, reason: str = "") -> web.Response:
    sandbox = request.app[SANDBOX]
    name = request.match_info["reference"]
    prompt = _find_prompt(sandbox.book, name)
    if prompt is None:
        raise ControlRefused(f"No handset was asked about {name!r}.", status=404)
    if not decide(sandbox, prompt, status=status, reason=reason):
        raise ControlRefused(f"It was decided already: {prompt['status']}.", status=409)
    ended = find_charge(sandbox.book, prompt["reference"]) or prompt
    return web.json_response(
        {
            "reference": ended["reference"],
            "external_id": ended["external_id"],
            "status": ended["status"],
            "reason": ended["reason"] or None,
        }
    )


def _find_prompt(book: Book, name: str) -> Row | None:
    """Find it by X-Reference-Id or externalId; of several attempts, the open and newest one."""
    return book.row(
        "SELECT * FROM charges WHERE prompted AND (reference = lower(:name) OR external_id = :name)"
        " ORDER BY decided_at IS NULL DESC, created_at DESC LIMIT 1",
        {"name": name},
    )
