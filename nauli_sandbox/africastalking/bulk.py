"""POST /version1/messaging/bulk: the newer door, for many numbers or for a masked one.

Source: docs.africastalking.com/sms/sending/bulk (JSON). The vendor's Python client sends a form
to it, in which empty lists disappear; both are read.
"""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from nauli_sandbox.africastalking.messaging import Sending, answer
from nauli_sandbox.africastalking.speech import TurnedAway, check_key
from nauli_sandbox.sandbox import SANDBOX


async def send_bulk(request: web.Request) -> web.Response:
    """`{"username", "message", "senderId", "phoneNumbers", "maskedNumber", "telco"}`: 201."""
    check_key(request)
    told = await _read(request)
    for name in ("username", "message", "senderId"):
        if not isinstance(told.get(name), str) or not told[name]:
            raise TurnedAway(400, f"Request is missing required field '{name}'")
    masked, numbers = told.get("maskedNumber"), told.get("phoneNumbers") or []
    if not isinstance(numbers, list) or not all(isinstance(number, str) for number in numbers):
        raise TurnedAway(400, "The field 'phoneNumbers' must be a list of numbers")
    if not numbers and not (isinstance(masked, str) and masked):
        raise TurnedAway(400, "Request is missing required field 'phoneNumbers'")
    sending = Sending(
        numbers=numbers or [str(masked)],
        text=told["message"],
        sender=told["senderId"],
        masked=not numbers,
    )
    return await answer(request.app[SANDBOX], sending)


async def _read(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/x-www-form-urlencoded":
        form = await request.post()
        return {**form, "phoneNumbers": form.getall("phoneNumbers", [])}
    if request.content_type != "application/json":
        raise TurnedAway(
            415,
            "There was a problem with the requests Content-Type:\nExpected 'application/json'",
        )
    try:
        told = json.loads(await request.read())
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise TurnedAway(400, "The request content was malformed")
    return told
