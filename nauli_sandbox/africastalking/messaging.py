"""POST /version1/messaging: one form, one text, one answer per recipient.

Source: docs.africastalking.com/sms/sending, and what the vendor's Python and Node clients send
and expect.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
from dataclasses import dataclass

from aiohttp import web

from nauli_sandbox import clock, faults
from nauli_sandbox.africastalking.numbers import ACCEPTED, CODES, answer_code
from nauli_sandbox.africastalking.receipts import queue_receipts
from nauli_sandbox.africastalking.speech import TurnedAway, broken, check_key, spoken
from nauli_sandbox.book import Book
from nauli_sandbox.sandbox import SANDBOX, Sandbox

PRICE_KES = 0.8  # for each accepted one, whatever its length
_E164 = re.compile(r"\+[1-9][0-9]{7,14}")
_DEFAULT_SENDER = "AFRICASTKNG"
_NOT_CARRIED = (
    "SELECT 1 FROM deliveries WHERE subject = ? AND state = 'waiting' AND NOT EXISTS"
    " (SELECT 1 FROM attempts WHERE attempts.delivery = deliveries.id)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    numbers: list[str]
    text: str
    sender: str
    masked: bool = False  # they are the digests of numbers, as some carriers want it


async def send_message(request: web.Request) -> web.Response:
    """201 with `SMSMessageData`, also where nothing was sent: each recipient has a code."""
    check_key(request)
    if request.content_type != "application/x-www-form-urlencoded":
        raise TurnedAway(
            415,
            "There was a problem with the requests Content-Type:\n"
            "Expected 'application/x-www-form-urlencoded'",
        )
    form = await request.post()
    for name in ("username", "to", "message"):
        if not form.get(name):
            raise TurnedAway(400, f"Request is missing required form field '{name}'")
    sending = Sending(
        numbers=[number.strip() for number in str(form["to"]).split(",") if number.strip()],
        text=str(form["message"]),
        sender=str(form.get("from") or _DEFAULT_SENDER),
    )
    return await answer(request.app[SANDBOX], sending)


async def answer(sandbox: Sandbox, sending: Sending) -> web.Response:
    """Send, unless a fault is in the way. 201 in any case that could be read."""
    facts = {"number": sending.numbers}
    if fault := await faults.before(sandbox.book, "sms.send", facts):
        raise broken(fault)
    early: list[tuple[str, float]] = []
    if fault := faults.fire(sandbox.book, "sms.send", ("refuse",), facts):
        body = _refusal(fault.message)
    else:
        body = _send(sandbox, sending, early)
    sandbox.wake.set()
    for message, seconds in early:
        await _told(sandbox, message, seconds)
    if fault := await faults.after(sandbox.book, "sms.send", facts):
        raise broken(fault)
    return spoken(body, 201)


async def _told(sandbox: Sandbox, message: str, seconds: float) -> None:
    """Wait until each receipt of this message was carried once, for so long at most."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while sandbox.book.row(_NOT_CARRIED, (message,)):
                sandbox.carried.clear()
                await sandbox.carried.wait()


def _refusal(reason: str) -> dict[str, object]:
    """Where nothing is left to send to, the reason stands above and no recipient is listed."""
    return {"SMSMessageData": {"Message": reason, "Recipients": []}}


def _send(sandbox: Sandbox, sending: Sending, early: list[tuple[str, float]]) -> dict[str, object]:
    """Write down what is accepted and return the answer, in one commit."""
    if not any(_is_number(number, sending) for number in sending.numbers):
        return _refusal("InvalidPhoneNumber")
    with sandbox.book.together():
        recipients = [_send_one(sandbox, number, sending, early) for number in sending.numbers]
    accepted = sum(recipient["statusCode"] in ACCEPTED for recipient in recipients)
    message = f"Sent to {accepted}/{len(recipients)} Total Cost: KES {accepted * PRICE_KES:.4f}"
    return {"SMSMessageData": {"Message": message, "Recipients": recipients}}


def _send_one(
    sandbox: Sandbox, number: str, sending: Sending, early: list[tuple[str, float]]
) -> dict[str, object]:
    code = answer_code(sandbox.book, number) if _is_number(number, sending) else 403
    if code not in ACCEPTED:
        return {
            "statusCode": code,
            "number": number,
            "status": CODES[code],
            "cost": "0",
            "messageId": "None",
        }
    message = f"ATXid_{secrets.token_hex(16)}"
    _insert(sandbox.book, message, number, code, sending)
    held = queue_receipts(sandbox, message=message, number=number)
    if held:
        early.append((message, held))
    return {
        "statusCode": code,
        "number": number,
        "status": "Success",
        "cost": f"KES {PRICE_KES:.4f}",
        "messageId": message,
    }


def _is_number(number: str, sending: Sending) -> bool:
    return sending.masked or _E164.fullmatch(number) is not None


def _insert(book: Book, message: str, number: str, code: int, sending: Sending) -> None:
    book.write(
        "INSERT INTO messages (id, number, text, sender, code, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (message, number, sending.text, sending.sender, code, clock.now()),
    )
