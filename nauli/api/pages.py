"""Cursor pages, oldest first: stable while rows are added, and one index walk each."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from nauli.kit.errors import Invalid

DEFAULT_SIZE = 50
LARGEST_SIZE = 200

Row = TypeVar("Row", bound=Model)


class InvalidCursor(Invalid):
    """This cursor is not one of ours. Begin without one, then follow `next`."""


def page(
    rows: QuerySet[Row], request: HttpRequest, *, cursor: str, limit: int
) -> tuple[Sequence[Row], str | None]:
    """Return one page by (created_at, id) and the address of the next one, or None at the end."""
    if cursor:
        moment, number = _read(cursor)
        rows = rows.filter(Q(created_at__gt=moment) | Q(created_at=moment, pk__gt=number))
    found = list(rows.order_by("created_at", "pk")[: limit + 1])
    if len(found) <= limit:
        return found, None
    last: Any = found[limit - 1]
    query = request.GET.copy()
    query["cursor"] = _write(last.created_at, last.pk)
    return found[:limit], f"{request.path}?{query.urlencode()}"


def _write(moment: datetime, number: object) -> str:
    return base64.urlsafe_b64encode(f"{moment.isoformat()} {number}".encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, int | UUID]:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        moment, number = base64.b64decode(padded, altchars=b"-_", validate=True).decode().split()
        at = datetime.fromisoformat(moment)
        found = int(number) if number.isdigit() else UUID(number)
    except (ValueError, binascii.Error) as error:
        raise InvalidCursor(field="cursor") from error
    if at.tzinfo is None or (isinstance(found, int) and found >= 2**63):
        raise InvalidCursor(field="cursor")
    return at, found
