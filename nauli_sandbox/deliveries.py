"""What the sandbox has to send by itself: callbacks, events and receipts, as rows until they went.

waiting ──> delivered      somebody heard it: a 2xx, for Chapa's webhook a 200
   └──────> given_up       nobody did, however often it was sent
dropped                    a fault swallowed it
not_sent                   there is nowhere to send it; the note says why
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from nauli_sandbox import clock
from nauli_sandbox.book import Book, Row
from nauli_sandbox.faults import OUTGOING, fire


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One thing to send. `url` None stands for the one that was given at the start."""

    point: str
    subject: str  # X-Reference-Id, message id, or tx_ref
    body: str
    facts: Mapping[str, list[str]] = field(default_factory=dict)
    url: str | None = None
    method: str = "POST"
    after_seconds: float = 0.0
    copies: int = 1
    unsendable: str = ""  # why it cannot be sent, if so


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """How it went once. `status` None: nobody answered, and `error` says why."""

    status: int | None
    answer: str
    error: str
    headers: Mapping[str, str]  # those that we set, signatures among them


def queue(book: Book, outgoing: Outgoing) -> None:
    """Write it down as waiting, unless a fault or a missing address says otherwise."""
    if outgoing.unsendable:
        _insert(book, outgoing, state="not_sent", note=outgoing.unsendable)
        return
    fault = fire(book, outgoing.point, OUTGOING, outgoing.facts)
    if fault and fault.do == "drop":
        _insert(book, outgoing, state="dropped", note="A fault dropped it.")
        return
    late = fault.seconds if fault and fault.do == "delay" else 0.0
    copies = fault.copies if fault and fault.do == "duplicate" else outgoing.copies
    apart = fault.apart_seconds if fault and fault.do == "duplicate" else 0.0
    for copy in range(copies):
        _insert(book, outgoing, state="waiting", late=late + copy * apart)


def claim_due(book: Book, limit: int) -> list[Row]:
    """Take up to `limit` deliveries whose time has come. They stay taken until `finish`."""
    with book.together():
        due = book.rows(
            "SELECT * FROM deliveries WHERE state = 'waiting' AND in_flight = 0 AND due_at <= ?"
            " ORDER BY due_at, id LIMIT ?",
            (clock.now(), limit),
        )
        for row in due:
            book.write("UPDATE deliveries SET in_flight = 1 WHERE id = ?", (row["id"],))
    return due


def send_again(book: Book, delivery: int) -> int:
    """Queue a copy of what was sent, or was to be sent, and return its id. No fault strikes it."""
    now = clock.now()
    with book.together():
        book.write(
            "INSERT INTO deliveries (point, subject, method, url, body, state, note, created_at,"
            " due_at) SELECT point, subject, method, url, body, 'waiting', 'Sent again by hand.',"
            " :now, :now FROM deliveries WHERE id = :id",
            {"now": now, "id": delivery},
        )
        (copy,) = book.rows("SELECT last_insert_rowid() AS id")
    made: int = copy["id"]
    return made


def finish(book: Book, row: Row, attempt: Attempt, *, retries: list[float]) -> None:
    """Write down how an attempt went: done, again after the next of `retries`, or given up."""
    delivery = row["id"]
    with book.together():
        if not book.row("SELECT 1 FROM deliveries WHERE id = ?", (delivery,)):
            return  # the book was emptied meanwhile
        book.write(
            "INSERT INTO attempts (delivery, at, status, answer, error, headers)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                delivery,
                clock.now(),
                attempt.status,
                attempt.answer,
                attempt.error,
                json.dumps(dict(attempt.headers)),
            ),
        )
        made = book.rows("SELECT 1 FROM attempts WHERE delivery = ?", (delivery,))
        pause = 0.0
        if _heard(row["point"], attempt.status):
            state = "delivered"
        elif len(made) > len(retries):
            state = "given_up"
        else:
            state, pause = "waiting", retries[len(made) - 1]
        book.write(
            "UPDATE deliveries SET state = ?, in_flight = 0, due_at = ? WHERE id = ?",
            (state, clock.now() + pause, delivery),
        )


def _heard(point: str, status: int | None) -> bool:
    if point == "chapa.webhook":
        return status == 200
    return status is not None and 200 <= status < 300


def deliveries_of(book: Book, point: str) -> Mapping[str, list[dict[str, Any]]]:
    """Return what was sent at a point, by subject, each with its attempts and our answers."""
    attempts: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in book.rows(
        "SELECT attempts.* FROM attempts JOIN deliveries ON deliveries.id = attempts.delivery"
        " WHERE deliveries.point = ? ORDER BY attempts.id",
        (point,),
    ):
        attempts[row["delivery"]].append(
            {
                "at": clock.iso(row["at"]),
                "status": row["status"],
                "answer": row["answer"],
                "error": row["error"],
            }
        )
    shown: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in book.rows("SELECT * FROM deliveries WHERE point = ? ORDER BY id", (point,)):
        shown[row["subject"]].append(_show(row, attempts[row["id"]]))
    return shown


def _insert(
    book: Book, outgoing: Outgoing, *, state: str, note: str = "", late: float = 0.0
) -> None:
    now = clock.now()
    book.write(
        "INSERT INTO deliveries (point, subject, method, url, body, state, note, created_at,"
        " due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            outgoing.point,
            outgoing.subject,
            outgoing.method,
            outgoing.url,
            outgoing.body,
            state,
            note,
            now,
            now + outgoing.after_seconds + late,
        ),
    )


def _show(row: Row, attempts: list[dict[str, Any]]) -> dict[str, Any]:
    receipt = row["point"] == "sms.receipt"
    shown = {
        "body": dict(parse_qsl(row["body"])) if receipt else json.loads(row["body"]),
        "state": row["state"],
        "note": row["note"],
        "due_at": clock.iso(row["due_at"]) if row["state"] == "waiting" else None,
        "attempts": attempts,
    }
    # Without one it went to an address from the start options, which may hold a secret.
    return {"method": row["method"], "url": row["url"], **shown} if row["url"] else shown
