"""Cursor pages: stable while rows are added, and one index walk each. Oldest first if not asked."""

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
    rows: QuerySet[Row],
    request: HttpRequest,
    *,
    cursor: str,
    limit: int,
    order: str = "created_at",
) -> tuple[Sequence[Row], str | None]:
    """Return one page by (order, id) and the address of the next one, or None at the end.

    `order` is created_at or a column of whole numbers, with a minus before it: the largest first.
    """
    column = order.removeprefix("-")
    if cursor:
        value, number = _read(cursor, moments=column == "created_at")
        beyond = f"{column}__{'lt' if order.startswith('-') else 'gt'}"
        rows = rows.filter(Q(**{beyond: value}) | Q(**{column: value}, pk__gt=number))
    found = list(rows.order_by(order, "pk")[: limit + 1])
    if len(found) <= limit:
        return found, None
    last: Any = found[limit - 1]
    query = request.GET.copy()
    query["cursor"] = _write(getattr(last, column), last.pk)
    return found[:limit], f"{request.path}?{query.urlencode()}"


def _write(value: datetime | int, number: object) -> str:
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return base64.urlsafe_b64encode(f"{text} {number}".encode()).decode().rstrip("=")


def _read(cursor: str, *, moments: bool) -> tuple[datetime | int, int | UUID]:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        text, number = base64.b64decode(padded, altchars=b"-_", validate=True).decode().split()
        value = datetime.fromisoformat(text) if moments else int(text)
        found = int(number) if number.isdigit() else UUID(number)
    except (ValueError, binascii.Error) as error:
        raise InvalidCursor(field="cursor") from error
    if _cannot_be(value) or (isinstance(found, int) and found >= 2**63):
        raise InvalidCursor(field="cursor")
    return value, found


def _cannot_be(value: datetime | int) -> bool:
    """Say whether the database would refuse it: a time without a zone, a number without a place."""
    return value.tzinfo is None if isinstance(value, datetime) else abs(value) >= 2**63
