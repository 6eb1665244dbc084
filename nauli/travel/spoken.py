"""Days and hours as a guest reads them. They are the place's, wherever the guest is."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.dateformat import format as written


def day(at: date, *, language: str) -> str:
    """Return "Saturday 12 December 2026", whatever language the process speaks at the moment."""
    with translation.override(language):
        return written(at, "l j F Y")


def hour(at: time) -> str:
    """Return "14:00"."""
    return at.strftime("%H:%M")


def offset(on: date, at: time, time_zone: str) -> str:
    """Return what the place's clock is ahead of UTC at that hour: "UTC+3", "UTC-3:30", "UTC"."""
    return offset_of(datetime.combine(on, at, ZoneInfo(time_zone)))


def offset_of(moment: datetime) -> str:
    """Return what the moment's own clock is ahead of UTC: "UTC+3"."""
    ahead = moment.utcoffset() or timedelta()
    minutes = abs(ahead) // timedelta(minutes=1)
    if not minutes:
        return "UTC"
    rest = f":{minutes % 60:02}" if minutes % 60 else ""
    return f"UTC{'-' if ahead < timedelta() else '+'}{minutes // 60}{rest}"
