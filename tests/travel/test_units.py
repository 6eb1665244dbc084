from __future__ import annotations

from contextlib import ExitStack
from datetime import date

import pytest
from django.db import transaction

from nauli.travel.models import Booking, Listing, Night
from nauli.travel.nights import give_back, take
from nauli.travel.units import UnitsSold, set_units
from tests.factories import new_booking, new_listing
from tests.together import behind_a_lock
from tests.travel.world import FAR, NIGHT, day, far_today

pytestmark = pytest.mark.django_db


def _stands(listing: Listing) -> list[tuple[int, int]]:
    sold = Night.objects.filter(listing=listing).order_by("night", "slot")
    return [((one.night - day(0)).days, one.slot) for one in sold]


def test_units_are_added() -> None:
    listing = new_listing(units=1)
    set_units(listing, 4)
    listing.refresh_from_db()
    assert listing.units == 4


def test_what_is_sold_moves_to_the_units_that_stay() -> None:
    listing = new_listing(units=4)
    stays = [new_booking(listing, nights=3) for _ in range(4)]
    give_back(stays[0])
    give_back(stays[2])
    new_booking(listing, check_in=day(1), nights=1)
    set_units(listing, 3)
    assert _stands(listing) == [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 0), (2, 1)]
    # Of each booking every night is still there.
    assert all(stay.held_nights.count() == 3 for stay in (stays[1], stays[3]))


def test_units_that_are_sold_are_not_taken_away() -> None:
    listing = new_listing(units=3)
    for _ in range(2):
        new_booking(listing, nights=2)
    new_booking(listing, check_in=day(1), nights=2)
    before = _stands(listing)
    with pytest.raises(UnitsSold) as refused:
        set_units(listing, 2)
    assert refused.value.extra["nights"] == [str(day(1))]
    assert refused.value.field == "units"
    listing.refresh_from_db()
    assert listing.units == 3
    assert _stands(listing) == before


def test_what_was_slept_stays_where_it_was() -> None:
    listing = new_listing(units=3)
    slept = [new_booking(listing, check_in=day(-400), nights=1) for _ in range(3)]
    give_back(slept[0])
    set_units(listing, 1)
    assert [slot for _, slot in _stands(listing)] == [1, 2]


def test_the_database_says_which_night_is_the_last_that_was_slept() -> None:
    """As its trigger does, which has the last word."""
    listing, today = new_listing(units=3, time_zone=FAR), far_today()
    for check_in in (today - NIGHT, today):
        for _ in range(2):
            new_booking(listing, check_in=check_in, nights=1)
    with pytest.raises(UnitsSold) as refused:
        set_units(listing, 1)
    assert refused.value.extra["nights"] == [str(today)]


def _two_who_want_one_night(listing: Listing) -> tuple[Booking, Booking]:
    """Return one that has the night, and one that has given it back."""
    has, wants = new_booking(listing, nights=1), new_booking(listing, nights=1)
    give_back(wants)
    return has, wants


def _take_alone(booking: Booking) -> list[date]:
    with transaction.atomic():
        return take(booking)


@pytest.mark.django_db(transaction=True)
def test_who_takes_units_away_waits_for_who_is_taking_nights() -> None:
    listing = new_listing(units=2)
    _, wants = _two_who_want_one_night(listing)
    with ExitStack() as later:
        with transaction.atomic():
            assert take(wants) == []
            waiting = later.enter_context(behind_a_lock(lambda: set_units(listing, 1)))
        with pytest.raises(UnitsSold):
            waiting.result(timeout=10)
    assert _stands(listing) == [(0, 0), (0, 1)]


@pytest.mark.django_db(transaction=True)
def test_who_takes_nights_waits_for_who_is_taking_units_away() -> None:
    listing = new_listing(units=2)
    _, wants = _two_who_want_one_night(listing)
    with ExitStack() as later:
        with transaction.atomic():
            set_units(listing, 1)
            waiting = later.enter_context(behind_a_lock(lambda: _take_alone(wants)))
        assert waiting.result(timeout=10) == [day(0)]
    assert _stands(listing) == [(0, 0)]
