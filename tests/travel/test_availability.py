from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from nauli.travel.availability import MOST_DAYS, RangeTooLong, availability
from nauli.travel.models import Closure, Listing
from nauli.travel.stay import MOST_DAYS_AHEAD
from tests.factories import CHECK_IN, new_booking, new_listing
from tests.travel.world import DAYS, NIGHT, STEPS, a_twin, day

pytestmark = pytest.mark.django_db
TODAY = CHECK_IN - 10 * NIGHT

_many = hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_many
@given(STEPS, st.integers(1, 3))
def test_what_is_free_is_what_a_plain_twin_computes(
    steps: list[tuple[str, int, int]], units: int
) -> None:
    twin = a_twin(units=units)
    twin.play(steps)
    told = availability(twin.listing, day(-1), day(DAYS + 2), today=TODAY)
    assert [one.night for one in told] == [day(number) for number in range(-1, DAYS + 2)]
    assert [one.units for one in told] == [twin.free(one.night) for one in told]


def _free(listing: Listing, first: int, end: int, *, today: int = -10) -> list[int]:
    told = availability(listing, day(first), day(end), today=day(today))
    return [one.units for one in told]


def test_a_night_is_told_with_its_price() -> None:
    (told,) = availability(new_listing(price="40.00"), CHECK_IN, day(1), today=TODAY)
    assert (told.night, told.units, str(told.price)) == (CHECK_IN, 1, "40.00")


def test_what_has_passed_at_the_place_is_not_free() -> None:
    assert _free(new_listing(units=2), 0, 3, today=1) == [0, 2, 2]


def test_what_cannot_be_booked_yet_is_not_free() -> None:
    last = MOST_DAYS_AHEAD - 1
    assert _free(new_listing(), last - 1, last + 2, today=0) == [1, 1, 0]


def test_of_what_is_not_for_sale_nothing_is_free() -> None:
    assert _free(new_listing(active=False), 0, 2) == [0, 0]


def test_what_is_closed_at_either_end_of_the_range_is_not_free() -> None:
    listing = new_listing()
    for first, last in ((-3, 0), (3, 6)):
        Closure.objects.create(listing=listing, first=day(first), last=day(last))
    assert _free(listing, 0, 4) == [0, 1, 1, 0]


def test_of_nights_that_were_slept_in_units_that_are_no_more_none_is_owed() -> None:
    listing = new_listing(units=2)
    new_booking(listing)
    new_booking(listing)
    listing.units = 1  # as it is read after a change of the past
    assert _free(listing, 0, 1) == [0]


@pytest.mark.parametrize("days", [0, -1, MOST_DAYS + 1])
def test_a_range_is_a_night_at_least_and_a_year_at_most(days: int) -> None:
    with pytest.raises(RangeTooLong):
        availability(new_listing(), CHECK_IN, CHECK_IN + timedelta(days=days), today=TODAY)


def test_it_is_two_statements_however_long_the_range() -> None:
    listing = new_listing()
    for days in (1, MOST_DAYS):
        with CaptureQueriesContext(connection) as asked:
            assert len(availability(listing, CHECK_IN, day(days), today=TODAY)) == days
        assert len(asked) == 2
