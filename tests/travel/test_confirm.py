from __future__ import annotations

from datetime import timedelta

import pytest

from nauli.kit.clock import now
from nauli.travel.confirm import confirm
from nauli.travel.models import Booking
from nauli.travel.stay import date_at
from tests.factories import new_booking, new_listing

pytestmark = pytest.mark.django_db
State = Booking.State


def test_a_held_booking_is_confirmed_and_keeps_its_nights() -> None:
    booking = new_booking()
    before = list(booking.held_nights.values_list("pk", flat=True))
    assert confirm(booking, reason="paid")
    booking.refresh_from_db()
    assert booking.state == State.CONFIRMED
    assert booking.confirmed_at is not None
    assert list(booking.held_nights.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("ended", [State.CANCELLED, State.EXPIRED])
def test_one_that_had_ended_takes_its_nights_again(ended: Booking.State) -> None:
    booking = new_booking(state=ended)
    assert confirm(booking)
    assert booking.state == State.CONFIRMED
    assert [night.night for night in booking.held_nights.order_by("night")] == booking.nights


@pytest.mark.parametrize("ended", [State.CANCELLED, State.EXPIRED])
def test_one_whose_nights_are_gone_stays_ended(ended: Booking.State) -> None:
    listing = new_listing()
    booking = new_booking(listing, state=ended)
    new_booking(listing, check_in=booking.check_in, nights=1)
    assert not confirm(booking)
    booking.refresh_from_db()
    assert booking.state == ended
    assert booking.held_nights.count() == 0


@pytest.mark.parametrize(("days", "kept"), [(-1, False), (0, True), (1, True)])
def test_a_night_that_is_over_at_the_place_is_sold_to_nobody(days: int, *, kept: bool) -> None:
    listing = new_listing()
    there = date_at(now(), listing.time_zone)
    booking = new_booking(listing, state=State.EXPIRED, check_in=there + timedelta(days=days))
    assert confirm(booking) is kept
    assert booking.held_nights.exists() is kept


@pytest.mark.parametrize("state", [State.CONFIRMED, State.COMPLETED])
def test_one_that_was_confirmed_is_left_as_it_is(state: Booking.State) -> None:
    booking = new_booking(state=state)
    assert not confirm(booking)
    assert booking.state == state
    assert booking.held_nights.count() == 2


def test_one_that_was_confirmed_and_cancelled_takes_no_night_again() -> None:
    booking = new_booking(state=State.CONFIRMED)
    booking.move_to(State.CANCELLED)
    booking.held_nights.all().delete()
    assert not confirm(booking)
    assert booking.held_nights.count() == 0


def test_what_happened_since_the_booking_was_read_is_seen() -> None:
    read_before = new_booking()
    Booking.objects.get(pk=read_before.pk).move_to(State.CONFIRMED)
    assert not confirm(read_before)
