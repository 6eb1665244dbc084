"""What became of it: GET .../requesttopay/{reference}, .../transfer/{...} and .../refund/{...}.

Source: momodeveloper.mtn.com/API-collections and /API-disbursements, the operations that are
called ...TransactionStatus.
"""

from __future__ import annotations

import time

from aiohttp import web

from nauli_sandbox import clock, faults
from nauli_sandbox.book import Book, Row
from nauli_sandbox.momo import access
from nauli_sandbox.momo.answers import broken, not_found, spoken, too_many
from nauli_sandbox.momo.charges import facts_of, find_charge, shown
from nauli_sandbox.momo.headers import read_reference
from nauli_sandbox.sandbox import SANDBOX, Sandbox
from nauli_sandbox.settings import read_settings

# momodeveloper's best practices: at most 10 status requests a second.
_READS_PER_SECOND = 10
_PRODUCTS = {"requesttopay": "collection", "transfer": "disbursement", "refund": "disbursement"}


async def look_at_payment(request: web.Request) -> web.Response:
    return await _look(request, "requesttopay")


async def look_at_transfer(request: web.Request) -> web.Response:
    return await _look(request, "transfer")


async def look_at_refund(request: web.Request) -> web.Response:
    return await _look(request, "refund")


async def _look(request: web.Request, kind: str) -> web.Response:
    """200 with the status body, 404 for a reference that is not known (or not to be seen yet)."""
    sandbox = request.app[SANDBOX]
    book = sandbox.book
    access.let_in(request, book, product=_PRODUCTS[kind])
    reference = read_reference(request.match_info["reference"])
    _count(book, reference)
    _check_cap(sandbox)
    charge = find_charge(book, reference, kind=kind)
    facts = facts_of(charge) if charge else {"reference": [reference], "kind": [kind]}
    if fault := await faults.before(book, "momo.status", facts):
        raise broken(fault)
    charge = find_charge(book, reference, kind=kind)  # it may have moved while a fault held us
    if charge is None or _is_hidden(book, charge):
        raise not_found()
    body = faults.altered(book, "momo.status", _body(book, charge), facts)
    if fault := await faults.after(book, "momo.status", facts):
        raise broken(fault)
    return spoken(body)


def _count(book: Book, reference: str) -> None:
    book.write(
        "INSERT INTO asks (reference, looks) VALUES (?, 1)"
        " ON CONFLICT (reference) DO UPDATE SET looks = looks + 1",
        (reference,),
    )


def _check_cap(sandbox: Sandbox) -> None:
    """Where the switch is on, turn away what is above the cap. What is turned away counts not."""
    if not read_settings(sandbox.book).momo_status_cap:
        return
    now = time.monotonic()
    while sandbox.reads and sandbox.reads[0] <= now - 1:
        sandbox.reads.popleft()
    if len(sandbox.reads) >= _READS_PER_SECOND:
        raise too_many()
    sandbox.reads.append(now)


def _is_hidden(book: Book, charge: Row) -> bool:
    hidden: float = read_settings(book).momo_visible_after_seconds
    return bool(clock.now() < charge["created_at"] + hidden)


def _body(book: Book, charge: Row) -> dict[str, object]:
    settings = read_settings(book)
    decided = charge["decided_at"]
    lags = decided is not None and clock.now() < decided + settings.momo_status_lag_seconds
    return shown(charge, reason_as_object=settings.momo_reason_as_object, still_pending=lags)
