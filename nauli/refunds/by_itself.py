"""The Idempotency-Key of a refund that nobody asks for: it is made of what the refund is for."""

from __future__ import annotations

import hashlib
import json

from nauli.idempotency.claim import BY_ITSELF, Held, Ticket, answer
from nauli.refunds.models import Refund


def ticket_for(cause: str) -> Ticket:
    """Return the one key of this cause, such as "booking/<id>"."""
    fingerprint = hashlib.sha256(cause.encode()).hexdigest()
    return Ticket(scope=BY_ITSELF, key=cause, fingerprint=fingerprint)


def remember(held: Held, refund: Refund) -> None:
    """Store which refund it was."""
    told = json.dumps({"id": str(refund.pk)}).encode()
    answer(held, status=201, body=told, location=f"/api/refunds/{refund.pk}/")
