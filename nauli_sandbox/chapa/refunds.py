"""Refunds in the book, how Chapa shows them, and what becomes of them.

initiated ──> processing ──┬──> refunded
    └──────────────────────┴──> reversed   (the money did not go back)

By time: processing after half of chapa_refund_seconds, refunded after all of it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from nauli_sandbox import clock
from nauli_sandbox.book import Book, Row
from nauli_sandbox.chapa.checkouts import find_checkout, meta, stamp
from nauli_sandbox.chapa.decide import mark_refunded
from nauli_sandbox.chapa.money import number
from nauli_sandbox.chapa.tell import queue_webhook
from nauli_sandbox.sandbox import Sandbox
from nauli_sandbox.settings import read_settings


def find_refund(book: Book, name: str) -> Row | None:
    """Find it by ref_id or by the merchant's own reference."""
    return book.row(
        "SELECT chapa_refunds.*, chapa_checkouts.reference AS payment_reference, mode"
        " FROM chapa_refunds JOIN chapa_checkouts USING (tx_ref)"
        " WHERE :name IN (ref_id, merchant_reference) ORDER BY ref_id = :name DESC LIMIT 1",
        {"name": name},
    )


def given_back(book: Book, tx_ref: str, *, done: bool = False) -> Decimal:
    """Return what was given back of a payment; and, unless `done`, what is about to be."""
    rows = book.rows(
        "SELECT amount FROM chapa_refunds WHERE tx_ref = ? AND status != 'reversed'"
        " AND (status = 'refunded' OR NOT ?)",
        (tx_ref, done),
    )
    return sum((Decimal(row["amount"]) for row in rows), Decimal(0))


def shown_refund(refund: Row) -> dict[str, Any]:
    """Return `data` of a refund, as integrators have recorded it; `meta` is echoed."""
    return {
        "amount": number(refund["amount"]),
        "currency": refund["currency"],
        "ref_id": refund["ref_id"],
        "payment_reference": refund["payment_reference"],
        "merchant_reference": refund["merchant_reference"],
        "status": refund["status"],
        "meta": meta(refund),
        "created_at": stamp(refund["created_at"]),
        "updated_at": stamp(refund["updated_at"]),
    }


def facts_of_refund(refund: Row) -> dict[str, list[str]]:
    """Return what a fault can choose it by."""
    return {
        "tx_ref": [refund["tx_ref"]],
        "reference": [refund["payment_reference"]],
        "ref_id": [refund["ref_id"]],
        "merchant_reference": [refund["merchant_reference"] or ""],
    }


def move_due_refunds(sandbox: Sandbox) -> None:
    """Take every refund whose time has come one step on."""
    book = sandbox.book
    due = book.rows("SELECT * FROM chapa_refunds WHERE due_at <= ?", (clock.now(),))
    with book.together():
        for refund in due:
            if refund["status"] == "processing":
                end_refund(sandbox, refund, status="refunded")
                continue
            book.write(
                "UPDATE chapa_refunds SET status = 'processing', updated_at = :now,"
                " due_at = due_at + :half WHERE ref_id = :ref_id",
                {
                    "now": clock.now(),
                    "half": read_settings(book).chapa_refund_seconds / 2,
                    "ref_id": refund["ref_id"],
                },
            )


def end_refund(sandbox: Sandbox, refund: Row, *, status: str) -> bool:
    """End it as refunded or reversed. False: it had ended already.

    The payment is refunded once all of it was given back, and its webhook says so. That a part is
    not told, and neither a refund that was reversed, is a guess; chapa_partial_refund_webhooks
    tells of parts as well.
    """
    book = sandbox.book
    with book.together():
        ended = book.write(
            "UPDATE chapa_refunds SET status = ?, updated_at = ?, due_at = NULL"
            " WHERE ref_id = ? AND status IN ('initiated', 'processing')",
            (status, clock.now(), refund["ref_id"]),
        )
        payment = find_checkout(book, refund["tx_ref"])
        if ended and payment is not None and status == "refunded":
            _tell_of(sandbox, payment)
    sandbox.wake.set()
    return bool(ended)


def _tell_of(sandbox: Sandbox, payment: Row) -> None:
    book, settings = sandbox.book, read_settings(sandbox.book)
    if given_back(book, payment["tx_ref"], done=True) >= Decimal(payment["amount"]):
        mark_refunded(sandbox, payment)
    elif settings.chapa_webhooks and settings.chapa_partial_refund_webhooks:
        queue_webhook(sandbox, payment, status="refunded")
