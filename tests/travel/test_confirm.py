from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from django.db import transaction

from nauli.kit.clock import now
from nauli.travel.confirm import confirm
from nauli.travel.models import Booking, IllegalMove, Listing, Night
from nauli.travel.release import release
from nauli.travel.stay import date_at
from tests.factories import CHECK_IN, new_booking, new_listing
from tests.together import together

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


def _confirm_alone(booking: Booking) -> bool:
    with transaction.atomic():
        return confirm(booking)


def _ended(listing: Listing, begin: int) -> Booking:
    """Return one that ran out, of two nights."""
    return new_booking(listing, state=State.EXPIRED, check_in=CHECK_IN + timedelta(days=begin))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("units", [1, 2])
def test_of_late_guests_at_once_as_many_get_the_last_night_as_there_are_units(units: int) -> None:
    """All of them want the second night; half of them the first, and half the third."""
    listing = new_listing(units=units)
    late = [_ended(listing, number % 2) for number in range(6)]
    came = together([partial(_confirm_alone, one) for one in late])
    assert (came.count(True), came.count(False)) == (units, 6 - units)
    assert Booking.objects.filter(state=State.CONFIRMED).count() == units
    assert Night.objects.count() == 2 * units


@pytest.mark.django_db(transaction=True)
def test_paid_and_run_out_at_once_it_is_the_guests() -> None:
    """Whoever comes first: what had just run out takes its nights again."""
    for _ in range(4):
        booking = new_booking()
        paid, ran_out = together(
            [partial(_confirm_alone, booking), partial(_run_out_alone, booking.pk)]
        )
        assert paid is True
        assert ran_out is True or isinstance(ran_out, IllegalMove)
        booking.refresh_from_db()
        assert (booking.state, booking.held_nights.count()) == (State.CONFIRMED, 2)


def _run_out_alone(number: UUID) -> bool:
    booking = Booking.objects.get(pk=number)
    with transaction.atomic():
        release(booking, State.EXPIRED, reason="a test says so")
    return True
