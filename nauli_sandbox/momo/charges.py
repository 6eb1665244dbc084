"""A request to pay, a transfer or a refund as MTN shows it. Their names outside, ours in the book.

The three are rows of one table. Whoever is not the merchant stands in its column `payer`: the
payee, for a transfer or a refund.
"""

from __future__ import annotations

from typing import Any

from nauli_sandbox.book import Book, Row


def find_charge(book: Book, reference: str, *, kind: str | None = None) -> Row | None:
    """Return what was taken under this reference, if it is of this kind."""
    return book.row(
        "SELECT * FROM charges WHERE reference = ? AND kind = coalesce(?, kind)",
        (reference, kind),
    )


def shown(
    charge: Row, *, reason_as_object: bool = False, still_pending: bool = False
) -> dict[str, Any]:
    """Return the status body: the reference is not in it, and `reason` only if it failed."""
    status = "PENDING" if still_pending else charge["status"]
    body: dict[str, Any] = {
        "amount": charge["amount"],
        "currency": charge["currency"],
        "externalId": charge["external_id"],
        role(charge): {"partyIdType": charge["payer_type"], "partyId": charge["payer"]},
        "payerMessage": charge["payer_message"],
        "payeeNote": charge["payee_note"],
        "status": status,
    }
    if not charge["payer"]:  # a refund of nothing goes to nobody
        del body[role(charge)]
    if status == "SUCCESSFUL":
        body["financialTransactionId"] = charge["transaction_id"]
    if status == "FAILED":
        reason = charge["reason"]
        body["reason"] = {"code": reason, "message": reason} if reason_as_object else reason
    return body


def role(charge: Row) -> str:
    """Return what the other side is: who pays, or who is paid."""
    return "payer" if charge["kind"] == "requesttopay" else "payee"


def facts_of(charge: Row) -> dict[str, list[str]]:
    """Return what a fault can choose it by."""
    return {
        "kind": [charge["kind"]],
        "reference": [charge["reference"]],
        "external_id": [charge["external_id"]],
        role(charge): [charge["payer"]],
    }
