"""GET /v1/transaction/verify/{tx_ref}: what became of it.

Source: developer.chapa.co/integrations/verify-payments and .../responses. For what is not paid yet
the sources know three answers; the setting chapa_unpaid_verify chooses.
"""

from __future__ import annotations

from aiohttp import web

from nauli_sandbox import clock, faults
from nauli_sandbox.book import Book, Row
from nauli_sandbox.chapa.access import check_mode, let_in
from nauli_sandbox.chapa.answers import broken, not_found, spoken, well
from nauli_sandbox.chapa.checkouts import facts_of, find_checkout, shown
from nauli_sandbox.sandbox import SANDBOX
from nauli_sandbox.settings import Settings, read_settings


async def verify(request: web.Request) -> web.Response:
    """200 with `data`, 404 for an unknown tx_ref, and one of three answers while unpaid."""
    book = request.app[SANDBOX].book
    mode = let_in(request, book)
    tx_ref = request.match_info["tx_ref"]
    _count(book, tx_ref)
    checkout = find_checkout(book, tx_ref)
    facts = facts_of(checkout) if checkout else {"tx_ref": [tx_ref]}
    if fault := await faults.before(book, "chapa.verify", facts):
        raise broken(fault)
    checkout = find_checkout(book, tx_ref)  # it may have moved while a fault held us
    if checkout is None:
        raise not_found()
    check_mode(mode, checkout)
    answer = _answer(book, checkout, facts)
    if fault := await faults.after(book, "chapa.verify", facts):
        raise broken(fault)
    return answer


def _answer(book: Book, checkout: Row, facts: dict[str, list[str]]) -> web.Response:
    settings = read_settings(book)
    unpaid = _is_unpaid(checkout, settings)
    if unpaid and settings.chapa_unpaid_verify != "pending":
        found = settings.chapa_unpaid_verify == "null"
        wrapper = "null" if found else None
        body = {"message": "Payment not paid yet", "status": wrapper, "data": None}
        return spoken(body, 200 if found else 404)
    data = shown(checkout, settings)
    if unpaid:
        data |= {"status": "pending", "method": None}
    return well("Payment details", faults.altered(book, "chapa.verify", data, facts))


def _is_unpaid(checkout: Row, settings: Settings) -> bool:
    lag = settings.chapa_verify_lag_seconds
    lags = checkout["status"] == "success" and clock.now() < checkout["paid_at"] + lag
    return bool(lags or checkout["status"] == "pending")


def _count(book: Book, tx_ref: str) -> None:
    book.write(
        "INSERT INTO chapa_asks (tx_ref, looks) VALUES (?, 1)"
        " ON CONFLICT (tx_ref) DO UPDATE SET looks = looks + 1",
        (tx_ref,),
    )
