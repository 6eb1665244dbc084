"""What stands on each handset: the prompt that waits, and what was told to it, oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from nauli_sandbox.book import Book, Row

# By first appearance, so that a phone never moves while somebody looks at it.
_NEWEST = """
    SELECT msisdn, min(at) AS first_at FROM (
        SELECT msisdn, marked_at AS at FROM handsets
        UNION ALL SELECT payer, created_at FROM charges WHERE payer_type = 'MSISDN'
        UNION ALL SELECT ltrim(number, '+'), created_at FROM messages WHERE number LIKE '+%'
    ) GROUP BY msisdn ORDER BY max(at) DESC, msisdn LIMIT ? OFFSET ?
"""
_PROMPTS = (
    "SELECT * FROM charges WHERE prompted AND decided_at IS NULL AND payer = ?"
    " ORDER BY created_at, rowid"
)
_TALK = """
    SELECT 'charge' AS what, reference AS id, created_at AS at FROM charges
        WHERE payer = :msisdn AND payer_type = 'MSISDN'
    UNION ALL SELECT 'sms', id, created_at FROM messages WHERE number = '+' || :msisdn
    UNION ALL SELECT 'notice', CAST(notifications.id AS TEXT), at FROM notifications
        JOIN charges USING (reference) WHERE payer = :msisdn
    ORDER BY at DESC LIMIT :most
"""
# A receipt has been told once somebody was asked to hear it, or nobody ever will be.
_TOLD = (
    "SELECT * FROM deliveries WHERE point = 'sms.receipt' AND subject = ? AND (state != 'waiting'"
    " OR EXISTS (SELECT 1 FROM attempts WHERE delivery = deliveries.id)) ORDER BY id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing on a handset. `row` is its row in the book; `what`: charge, sms or notice.

    Of an SMS: how many receipts were told, the status of the last one, and why it failed.
    """

    what: str
    row: Row
    receipts: int = 0
    told: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handset:
    msisdn: str
    waits: bool
    prompts: Sequence[Row]
    talk: Sequence[Said]


def newest(book: Book, *, most: int) -> tuple[list[str], list[str]]:
    """Return the numbers of those that were used last, and those of up to 100 older ones."""
    rows = book.rows(_NEWEST, (most, 0))
    shown = sorted(rows, key=lambda row: (row["first_at"], row["msisdn"]))
    older = book.rows(_NEWEST, (100, most))
    return [row["msisdn"] for row in shown], [row["msisdn"] for row in older]


def handset(book: Book, msisdn: str, *, most: int) -> Handset:
    """Return a handset with the last so many things on it."""
    rows = book.rows(_TALK, {"msisdn": msisdn, "most": most})
    return Handset(
        msisdn=msisdn,
        waits=book.row("SELECT 1 FROM handsets WHERE msisdn = ?", (msisdn,)) is not None,
        prompts=book.rows(_PROMPTS, (msisdn,)),
        talk=[_said(book, row) for row in reversed(rows)],
    )


def _said(book: Book, row: Row) -> Said:
    tables = {
        "charge": "SELECT * FROM charges WHERE reference = ?",
        "sms": "SELECT * FROM messages WHERE id = ?",
        "notice": "SELECT * FROM notifications WHERE id = ?",
    }
    (found,) = book.rows(tables[row["what"]], (row["id"],))
    receipts = book.rows(_TOLD, (row["id"],)) if row["what"] == "sms" else []
    last = dict(parse_qsl(receipts[-1]["body"])) if receipts else {}
    return Said(
        what=row["what"],
        row=found,
        receipts=len(receipts),
        told=last.get("status", ""),
        why=last.get("failureReason", ""),
    )
