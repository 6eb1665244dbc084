from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from nauli.kit.clock import now
from nauli.travel.availability import availability
from nauli.travel.models import Listing
from nauli.travel.stay import date_at
from nauli.travel.there import now_there, today_there
from tests.factories import CHECK_IN, new_booking, new_listing

pytestmark = pytest.mark.django_db
NIGHT = timedelta(days=1)
# What has happened is in all tables by now; of what is to come each knows what its day knew.
_BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
_HOURS = 2 * 365 * 24
_ZONES = [
    *("Africa/Cairo", "Africa/Casablanca", "Africa/Kampala", "Africa/Lagos"),
    *("Europe/Paris", "Pacific/Kiritimati", "Pacific/Pago_Pago"),
]

_many = hypothesis_settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize(
    ("zone", "hours"),
    [("Africa/Kampala", 3), ("Pacific/Kiritimati", 14), ("Pacific/Pago_Pago", -11)],
)
def test_the_database_reads_the_clock_at_the_place(zone: str, hours: int) -> None:
    new_listing(time_zone=zone)
    before, today_before = now(), date_at(now(), zone)
    found = Listing.objects.annotate(clock=now_there(), today=today_there()).get()
    there = found.clock.replace(tzinfo=before.tzinfo) - timedelta(hours=hours)
    assert before - timedelta(seconds=5) <= there <= now() + timedelta(seconds=5)
    assert found.today in {today_before, date_at(now(), zone)}


@_many
@given(st.integers(0, _HOURS), st.sampled_from(_ZONES))
def test_the_database_knows_the_date_there_that_python_knows(hours: int, zone: str) -> None:
    """Each has tables of its own of when clocks are changed, and a stay is reckoned with both."""
    moment = _BEGIN + timedelta(hours=hours)
    with connection.cursor() as cursor:
        cursor.execute("SELECT timezone(%s, %s::timestamptz)::date", [zone, moment])
        (told,) = cursor.fetchone() or (None,)
    assert told == date_at(moment, zone)


@pytest.mark.parametrize("zone", ["Africa/Cairo", "Africa/Casablanca", "Europe/Paris"])
def test_a_night_in_which_clocks_are_changed_is_sold_as_any_other(zone: str) -> None:
    """One night for each date, and whoever leaves that morning is in nobody's way."""
    listing = new_listing(time_zone=zone)
    changed = _changes_after(CHECK_IN, zone)
    assert changed
    for morning in changed:
        new_booking(listing, check_in=morning - NIGHT, nights=1)
        stay = new_booking(listing, check_in=morning, nights=1)
        new_booking(listing, check_in=morning - 3 * NIGHT, nights=2)
        assert stay.nights == [morning]
        told = availability(listing, morning - 4 * NIGHT, morning + 2 * NIGHT, today=CHECK_IN)
        assert [one.units for one in told] == [1, 0, 0, 0, 0, 1]


def _changes_after(first: date, zone: str) -> list[date]:
    """Return the days of a year on which the clock there does not show what it did the day before.

    Noon is compared, so that a change at midnight is that of the day which begins.
    """
    days = [first + number * NIGHT for number in range(5, 370)]
    return [one for one in days if _at_noon(one, zone) != _at_noon(one - NIGHT, zone)]


def _at_noon(day: date, zone: str) -> timedelta | None:
    return datetime.combine(day, time(12), ZoneInfo(zone)).utcoffset()
