"""The mailbox: the last mails, each as it was meant to look, as text, whole, and in its parts."""

from __future__ import annotations

import base64
import email
import email.policy
import json
import re
from dataclasses import dataclass
from email.message import EmailMessage

from aiohttp import web

from nauli_sandbox.book import Book, Row
from nauli_sandbox.drawing import draw
from nauli_sandbox.face.notice import notice
from nauli_sandbox.mailbox import part_of
from nauli_sandbox.sandbox import SANDBOX

_MOST = 100
# A mail is a stranger's: no script, no form, nothing fetched from anywhere; its links open apart.
_CAGE = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';"
    " style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'self'"
)
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_NAMED_PICTURE = re.compile(r"cid:([^\"'\s)>]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    name: str
    content: bytes


@draw.live
async def show_mails(request: web.Request) -> web.Response:
    sandbox = request.app[SANDBOX]
    rows = sandbox.book.rows("SELECT * FROM mails ORDER BY id DESC LIMIT ?", (_MOST,))
    mails = [
        {
            "id": row["id"],
            "to": ", ".join(json.loads(row["recipients"])),
            "subject": str(_read(row).get("Subject", "")),
            "attachments": len(_attachments(_read(row))),
            "at": row["created_at"],
        }
        for row in rows
    ]
    return draw.page("mails.html", mails=mails, port=sandbox.smtp_port, notice=notice(request))


async def show_mail(request: web.Request) -> web.Response:
    row = _find(request.app[SANDBOX].book, request)
    message = _read(row)
    return draw.page(
        "mail.html",
        id=row["id"],
        at=row["created_at"],
        sender=row["sender"],
        recipients=json.loads(row["recipients"]),
        subject=str(message.get("Subject", "")),
        text=part_of(message, "plain"),
        html=bool(part_of(message, "html")),
        headers=[(name, str(value)) for name, value in message.items()],
        attachments=_attachments(message),
        notice="",
    )


async def show_html(request: web.Request) -> web.Response:
    """The mail itself, in a cage: it can be looked at, and can do nothing."""
    message = _read(_find(request.app[SANDBOX].book, request))
    return web.Response(
        text=_links_apart(_with_pictures(part_of(message, "html"), message)),
        content_type="text/html",
        headers=draw.HEADERS | {"Content-Security-Policy": _CAGE, "Referrer-Policy": "no-referrer"},
    )


async def hand_over_mail(request: web.Request) -> web.Response:
    row = _find(request.app[SANDBOX].book, request)
    return _file(f"mail-{row['id']}.eml", "message/rfc822", row["raw"])


async def hand_over_attachment(request: web.Request) -> web.Response:
    found = _attachments(_read(_find(request.app[SANDBOX].book, request)))
    number = int(request.match_info["number"])
    if number >= len(found):
        raise web.HTTPNotFound
    return _file(found[number].name, "application/octet-stream", found[number].content)


def _find(book: Book, request: web.Request) -> Row:
    row = book.row("SELECT * FROM mails WHERE id = ?", (int(request.match_info["id"]),))
    if row is None:
        raise web.HTTPNotFound
    return row


def _read(row: Row) -> EmailMessage:
    return email.message_from_bytes(row["raw"], policy=email.policy.default)


def _attachments(message: EmailMessage) -> list[Attachment]:
    return [
        Attachment(
            name=part.get_filename() or f"part-{place}",
            content=_bytes(part),
        )
        for place, part in enumerate(message.iter_attachments(), start=1)
    ]


def _bytes(part: EmailMessage) -> bytes:
    decoded = part.get_payload(decode=True)
    return decoded if isinstance(decoded, bytes) else part.as_bytes()


def _with_pictures(html: str, message: EmailMessage) -> str:
    """Put the pictures that came along into the text that speaks of them."""
    came = {
        str(part["Content-ID"]).strip("<> "): part for part in message.walk() if part["Content-ID"]
    }

    def put(match: re.Match[str]) -> str:
        part = came.get(match[1])
        if part is None or part.get_content_maintype() != "image":
            return match[0]
        kind, content = part.get_content_type(), _bytes(part)
        return f"data:{kind};base64,{base64.b64encode(content).decode()}"

    return _NAMED_PICTURE.sub(put, html)


def _links_apart(html: str) -> str:
    base = '<base target="_blank">'
    if _HEAD.search(html) is None:
        return base + html
    return _HEAD.sub(lambda head: head[0] + base, html, count=1)


def _file(name: str, kind: str, content: bytes) -> web.Response:
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    return web.Response(
        body=content,
        headers=draw.HEADERS
        | {
            "Content-Type": kind,
            "Content-Disposition": f'attachment; filename="{plain}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )
