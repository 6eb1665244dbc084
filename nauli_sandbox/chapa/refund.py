"""POST /v1/refund/{tx_ref}: give back what a checkout brought, or a part of it.

Source: developer.chapa.co/refund, which calls the name in the path Chapa's reference and shows one:
both are taken. What Chapa says to a refund that cannot be is documented only for the test mode; the
sentences of all other refusals, and each 400, are guesses.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from aiohttp import web

from nauli_sandbox import clock, faults
from nauli_sandbox.book import Book, Row
from nauli_sandbox.chapa.access import check_mode, let_in
from nauli_sandbox.chapa.answers import broken, misses, not_found, says, well
from nauli_sandbox.chapa.balance import available
from nauli_sandbox.chapa.bodies import read_body
from nauli_sandbox.chapa.checkouts import find_either
from nauli_sandbox.chapa.money import exact, rule_broken
from nauli_sandbox.chapa.names import new_ref_id
from nauli_sandbox.chapa.refunds import end_refund, find_refund, given_back, shown_refund
from nauli_sandbox.sandbox import SANDBOX, Sandbox
from nauli_sandbox.settings import read_settings

_TEST_MODE = "Refunds can only be processed in live mode"
_OBSTACLES = {
    "refunded": "Transaction has already been refunded",
    "reversed": "Transaction has been reversed",
}


async def refund(request: web.Request) -> web.Response:
    """200 with the refund as initiated: `{"ref_id", "status", "amount", ...}` in `data`."""
    sandbox = request.app[SANDBOX]
    book = sandbox.book
    mode = let_in(request, book)
    name = request.match_info["name"]
    wanted = await read_body(request, required=request.can_read_body)
    _check_form(wanted)
    payment = find_either(book, name)
    facts = _facts(payment, name, wanted)
    if fault := await faults.before(book, "chapa.refund", facts):
        raise broken(fault)
    if mode == "test" and not read_settings(book).chapa_test_refunds:
        raise says(400, _TEST_MODE)
    taken = _take(sandbox, name, mode, wanted)
    if faults.fire(book, "chapa.refund", ("fail",), facts):
        end_refund(sandbox, taken, status="reversed")
    sandbox.wake.set()
    if fault := await faults.after(book, "chapa.refund", facts):
        raise broken(fault)
    return well("Refund initiated successfully", shown_refund(taken))


def _check_form(wanted: Mapping[str, Any]) -> None:
    wrong = {}
    if "amount" in wanted:
        wrong["amount"] = rule_broken(wanted["amount"])
    for name in ("reason", "reference"):
        if not isinstance(wanted.get(name, ""), str):
            wrong[name] = "string"
    if not isinstance(wanted.get("meta", {}), dict | list):
        wrong["meta"] = "array"
    if any(wrong.values()):
        raise misses(**wrong)


def _facts(payment: Row | None, name: str, wanted: Mapping[str, Any]) -> dict[str, list[str]]:
    return {
        "tx_ref": [payment["tx_ref"] if payment else name],
        "reference": [payment["reference"] if payment else name],
        "merchant_reference": [wanted.get("reference", "")],
    }


def _take(sandbox: Sandbox, name: str, mode: str, wanted: Mapping[str, Any]) -> Row:
    """Write it down, so that all refunds of a payment together never exceed it."""
    book = sandbox.book
    with book.together():
        payment = find_either(book, name)
        if payment is None:
            raise not_found()
        check_mode(mode, payment)
        left = Decimal(payment["amount"]) - given_back(book, payment["tx_ref"])
        amount = exact(wanted["amount"]) if "amount" in wanted else left
        reference = wanted.get("reference")
        if why := _obstacle(book, payment, reference, amount, left):
            raise says(400, why)
        ref_id = new_ref_id()
        _insert(book, payment, ref_id, amount, wanted)
        taken = find_refund(book, ref_id)
    if taken is None:
        raise not_found()  # cannot be: it was written a line above
    return taken


def _obstacle(
    book: Book, payment: Row, reference: str | None, amount: Decimal, left: Decimal
) -> str:
    # First, because a repeated request should hear that it was heard.
    if reference and book.row(
        "SELECT 1 FROM chapa_refunds WHERE merchant_reference = ?", (reference,)
    ):
        return "Refund reference has been used before"
    if payment["status"] != "success":
        return _OBSTACLES.get(payment["status"], "Payment not paid yet")
    if amount > left or not left:
        return "Refund amount exceeds the amount that is left to refund"
    return "" if available(book, payment["currency"]) >= amount else "Insufficient Balance"


def _insert(
    book: Book, payment: Row, ref_id: str, amount: Decimal, wanted: Mapping[str, Any]
) -> None:
    now = clock.now()
    book.write(
        "INSERT INTO chapa_refunds (ref_id, tx_ref, merchant_reference, amount, currency, reason,"
        " meta, status, created_at, updated_at, due_at)"
        " VALUES (:ref_id, :tx_ref, :reference, :amount, :currency, :reason, :meta, 'initiated',"
        " :now, :now, :due_at)",
        {
            "ref_id": ref_id,
            "tx_ref": payment["tx_ref"],
            "reference": wanted.get("reference"),
            "amount": str(amount),
            "currency": payment["currency"],
            "reason": wanted.get("reason", ""),
            "meta": json.dumps(wanted["meta"]) if "meta" in wanted else None,
            "now": now,
            "due_at": now + read_settings(book).chapa_refund_seconds / 2,
        },
    )
