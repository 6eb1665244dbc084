"""Numbers that are marked: with a code to be answered, with receipts to be sent, or both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from nauli_sandbox.book import Book, Row

ACCEPTED = (100, 101, 102)

# Source: docs.africastalking.com/sms/sending, the table of status codes.
CODES = {
    100: "Processed",
    101: "Sent",
    102: "Queued",
    401: "RiskHold",
    402: "InvalidSenderId",
    403: "InvalidPhoneNumber",
    404: "UnsupportedNumberType",
    405: "InsufficientBalance",
    406: "UserInBlacklist",
    407: "CouldNotRoute",
    500: "InternalServerError",
    501: "GatewayError",
    502: "RejectedByGateway",
}


def mark(book: Book, number: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Mark a number, E.164. What was said of it before is forgotten, counts included."""
    receipts = wanted.get("receipts")
    book.write(
        "INSERT OR REPLACE INTO numbers (number, code, times, receipts, copies, delay_ms,"
        " failure_reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            wanted.get("code"),
            wanted.get("times"),
            None if receipts is None else json.dumps(receipts),
            wanted.get("copies", 1),
            wanted.get("delay_ms"),
            wanted.get("failure_reason"),
        ),
    )
    return next(shown for shown in marked(book) if shown["number"] == number)


def marked(book: Book) -> list[dict[str, Any]]:
    return [
        {
            "number": row["number"],
            "code": row["code"],
            "times": row["times"],
            "answered": row["answered"],
            "receipts": receipts_of(row),
            "copies": row["copies"],
            "delay_ms": row["delay_ms"],
            "failure_reason": row["failure_reason"],
        }
        for row in book.rows("SELECT * FROM numbers ORDER BY number")
    ]


def receipts_of(row: Row) -> list[str] | None:
    receipts: list[str] | None = json.loads(row["receipts"]) if row["receipts"] else None
    return receipts


def answer_code(book: Book, number: str) -> int:
    """Return the code for this recipient now, and count where it is a marked one."""
    row = book.row("SELECT * FROM numbers WHERE number = ?", (number,))
    if row is None or row["code"] is None:
        return 101
    if row["times"] is not None and row["answered"] >= row["times"]:
        return 101
    book.write("UPDATE numbers SET answered = answered + 1 WHERE number = ?", (number,))
    code: int = row["code"]
    return code
