"""POST /version1/messaging: one form, one text, one answer per recipient.

Source: docs.africastalking.com/sms/sending, and what the vendor's Python and Node clients send
and expect. The plain-text refusals are those of the HTTP framework that the vendor runs.
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass

from aiohttp import web

from nauli_sandbox import clock, faults
from nauli_sandbox.africastalking.numbers import ACCEPTED, CODES, answer_code
from nauli_sandbox.africastalking.receipts import queue_receipts
from nauli_sandbox.book import Book
from nauli_sandbox.sandbox import SANDBOX, Sandbox

# `atsk_` and hexadecimal digits today, 64 bare ones for older accounts.
_API_KEY = re.compile(r"atsk_[0-9a-f]{32,}|[0-9a-f]{64}")
_E164 = re.compile(r"\+[1-9][0-9]{7,14}")
_PRICE = 0.8  # KES for each accepted one, whatever its length
_DEFAULT_SENDER = "AFRICASTKNG"


class TurnedAway(Exception):
    """A request was turned away with a status and a plain text."""

    def __init__(self, status: int, text: str) -> None:
        self.status = status
        self.text = text
        super().__init__(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    numbers: list[str]
    text: str
    sender: str


async def send_message(request: web.Request) -> web.Response:
    """201 with `SMSMessageData`, also where nothing was sent: each recipient has a code."""
    sandbox = request.app[SANDBOX]
    _check_key(request)
    sending = await _read(request)
    facts = {"number": sending.numbers}
    if status := await faults.before(sandbox.book, "sms.send", facts):
        raise TurnedAway(status, "There was an internal server error.")
    answer = _send(sandbox, sending)
    sandbox.wake.set()
    if status := await faults.after(sandbox.book, "sms.send", facts):
        raise TurnedAway(status, "There was an internal server error.")
    # Exactly application/json, without a charset, as the vendor's clients compare it.
    return web.Response(
        status=201, body=json.dumps(answer).encode(), content_type="application/json"
    )


def _check_key(request: web.Request) -> None:
    key = request.headers.get("apiKey")
    if key is None:
        raise TurnedAway(
            401, "The resource requires authentication, which was not supplied with the request"
        )
    if not _API_KEY.fullmatch(key):
        raise TurnedAway(401, "The supplied authentication is invalid")


async def _read(request: web.Request) -> Sending:
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
    return Sending(
        numbers=[number.strip() for number in str(form["to"]).split(",") if number.strip()],
        text=str(form["message"]),
        sender=str(form.get("from") or _DEFAULT_SENDER),
    )


def _send(sandbox: Sandbox, sending: Sending) -> dict[str, object]:
    """Write down what is accepted and return the answer, in one commit."""
    if not any(_E164.fullmatch(number) for number in sending.numbers):
        # Where nothing is left to send to, the reason stands above and no recipient is listed.
        return {"SMSMessageData": {"Message": "InvalidPhoneNumber", "Recipients": []}}
    with sandbox.book.together():
        recipients = [_send_one(sandbox, number, sending) for number in sending.numbers]
    accepted = sum(recipient["statusCode"] in ACCEPTED for recipient in recipients)
    message = f"Sent to {accepted}/{len(recipients)} Total Cost: KES {accepted * _PRICE:.4f}"
    return {"SMSMessageData": {"Message": message, "Recipients": recipients}}


def _send_one(sandbox: Sandbox, number: str, sending: Sending) -> dict[str, object]:
    code = answer_code(sandbox.book, number) if _E164.fullmatch(number) else 403
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
    queue_receipts(sandbox, message=message, number=number)
    return {
        "statusCode": code,
        "number": number,
        "status": "Success",
        "cost": f"KES {_PRICE:.4f}",
        "messageId": message,
    }


def _insert(book: Book, message: str, number: str, code: int, sending: Sending) -> None:
    book.write(
        "INSERT INTO messages (id, number, text, sender, code, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (message, number, sending.text, sending.sender, code, clock.now()),
    )
