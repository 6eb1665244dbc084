"""Write answers: the same bytes for the first caller and for every replay."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import PlainSerializer

from nauli.access.models import ApiKey
from nauli.api.auth import key_of
from nauli.idempotency.claim import Held, Ticket, answer, claim, read_key
from nauli.kit.clock import iso

# UTC ISO 8601 with milliseconds, "2026-11-22T09:30:00.000Z".
Moment = Annotated[datetime, PlainSerializer(iso, return_type=str)]

_JSON = "application/json"


def one_of(*values: str | None) -> dict[str, Any]:
    """Return what the document says of a field that has only these values."""
    return {"enum": [*values]}


def json_answer(shape: Schema, *, status: int = 200, location: str = "") -> HttpResponse:
    response = HttpResponse(shape.model_dump_json().encode(), status=status, content_type=_JSON)
    if location:
        response["Location"] = location
    return response


def replay(held: Held) -> HttpResponse:
    """Return the stored answer, byte for byte, and say that it is one."""
    response = HttpResponse(held.body, status=held.status, content_type=_JSON)
    if held.location:
        response["Location"] = held.location
    response["Idempotent-Replayed"] = "true"
    return response


def made(held: Held, shape: Schema, *, location: str) -> HttpResponse:
    """Answer 201 and store the answer for the key; where one is stored already, give that."""
    response = json_answer(shape, status=201, location=location)
    earlier = answer(held, status=201, body=response.content, location=location)
    return replay(earlier) if earlier else response


def once(request: HttpRequest, body: Schema, do: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer with what `do` makes, a 201 with its address; where a key is sent, once for it.

    Nothing leaves this house in `do`: what it writes and the key's answer are one transaction.
    """
    if "Idempotency-Key" not in request.headers:
        return do()
    with transaction.atomic():
        held = claim(ticket(request, key_of(request), body))
        if held.status is not None:
            return replay(held)
        response = do()
        answer(held, status=201, body=response.content, location=response["Location"])
    return response


def ticket(request: HttpRequest, key: ApiKey, body: Schema) -> Ticket:
    """Read the Idempotency-Key and take the request's fingerprint: method, path, what was sent."""
    sent = json.dumps(
        body.model_dump(mode="json", exclude_unset=True), sort_keys=True, separators=(",", ":")
    )
    fingerprint = hashlib.sha256(f"{request.method} {request.path}\n{sent}".encode()).hexdigest()
    return Ticket(
        scope=key.pk,
        key=read_key(request.headers.get("Idempotency-Key")),
        fingerprint=fingerprint,
    )
