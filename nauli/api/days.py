"""Dates and hours as they stand in a request: written in one way, and none that means nothing."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer
from pydantic import Strict as StrictType
from pydantic_core import PydanticCustomError

_DAY = re.compile(r"2[01][0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)
_HOUR = re.compile(r"[0-9]{2}:[0-9]{2}", re.ASCII)


def _day(value: object) -> object:
    """Take nothing but the text: a number would be read as seconds since 1970."""
    if isinstance(value, date):  # of our own rows
        return value
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass  # a form that fits, of a day that no month has
    raise PydanticCustomError("day", "no date")


def _hour(value: object) -> object:
    if isinstance(value, time):
        return value
    try:
        if isinstance(value, str) and _HOUR.fullmatch(value):
            return time.fromisoformat(value)
    except ValueError:
        pass  # 25:00
    raise PydanticCustomError("hour", "no hour")


def _written(hour: time) -> str:
    return hour.isoformat(timespec="minutes")


# "2026-11-22", from 2000 to 2199: what is further away is a slip of the hand.
Day = Annotated[date, StrictType(False), BeforeValidator(_day)]
# "14:00", as the clock on the wall shows it.
Hour = Annotated[
    time,
    StrictType(False),
    BeforeValidator(_hour),
    PlainSerializer(_written, return_type=str, when_used="json"),
]
