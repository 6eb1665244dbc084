"""The merchant's wallet: one for both products, as seen with MTN, and one for each currency."""

from __future__ import annotations

from decimal import Decimal

from aiohttp import web

from nauli_sandbox import faults
from nauli_sandbox.book import Book
from nauli_sandbox.momo import access
from nauli_sandbox.momo.answers import broken, momo_says, spoken
from nauli_sandbox.momo.headers import TARGETS
from nauli_sandbox.momo.wanted import Wanted
from nauli_sandbox.sandbox import SANDBOX
from nauli_sandbox.settings import read_settings

_CENT = Decimal("0.01")


async def balance(request: web.Request) -> web.Response:
    """GET /{product}/v1_0/account/balance and .../balance/{currency}.

    200 `{"availableBalance": "32.39", "currency": "ZAR"}`. Source:
    momodeveloper.mtn.com/API-collections, operations GetAccountBalance and ...InSpecificCurrency.
    """
    book = request.app[SANDBOX].book
    product = request.match_info["product"]
    caller = access.let_in(request, book, product=product)
    currency = request.match_info.get("currency", TARGETS[caller.target])
    if currency != TARGETS[caller.target]:
        raise momo_says(500, "INVALID_CURRENCY", "Currency not supported.")
    facts = {"product": [product]}
    if fault := await faults.before(book, "momo.balance", facts):
        raise broken(fault)
    body = {"availableBalance": f"{_available(book, currency):f}", "currency": currency}
    if fault := await faults.after(book, "momo.balance", facts):
        raise broken(fault)
    return spoken(body)


def has(book: Book, wanted: Wanted) -> bool:
    """Say whether the wallet holds what is to leave it."""
    return _available(book, wanted.currency) >= Decimal(wanted.amount)


def _available(book: Book, currency: str) -> Decimal:
    """Return what can be spent: what is about to leave is spent already."""
    held = Decimal(str(read_settings(book).momo_balance))
    for row in book.rows(
        "SELECT kind, amount FROM charges WHERE currency = ? AND (status = 'SUCCESSFUL'"
        " OR (kind != 'requesttopay' AND status != 'FAILED'))",
        (currency,),
    ):
        amount = Decimal(row["amount"])
        held += amount if row["kind"] == "requesttopay" else -amount
    # Without an exponent, and without decimals where there are none.
    return held.quantize(_CENT) if held != held.to_integral_value() else held.quantize(Decimal(1))
