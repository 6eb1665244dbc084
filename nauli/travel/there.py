"""The clock on the wall at the place, by the database's clock, for rows with a `time_zone`."""

from __future__ import annotations

from django.db.models import DateField, DateTimeField, F, Func
from django.db.models.functions import Cast, Now


def now_there() -> Func:
    """Return what the clock shows there, without a zone: compare it with dates and hours there."""
    return Func(F("time_zone"), Now(), function="timezone", output_field=DateTimeField())


def today_there() -> Cast:
    return Cast(now_there(), DateField())
