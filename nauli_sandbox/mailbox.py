"""The mailbox: takes every mail for everybody, keeps it whole, delivers it nowhere."""

from __future__ import annotations

import asyncio
import email
import email.policy
import json
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from nauli_sandbox import clock, faults
from nauli_sandbox.book import Book, Row
from nauli_sandbox.errors import CannotStart


async def open_mailbox(book: Book, host: str, port: int) -> asyncio.Server:
    """Listen for mail. CannotStart where the port is taken."""
    keeper = _Keeper(book)
    loop = asyncio.get_running_loop()

    def speak() -> SMTP:
        # A name of its own: asking the machine for one can take seconds.
        return SMTP(keeper, hostname="nauli-sandbox", enable_SMTPUTF8=True, loop=loop)

    try:
        return await loop.create_server(speak, host, port)
    except OSError as error:
        raise CannotStart(f"port {port} on {host} cannot be used for mail: {error}.") from None


def mails(book: Book, *, address: str | None = None) -> list[dict[str, Any]]:
    """Return the mails, oldest first, to one address or to all."""
    shown = [_show(row) for row in book.rows("SELECT * FROM mails ORDER BY id")]
    return [mail for mail in shown if address is None or address in mail["to"]]


class _Keeper:
    def __init__(self, book: Book) -> None:
        self._book = book

    # aiosmtpd finds its hooks by these names and hands the server to each.
    async def handle_DATA(  # noqa: N802
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
    ) -> str:
        facts = {"address": [str(address) for address in envelope.rcpt_tos]}
        if fault := await faults.before(self._book, "smtp", facts):
            return f"{fault.status} The mailbox fails, as it was told to"
        self._book.write(
            "INSERT INTO mails (sender, recipients, raw, created_at) VALUES (?, ?, ?, ?)",
            (
                envelope.mail_from or "",
                json.dumps(envelope.rcpt_tos),
                envelope.content or b"",
                clock.now(),
            ),
        )
        if fault := await faults.after(self._book, "smtp", facts):
            return f"{fault.status} The mailbox fails, as it was told to"
        return "250 Message kept"


def _show(row: Row) -> dict[str, Any]:
    message = email.message_from_bytes(row["raw"], policy=email.policy.default)
    return {
        "id": row["id"],
        "at": clock.iso(row["created_at"]),
        "from": row["sender"],
        "to": json.loads(row["recipients"]),
        "subject": str(message.get("Subject", "")),
        "text": part_of(message, "plain"),
        "html": part_of(message, "html"),
        "headers": [[name, str(value)] for name, value in message.items()],
        "raw": row["raw"].decode("utf-8", "replace"),
    }


def part_of(message: EmailMessage, kind: str) -> str:
    """Return the text or the HTML of a mail: kind is plain or html."""
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except LookupError:  # an unknown charset; the raw mail is shown beside it
        return ""
