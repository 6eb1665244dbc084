"""The clock on the wall at the place, as the database reads it, for rows with a `time_zone`.

It has a table of its own of when clocks are changed, and Python has another: with one older than
the other a place is on two dates at once. So all that is decided by a date at the place asks here,
and for the same row nobody asks stay.date_at().
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import DateField, DateTimeField, F, Func, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Now


def now_there() -> Func:
    """Return what the clock shows there, without a zone: compare it with dates and hours there."""
    return _clock(Now())


def today_there() -> Cast:
    return Cast(now_there(), DateField())


def day_there(moment: datetime | F) -> Cast:
    """Return the date there in that moment, or in that of a column."""
    return Cast(_clock(moment if isinstance(moment, F) else Value(moment)), DateField())


def _clock(moment: Combinable) -> Func:
    return Func(F("time_zone"), moment, function="timezone", output_field=DateTimeField())
