"""Delivery receipts: a form for each status, unsigned, as the carrier learns of it.

Source: docs.africastalking.com/sms/notifications (delivery reports). Who may send one is decided
by a secret in the receiver's URL, which is why that URL is never shown.
"""

from __future__ import annotations

from urllib.parse import urlencode

from nauli_sandbox.addresses import obstacle
from nauli_sandbox.africastalking.numbers import receipts_of
from nauli_sandbox.book import Row
from nauli_sandbox.deliveries import Outgoing, queue
from nauli_sandbox.faults import altered, fire
from nauli_sandbox.sandbox import Sandbox

STATUSES = (
    "Sent",
    "Submitted",
    "Buffered",
    "Success",
    "Failed",
    "Rejected",
    "Expired",
    "AbsentSubscriber",
)
_USUAL = ["Sent", "Success"]
_USUAL_DELAY_MS = 300
_EXPLAINED = ("Failed", "Rejected")
_ATHENA = "99999"  # the network code of the vendor's own sandbox


def queue_receipts(sandbox: Sandbox, *, message: str, number: str) -> float:
    """Queue the receipts of an accepted message, each `delay_ms` after the one before.

    Returns for how many seconds the answer to the send has to wait for them: 0, or what a fault
    that makes them early allows.
    """
    book = sandbox.book
    row = book.row("SELECT * FROM numbers WHERE number = ?", (number,))
    told = receipts_of(row) if row else None
    statuses = _USUAL if told is None else told
    delay_ms = row["delay_ms"] if row and row["delay_ms"] is not None else _USUAL_DELAY_MS
    facts = {"number": [number], "status": statuses}
    if fire(book, "sms.receipt", ("reorder",), facts):
        statuses = statuses[::-1]
    early = fire(book, "sms.receipt", ("early",), facts)
    for place, status in enumerate(statuses, start=1):
        facts = {"number": [number], "status": [status]}
        form = altered(book, "sms.receipt", _form(message, number, status, row), facts)
        queue(
            book,
            Outgoing(
                point="sms.receipt",
                subject=message,
                body=urlencode(form),
                facts=facts,
                after_seconds=0.0 if early else place * delay_ms / 1000,
                copies=row["copies"] if row else 1,
                unsendable=obstacle(sandbox.options, "sms.receipt"),
            ),
        )
    return early.seconds if early else 0.0


def _form(message: str, number: str, status: str, row: Row | None) -> dict[str, str]:
    form = {"id": message, "status": status, "phoneNumber": number, "networkCode": _ATHENA}
    if status in _EXPLAINED:
        form["failureReason"] = (row["failure_reason"] if row else None) or "DeliveryFailure"
    return form
