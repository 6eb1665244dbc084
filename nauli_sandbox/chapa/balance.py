"""The merchant's balance, one for each currency: what was paid, less fees and refunds.

GET /v1/balances and /v1/balances/{currency}, as the vendor's own Rust client knows them. What is
about to be given back is no longer available, and still in the ledger's balance.
"""

from __future__ import annotations

from decimal import Decimal

from aiohttp import web

from nauli_sandbox.book import Book
from nauli_sandbox.chapa.access import let_in
from nauli_sandbox.chapa.answers import says, well
from nauli_sandbox.chapa.money import number
from nauli_sandbox.chapa.wanted import CURRENCIES
from nauli_sandbox.sandbox import SANDBOX
from nauli_sandbox.settings import read_settings


async def balances(request: web.Request) -> web.Response:
    """200 with a list of `{"currency", "available_balance", "ledger_balance"}` in `data`."""
    book = request.app[SANDBOX].book
    let_in(request, book)
    wanted = request.match_info.get("currency", "").upper()
    if wanted and wanted not in CURRENCIES:
        raise says(400, f"Invalid currency, {wanted} is not supported")
    return well(
        "Balances retrieved",
        [
            {
                "currency": currency,
                "available_balance": number(available(book, currency)),
                "ledger_balance": number(_held(book, currency, given_back=("refunded",))),
            }
            for currency in CURRENCIES
            if wanted in ("", currency)
        ],
    )


def available(book: Book, currency: str) -> Decimal:
    """Return what can be given back. What is about to leave is spent; fees do not return."""
    return _held(book, currency, given_back=("initiated", "processing", "refunded"))


def _held(book: Book, currency: str, *, given_back: tuple[str, ...]) -> Decimal:
    held = Decimal(str(read_settings(book).chapa_balance))
    for paid in book.rows(
        "SELECT amount, charge FROM chapa_checkouts WHERE currency = ?"
        " AND status IN ('success', 'refunded')",
        (currency,),
    ):
        held += Decimal(paid["amount"]) - Decimal(paid["charge"])
    for refund in book.rows("SELECT * FROM chapa_refunds WHERE currency = ?", (currency,)):
        if refund["status"] in given_back:
            held -= Decimal(refund["amount"])
    return held
