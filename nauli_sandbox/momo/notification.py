"""POST .../requesttopay/{reference}/deliverynotification: a message to who has paid.

Source: momodeveloper.mtn.com/API-collections, operation RequesttoPayDeliveryNotification. Its
success is 202 in one sample and 200 in others; here it is 200.
"""

from __future__ import annotations

import json

from aiohttp import web

from nauli_sandbox import clock, faults
from nauli_sandbox.momo import access
from nauli_sandbox.momo.answers import bad_request, broken, not_found
from nauli_sandbox.momo.charges import find_charge
from nauli_sandbox.momo.headers import read_reference
from nauli_sandbox.sandbox import SANDBOX

_LONGEST_MESSAGE = 160


async def notify(request: web.Request) -> web.Response:
    """`{"notificationMessage"}`: 200, empty; 404 where nothing of this reference was paid."""
    book = request.app[SANDBOX].book
    access.let_in(request, book, product="collection")
    reference = read_reference(request.match_info["reference"])
    message = _message(await request.read())
    facts = {"reference": [reference]}
    if fault := await faults.before(book, "momo.notification", facts):
        raise broken(fault)
    charge = find_charge(book, reference, kind="requesttopay")
    if charge is None or charge["status"] != "SUCCESSFUL":
        raise not_found()
    book.write(
        "INSERT INTO notifications (reference, message, at) VALUES (?, ?, ?)",
        (reference, message, clock.now()),
    )
    if fault := await faults.after(book, "momo.notification", facts):
        raise broken(fault)
    return web.Response(status=200)


def _message(raw: bytes) -> str:
    try:
        body = json.loads(raw)
    except ValueError:
        raise bad_request("The body is not JSON.") from None
    message = body.get("notificationMessage") if isinstance(body, dict) else None
    if not isinstance(message, str) or not 0 < len(message) <= _LONGEST_MESSAGE:
        raise bad_request(f"notificationMessage must be a text of up to {_LONGEST_MESSAGE}.")
    return message
