"""The hand that pays, fails, cancels or reverses without a browser, ends refunds, and signs."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from nauli_sandbox.book import Row
from nauli_sandbox.chapa import decide
from nauli_sandbox.chapa.checkouts import find_checkout
from nauli_sandbox.chapa.payers import METHODS
from nauli_sandbox.chapa.refunds import end_refund, find_refund
from nauli_sandbox.chapa.sign import signatures
from nauli_sandbox.control.read import Shape, read_digits, read_json, read_object
from nauli_sandbox.errors import ControlRefused
from nauli_sandbox.sandbox import SANDBOX

_PAYER: Shape = {"method": (str,), "mobile": (str,)}


async def pay(request: web.Request) -> web.Response:
    """`{"method", "mobile", "late": true}`, all optional: late pays on a closed link as well."""
    told = await _told(request, {**_PAYER, "late": (bool,)})
    late = told.pop("late", False)
    checkout = _checkout(request)
    done = decide.pay(request.app[SANDBOX], checkout, _payer(told), late=late)
    return _answer(request, done=done)


async def fail(request: web.Request) -> web.Response:
    """`{"method", "mobile"}`, both optional: an attempt that fails; the link stays open."""
    told = await _told(request, _PAYER)
    done = decide.fail(request.app[SANDBOX], _checkout(request), _payer(told))
    return _answer(request, done=done)


async def cancel(request: web.Request) -> web.Response:
    done = decide.cancel(request.app[SANDBOX], _checkout(request), by_payer=True)
    return _answer(request, done=done)


async def reverse(request: web.Request) -> web.Response:
    done = decide.reverse(request.app[SANDBOX], _checkout(request))
    return _answer(request, done=done)


async def finish_refund(request: web.Request) -> web.Response:
    return _end_refund(request, "refunded")


async def reverse_refund(request: web.Request) -> web.Response:
    return _end_refund(request, "reversed")


async def sign_body(request: web.Request) -> web.Response:
    """Both signatures of the raw body, also as the headers of a webhook. 503 without a secret."""
    secrets = request.app[SANDBOX].options.chapa_webhook_secrets
    if not secrets:
        raise ControlRefused(
            "CHAPA_WEBHOOK_SECRET is not set, so nothing can be signed.", status=503
        )
    signed = signatures(secrets, await request.read())
    return web.json_response(signed, headers=signed)


async def _told(request: web.Request, shape: Shape) -> dict[str, Any]:
    raw = await request.read()
    return read_object(read_json(raw), shape) if raw else {}


def _payer(told: dict[str, Any]) -> decide.Payer:
    if told.get("method", "card") not in METHODS:
        raise ControlRefused(f'"method" must be one of {", ".join(METHODS)}.')
    if "mobile" in told:
        told["mobile"] = read_digits("mobile", told["mobile"])
    return decide.Payer(**told)


def _checkout(request: web.Request) -> Row:
    tx_ref = request.match_info["tx_ref"]
    checkout = find_checkout(request.app[SANDBOX].book, tx_ref)
    if checkout is None:
        raise ControlRefused(f"There is no checkout {tx_ref!r}.", status=404)
    return checkout


def _answer(request: web.Request, *, done: bool) -> web.Response:
    checkout = _checkout(request)
    if not done:
        raise ControlRefused(
            f"It cannot: it is {checkout['status']}, or its link is closed.", status=409
        )
    names = ("tx_ref", "reference", "status")
    return web.json_response({name: checkout[name] for name in names})


def _end_refund(request: web.Request, status: str) -> web.Response:
    sandbox = request.app[SANDBOX]
    name = request.match_info["ref_id"]
    refund = find_refund(sandbox.book, name)
    if refund is None:
        raise ControlRefused(f"There is no refund {name!r}.", status=404)
    if not end_refund(sandbox, refund, status=status):
        raise ControlRefused(f"It ended already: {refund['status']}.", status=409)
    return web.json_response(
        {"ref_id": refund["ref_id"], "tx_ref": refund["tx_ref"], "status": status}
    )
