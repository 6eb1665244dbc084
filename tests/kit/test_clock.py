from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from nauli.kit.clock import iso, now


def test_moments_are_written_in_utc_with_milliseconds() -> None:
    kampala = timezone(timedelta(hours=3))
    assert iso(datetime(2026, 11, 22, 12, 30, 0, 1999, kampala)) == "2026-11-22T09:30:00.001Z"
    assert iso(datetime(2026, 11, 22, 9, 30, tzinfo=UTC)) == "2026-11-22T09:30:00.000Z"


def test_now_knows_its_zone() -> None:
    assert now().tzinfo is UTC
