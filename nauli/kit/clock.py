"""The application's clock. What decides about money or goods asks the database's clock instead."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """Return UTC ISO 8601 with milliseconds and a Z, as every answer of ours prints it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
