"""POST /disbursement/v1_0/refund and /v2_0/refund: give back what a request to pay brought.

What MTN answers to a refund that cannot be is not documented. Here it is taken, as MTN takes other
doomed requests, and then fails with the reason.
"""

from __future__ import annotations

from decimal import Decimal

from aiohttp import web

from nauli_sandbox.book import Book, Row
from nauli_sandbox.momo.charges import find_charge
from nauli_sandbox.momo.plans import Plan, is_magic_refund, plan_refund
from nauli_sandbox.momo.take import Asked, take
from nauli_sandbox.momo.wallet import has
from nauli_sandbox.sandbox import Sandbox
from nauli_sandbox.settings import read_settings


async def refund(request: web.Request) -> web.Response:
    return await take(request, product="disbursement", kind="refund", planner=_plan)


def _plan(sandbox: Sandbox, asked: Asked) -> tuple[Asked, Plan]:
    """Say what becomes of it."""
    book, settings, wanted = sandbox.book, read_settings(sandbox.book), asked.wanted
    if is_magic_refund(wanted.refunds):
        return asked, plan_refund(wanted.refunds, settings=settings)
    paid = find_charge(book, wanted.refunds, kind="requesttopay")
    if paid is None:
        return asked, Plan(next_reason="RESOURCE_NOT_FOUND")
    if reason := _obstacle(book, paid, asked):
        return asked, Plan(next_reason=reason)
    # MTN does not say which field carries its magic values, so externalId does as well: with a
    # real payment in referenceIdToRefund.
    return asked, plan_refund(wanted.external_id, settings=settings)


def _obstacle(book: Book, paid: Row, asked: Asked) -> str:
    wanted = asked.wanted
    if paid["status"] != "SUCCESSFUL":
        return "NOT_ALLOWED"
    if paid["currency"] != wanted.currency or paid["target"] != asked.target:
        return "INVALID_CURRENCY"
    if _given_back(book, paid) + Decimal(wanted.amount) > Decimal(paid["amount"]):
        return "COULD_NOT_PERFORM_TRANSACTION"
    return "" if has(book, wanted) else "NOT_ENOUGH_FUNDS"


def _given_back(book: Book, paid: Row) -> Decimal:
    """Return what was given back of it, or is about to be."""
    rows = book.rows(
        "SELECT amount FROM charges WHERE kind = 'refund' AND refunds = ? AND status != 'FAILED'",
        (paid["reference"],),
    )
    return sum((Decimal(row["amount"]) for row in rows), Decimal(0))
