"""A charge as MTN shows it. Their names outside, ours in the book."""

from __future__ import annotations

from typing import Any

from nauli_sandbox.book import Book, Row


def find_charge(book: Book, reference: str) -> Row | None:
    return book.row("SELECT * FROM charges WHERE reference = ?", (reference,))


def shown(charge: Row, *, reason_as_object: bool = False) -> dict[str, Any]:
    """Return the status body: the reference is not in it, and `reason` only if it failed."""
    body: dict[str, Any] = {
        "amount": charge["amount"],
        "currency": charge["currency"],
        "externalId": charge["external_id"],
        "payer": {"partyIdType": charge["payer_type"], "partyId": charge["payer"]},
        "payerMessage": charge["payer_message"],
        "payeeNote": charge["payee_note"],
        "status": charge["status"],
    }
    if charge["status"] == "SUCCESSFUL":
        body["financialTransactionId"] = charge["transaction_id"]
    if charge["status"] == "FAILED":
        reason = charge["reason"]
        body["reason"] = {"code": reason, "message": reason} if reason_as_object else reason
    return body


def facts_of(charge: Row) -> dict[str, list[str]]:
    """Return what a fault can choose a charge by."""
    return {
        "reference": [charge["reference"]],
        "external_id": [charge["external_id"]],
        "payer": [charge["payer"]],
    }
