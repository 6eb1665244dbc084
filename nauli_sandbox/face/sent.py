"""What the sandbox sent by itself: bodies, signatures, what was answered, and sending it again."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from nauli_sandbox.addresses import obstacle
from nauli_sandbox.book import Book, Row
from nauli_sandbox.deliveries import send_again
from nauli_sandbox.drawing import draw
from nauli_sandbox.face.notice import back, notice
from nauli_sandbox.sandbox import SANDBOX, Sandbox

_MOST = 200
# Whoever sent something again wants to see the answer: most receivers have given it by then.
_PATIENCE_SECONDS = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One delivery with its attempts, oldest first."""

    row: Row
    attempts: Sequence[Row]


def sent_about(book: Book, subject: str, *, among: str = "%") -> list[Sent]:
    """Return what was sent about a charge, a checkout or a message, oldest first."""
    rows = book.rows(
        "SELECT * FROM deliveries WHERE subject = ? AND point LIKE ? ORDER BY id", (subject, among)
    )
    return [_sent(book, row) for row in rows]


@draw.live
async def show_all(request: web.Request) -> web.Response:
    """`?about=` chooses what was sent about one message, charge or checkout."""
    book = request.app[SANDBOX].book
    about = request.query.get("about", "")
    rows = book.rows(
        "SELECT deliveries.*, (SELECT count(*) FROM attempts WHERE delivery = deliveries.id)"
        " AS tries, (SELECT status FROM attempts WHERE delivery = deliveries.id"
        " ORDER BY id DESC LIMIT 1) AS answered FROM deliveries"
        " WHERE :about = '' OR subject = :about ORDER BY id DESC LIMIT :most",
        {"about": about, "most": _MOST},
    )
    return draw.page("sent.html", rows=rows, about=about, most=_MOST, notice=notice(request))


@draw.live
async def show_one(request: web.Request) -> web.Response:
    book = request.app[SANDBOX].book
    return draw.page(
        "delivery.html",
        sent=_sent(book, _find(book, request)),
        entry=_entry(book, _find(book, request)),
        complaint="",
        notice=notice(request),
    )


async def repeat(request: web.Request) -> web.Response:
    """Send it once more, wait a moment for the answer, and show it."""
    sandbox = request.app[SANDBOX]
    row = _find(sandbox.book, request)
    if not row["url"] and (why := obstacle(sandbox.options, row["point"])):
        return draw.page(
            "delivery.html",
            status=409,
            again=f"/sent/{row['id']}",
            sent=_sent(sandbox.book, row),
            entry=_entry(sandbox.book, row),
            complaint=f"It cannot be sent. {why}",
            notice="",
        )
    copy = send_again(sandbox.book, row["id"])
    sandbox.wake.set()
    await _until_carried(sandbox, copy)
    return back(f"/sent/{copy}", "again")


async def _until_carried(sandbox: Sandbox, delivery: int) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not _attempts(sandbox.book, delivery):
                sandbox.carried.clear()
                await sandbox.carried.wait()


def _find(book: Book, request: web.Request) -> Row:
    row = book.row("SELECT * FROM deliveries WHERE id = ?", (int(request.match_info["id"]),))
    if row is None:
        raise web.HTTPNotFound
    return row


def _sent(book: Book, row: Row) -> Sent:
    return Sent(row=row, attempts=_attempts(book, row["id"]))


def _attempts(book: Book, delivery: int) -> list[Row]:
    return book.rows("SELECT * FROM attempts WHERE delivery = ? ORDER BY id", (delivery,))


def _entry(book: Book, row: Row) -> dict[str, Any]:
    """Return the page of what it is about, and how that is called."""
    subject = row["subject"]
    if row["point"].startswith("momo."):
        return {"path": f"/book/momo/{subject}", "name": "The charge"}
    if row["point"].startswith("chapa."):
        payment = book.row("SELECT reference FROM chapa_checkouts WHERE tx_ref = ?", (subject,))
        if payment is not None:
            return {"path": f"/book/chapa/{payment['reference']}", "name": "The payment"}
    message = book.row("SELECT number FROM messages WHERE id = ?", (subject,))
    if message is not None and message["number"].startswith("+"):
        return {"path": f"/phones/{message['number'][1:]}", "name": "The phone"}
    return {"path": "/sent", "name": "All that was sent"}
