"""POST /collection/v1_0/requesttopay: 202 means taken, and nothing more.

Source: momodeveloper.mtn.com/API-collections, operation RequesttoPay.
"""

from __future__ import annotations

from dataclasses import asdict

from aiohttp import web

from nauli_sandbox import clock, faults
from nauli_sandbox.book import Book
from nauli_sandbox.momo import headers
from nauli_sandbox.momo.answers import bad_request, momo_says, outage
from nauli_sandbox.momo.charges import find_charge
from nauli_sandbox.momo.decide import decide
from nauli_sandbox.momo.payers import Plan, plan
from nauli_sandbox.momo.wanted import Wanted, read_wanted
from nauli_sandbox.sandbox import SANDBOX, Sandbox
from nauli_sandbox.settings import read_settings


async def request_to_pay(request: web.Request) -> web.Response:
    """202 with an empty body, 409 for a reference that was taken, or what the headers deserve."""
    sandbox = request.app[SANDBOX]
    book = sandbox.book
    headers.check_subscription(request)
    headers.check_bearer(request, book, product="collection")
    target = headers.read_target(request)
    reference = headers.read_reference(request.headers.get("X-Reference-Id", ""))
    callback_url = headers.read_callback_url(request)
    raw = await request.read()
    _count(book, reference)
    if request.content_type != "application/json":
        raise bad_request("Content-Type must be application/json.")
    wanted = read_wanted(raw, target=target)
    facts = {
        "reference": [reference],
        "external_id": [wanted.external_id],
        "payer": [wanted.payer],
    }
    if status := await faults.before(book, "momo.requesttopay", facts):
        raise outage(status)
    _take(sandbox, wanted, reference=reference, target=target, callback_url=callback_url)
    sandbox.wake.set()
    if status := await faults.after(book, "momo.requesttopay", facts):
        raise outage(status)
    return web.Response(status=202)


def _count(book: Book, reference: str) -> None:
    book.write(
        "INSERT INTO asks (reference, posts) VALUES (?, 1)"
        " ON CONFLICT (reference) DO UPDATE SET posts = posts + 1",
        (reference,),
    )


def _take(
    sandbox: Sandbox, wanted: Wanted, *, reference: str, target: str, callback_url: str | None
) -> None:
    """Write the charge, once per reference. What is decided at once is decided here."""
    book = sandbox.book
    waits = book.row("SELECT 1 FROM handsets WHERE msisdn = ?", (wanted.payer,)) is not None
    future = plan(wanted.payer, waits=waits, settings=read_settings(book))
    with book.together():
        if find_charge(book, reference):
            raise momo_says(
                409,
                "RESOURCE_ALREADY_EXIST",
                "Duplicated reference id. Creation of resource failed.",
            )
        _insert(book, wanted, future, reference=reference, target=target, callback_url=callback_url)
        charge = find_charge(book, reference)
        if charge and future.after_seconds == 0:
            decide(sandbox, charge, status=future.next_status, reason=future.next_reason)


def _insert(
    book: Book,
    wanted: Wanted,
    future: Plan,
    *,
    reference: str,
    target: str,
    callback_url: str | None,
) -> None:
    now = clock.now()
    book.write(
        "INSERT INTO charges (reference, external_id, amount, currency, payer_type, payer,"
        " payer_message, payee_note, target, callback_url, status, prompted, created_at, due_at,"
        " next_status, next_reason) VALUES (:reference, :external_id, :amount, :currency,"
        " :payer_type, :payer, :payer_message, :payee_note, :target, :callback_url, :status,"
        " :prompted, :created_at, :due_at, :next_status, :next_reason)",
        asdict(wanted)
        | asdict(future)
        | {
            "reference": reference,
            "target": target,
            "callback_url": callback_url,
            "created_at": now,
            "due_at": now + future.after_seconds,
        },
    )
