"""GET /collection/v1_0/requesttopay/{reference}: what became of it.

Source: momodeveloper.mtn.com/API-collections, operation RequesttoPayTransactionStatus.
"""

from __future__ import annotations

from aiohttp import web

from nauli_sandbox import clock, faults
from nauli_sandbox.momo import headers
from nauli_sandbox.momo.answers import momo_says, outage, spoken
from nauli_sandbox.momo.charges import facts_of, find_charge, shown
from nauli_sandbox.sandbox import SANDBOX
from nauli_sandbox.settings import read_settings


async def look(request: web.Request) -> web.Response:
    """200 with the status body, 404 for a reference that is not known (or not to be seen yet)."""
    book = request.app[SANDBOX].book
    headers.check_subscription(request)
    headers.check_bearer(request, book, product="collection")
    headers.read_target(request)
    reference = headers.read_reference(request.match_info["reference"])
    book.write(
        "INSERT INTO asks (reference, looks) VALUES (?, 1)"
        " ON CONFLICT (reference) DO UPDATE SET looks = looks + 1",
        (reference,),
    )
    charge = find_charge(book, reference)
    facts = facts_of(charge) if charge else {"reference": [reference]}
    if status := await faults.before(book, "momo.status", facts):
        raise outage(status)
    settings = read_settings(book)
    charge = find_charge(book, reference)  # it may have moved while a fault held us
    hidden = settings.momo_visible_after_seconds
    if charge is None or clock.now() < charge["created_at"] + hidden:
        raise momo_says(404, "RESOURCE_NOT_FOUND", "Requested resource was not found.")
    if status := await faults.after(book, "momo.status", facts):
        raise outage(status)
    return spoken(shown(charge, reason_as_object=settings.momo_reason_as_object))
