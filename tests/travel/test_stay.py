from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from nauli.kit.errors import NauliError
from nauli.travel.errors import (
    DateInThePast,
    DateTooFar,
    GuestsOutOfRange,
    InactiveListing,
    NightsClosed,
    NoNight,
    StayTooLong,
    StayTooShort,
)
from nauli.travel.models import Closure, Listing
from nauli.travel.stay import MOST_DAYS_AHEAD, Stay, check, date_at

TODAY = date(2026, 3, 28)
NIGHT = timedelta(days=1)


def _listing(**changes: object) -> Listing:
    columns: dict[str, object] = {"min_nights": 2, "max_nights": 5, "max_guests": 4, **changes}
    return Listing(title="Lodge", **columns)


def _stay(begin: int, nights: int, guests: int = 2) -> Stay:
    return Stay(TODAY + begin * NIGHT, TODAY + (begin + nights) * NIGHT, guests)


@pytest.mark.parametrize(
    ("stay", "changes"),
    [
        (_stay(0, 2), {}),
        (_stay(7, 5), {}),
        (_stay(7, 2, guests=1), {}),
        (_stay(7, 2, guests=4), {}),
        (_stay(MOST_DAYS_AHEAD - 2, 2), {}),
    ],
)
def test_a_stay_that_fits_is_let_through(stay: Stay, changes: dict[str, object]) -> None:
    check(stay, _listing(**changes), today=TODAY)


@pytest.mark.parametrize(
    ("stay", "changes", "error", "field"),
    [
        (_stay(-1, 2), {}, DateInThePast, "check_in"),
        (_stay(3, 0), {}, NoNight, "check_out"),
        (_stay(3, -1), {}, NoNight, "check_out"),
        (_stay(MOST_DAYS_AHEAD - 1, 2), {}, DateTooFar, "check_out"),
        (_stay(3, 1), {}, StayTooShort, "check_out"),
        (_stay(3, 6), {}, StayTooLong, "check_out"),
        (_stay(3, 2, guests=0), {}, GuestsOutOfRange, "guests"),
        (_stay(3, 2, guests=5), {}, GuestsOutOfRange, "guests"),
        (_stay(3, 2), {"active": False}, InactiveListing, "listing"),
    ],
)
def test_what_is_wrong_with_a_stay_is_said_of_its_field(
    stay: Stay, changes: dict[str, object], error: type[NauliError], field: str
) -> None:
    with pytest.raises(error) as refused:
        check(stay, _listing(**changes), today=TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("first", "last", "shut", "field"),
    [
        (0, 3, ["2026-03-31"], "check_in"),
        (4, 4, ["2026-04-01"], "check_out"),
        (0, 9, ["2026-03-31", "2026-04-01"], "check_in"),
    ],
)
def test_nights_that_are_closed_are_named(
    first: int, last: int, shut: list[str], field: str
) -> None:
    closed = [Closure(first=TODAY + first * NIGHT, last=TODAY + last * NIGHT)]
    with pytest.raises(NightsClosed) as refused:
        check(_stay(3, 2), _listing(), today=TODAY, closed=closed)
    assert refused.value.extra == {"nights": shut}
    assert refused.value.field == field


@pytest.mark.parametrize(("first", "last"), [(0, 2), (5, 9)])
def test_who_leaves_on_the_day_of_closing_or_comes_after_it_is_let_through(
    first: int, last: int
) -> None:
    closed = [Closure(first=TODAY + first * NIGHT, last=TODAY + last * NIGHT)]
    check(_stay(3, 2), _listing(), today=TODAY, closed=closed)


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        # In the place's zone the clocks go forward, or back, in one of these nights.
        (date(2026, 3, 28), date(2026, 3, 30)),
        (date(2026, 10, 24), date(2026, 10, 26)),
    ],
)
def test_a_night_in_which_the_clock_is_changed_is_one_night(begin: date, end: date) -> None:
    stay = Stay(begin, end, 2)
    assert stay.nights == [begin, begin + NIGHT]
    check(stay, _listing(time_zone="Europe/Paris"), today=begin)


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        (datetime(2026, 11, 22, 20, 59, 59, tzinfo=UTC), "Africa/Kampala", 22),
        (datetime(2026, 11, 22, 21, 0, tzinfo=UTC), "Africa/Kampala", 23),
        (datetime(2026, 11, 22, 9, 59, 59, tzinfo=UTC), "Pacific/Kiritimati", 22),
        (datetime(2026, 11, 22, 10, 0, tzinfo=UTC), "Pacific/Kiritimati", 23),
        (datetime(2026, 11, 23, 10, 59, 59, tzinfo=UTC), "Pacific/Pago_Pago", 22),
        # The day on which the clocks go forward begins at another hour of ours than it ends.
        (datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC), "Europe/Paris", 28),
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), "Europe/Paris", 29),
        (datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC), "Europe/Paris", 29),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), "Europe/Paris", 30),
        # At Cairo it happens at midnight: one day begins at one, another has its last hour twice.
        (datetime(2026, 4, 23, 21, 59, 59, tzinfo=UTC), "Africa/Cairo", 23),
        (datetime(2026, 4, 23, 22, 0, tzinfo=UTC), "Africa/Cairo", 24),
        (datetime(2026, 10, 28, 21, 0, tzinfo=UTC), "Africa/Cairo", 29),
        (datetime(2026, 10, 29, 21, 59, 59, tzinfo=UTC), "Africa/Cairo", 29),
        (datetime(2026, 10, 29, 22, 0, tzinfo=UTC), "Africa/Cairo", 30),
        # At Casablanca they go back for Ramadan.
        (datetime(2026, 2, 14, 23, 0, tzinfo=UTC), "Africa/Casablanca", 15),
        (datetime(2026, 2, 15, 23, 59, 59, tzinfo=UTC), "Africa/Casablanca", 15),
        (datetime(2026, 2, 16, 0, 0, tzinfo=UTC), "Africa/Casablanca", 16),
    ],
)
def test_the_date_is_that_of_the_place(moment: datetime, zone: str, day: int) -> None:
    assert date_at(moment, zone).day == day
