from __future__ import annotations

from datetime import date, timedelta
from itertools import product as pairs
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.db.utils import Error as DatabaseError

from nauli.record.models import Change
from nauli.travel.models import Booking, IllegalMove, Listing, Night
from tests.factories import CHECK_IN, new_listing

pytestmark = pytest.mark.django_db
State = Booking.State
NIGHT = timedelta(days=1)
UPDATE = "UPDATE travel_booking SET {}"


def _booking(listing: Listing | None = None, *, nights: int = 2, code: str = "X") -> Booking:
    """Write a booking that holds no night."""
    place = listing or new_listing()
    return Booking.objects.create(
        code=code,
        listing=place,
        check_in=CHECK_IN,
        check_out=CHECK_IN + nights * NIGHT,
        guests=2,
        price_minor=place.price_minor,
        currency=place.currency,
        policy_name=place.policy.name,
        policy_version=place.policy.version,
        policy_steps=place.policy.steps,
        time_zone=place.time_zone,
        check_in_from=place.check_in_from,
        check_out_until=place.check_out_until,
    )


def _sell(booking: Booking, slot: int, night: date = CHECK_IN) -> Night:
    return Night.objects.create(listing=booking.listing, night=night, slot=slot, booking=booking)


def _reach(booking: Booking, state: Booking.State) -> None:
    if state == State.COMPLETED:
        booking.move_to(State.CONFIRMED)
    if state != State.HELD:
        booking.move_to(state)


def test_the_table_of_moves_is_the_drawing() -> None:
    assert {
        State.HELD: {State.CONFIRMED, State.CANCELLED, State.EXPIRED},
        State.CONFIRMED: {State.COMPLETED, State.CANCELLED},
        State.CANCELLED: {State.CONFIRMED},
        State.EXPIRED: {State.CONFIRMED},
        State.COMPLETED: set(),
    } == Booking.MOVES


@pytest.mark.parametrize(
    ("before", "after"),
    [(b, a) for b, a in pairs(State, State) if a not in Booking.MOVES[b]],
)
def test_a_move_that_does_not_exist_is_refused(before: Booking.State, after: Booking.State) -> None:
    booking = _booking()
    _reach(booking, before)
    changes = Change.objects.count()
    with pytest.raises(IllegalMove):
        booking.move_to(after)
    booking.refresh_from_db()
    assert booking.state == before
    assert Change.objects.count() == changes


def test_what_was_confirmed_and_then_cancelled_stays_cancelled() -> None:
    booking = _booking()
    booking.move_to(State.CONFIRMED)
    booking.move_to(State.CANCELLED)
    with pytest.raises(IllegalMove):
        booking.move_to(State.CONFIRMED)


def test_a_move_is_recorded_and_knows_when() -> None:
    booking = _booking()
    booking.move_to(State.CANCELLED, reason="by the shop")
    assert booking.cancelled_at is not None
    booking.move_to(State.CONFIRMED, reason="late money")
    booking.refresh_from_db()
    assert booking.confirmed_at is not None
    assert booking.cancelled_at is None
    said = Change.objects.filter(subject="booking", subject_id=str(booking.pk)).order_by("id")
    assert list(said.values_list("before", "after", "reason")) == [
        ("held", "cancelled", "by the shop"),
        ("cancelled", "confirmed", "late money"),
    ]


def test_the_nights_of_a_stay_are_those_that_are_slept() -> None:
    booking = _booking(new_listing(price="40.00"), nights=3)
    assert booking.nights == [CHECK_IN, CHECK_IN + NIGHT, CHECK_IN + 2 * NIGHT]
    assert str(booking.total) == "120.00"


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "lost"}, "a_booking_is_in_a_known_state"),
        ({"state": "confirmed"}, "a_confirmed_booking_knows_when"),
        ({"confirmed_at": Now()}, "a_confirmed_booking_knows_when"),
        ({"state": "cancelled"}, "a_cancelled_booking_knows_when"),
        ({"cancelled_at": Now()}, "a_cancelled_booking_knows_when"),
        ({"arrived_at": Now()}, "only_who_was_confirmed_arrives"),
    ],
)
def test_the_database_refuses_a_booking_that_cannot_be(
    values: dict[str, Any], constraint: str
) -> None:
    booking = _booking()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Booking.objects.filter(pk=booking.pk).update(**values)


def test_a_night_is_sold_once_per_unit_and_held_once() -> None:
    listing = new_listing(units=2)
    first, second = _booking(listing, code="A"), _booking(listing, code="B")
    _sell(first, 0)
    with pytest.raises(IntegrityError, match="a_night_is_sold_once"), transaction.atomic():
        _sell(second, 0)
    with pytest.raises(IntegrityError, match="a_booking_holds_a_night_once"), transaction.atomic():
        _sell(first, 1)
    _sell(second, 1)


@pytest.mark.parametrize("slot", [1, 2])
def test_a_slot_is_below_the_units(slot: int) -> None:
    booking = _booking(new_listing(units=1))
    with pytest.raises(IntegrityError, match="of 1 units"), transaction.atomic():
        _sell(booking, slot)
    night = _sell(booking, 0)
    with pytest.raises(IntegrityError, match="of 1 units"), transaction.atomic():
        Night.objects.filter(pk=night.pk).update(slot=slot)


def test_a_night_is_one_of_its_booking() -> None:
    booking = _booking(nights=2)
    other = _booking(code="B")
    for night in (CHECK_IN - NIGHT, CHECK_IN + 2 * NIGHT):
        with pytest.raises(IntegrityError, match="is none of booking"), transaction.atomic():
            _sell(booking, 0, night)
    with pytest.raises(IntegrityError, match="is none of booking"), transaction.atomic():
        Night.objects.create(listing=other.listing, night=CHECK_IN, slot=0, booking=booking)


def test_units_that_are_sold_cannot_be_taken_away() -> None:
    listing = new_listing(units=3)
    _sell(_booking(listing), 2)
    with pytest.raises(IntegrityError, match="more than 2 units"), transaction.atomic():
        Listing.objects.filter(pk=listing.pk).update(units=2)
    Listing.objects.filter(pk=listing.pk).update(units=4)


def test_what_has_been_slept_holds_no_unit_back() -> None:
    listing = new_listing(units=3)
    place = _booking(listing)
    Night.objects.all().delete()
    past = date(2020, 1, 1)
    slept = Booking.objects.create(
        **{
            **{f.attname: getattr(place, f.attname) for f in Booking._meta.concrete_fields},
            "id": uuid4(),
            "code": "past",
            "check_in": past,
            "check_out": past + NIGHT,
        }
    )
    _sell(slept, 2, past)
    Listing.objects.filter(pk=listing.pk).update(units=1)


@pytest.mark.parametrize(
    "change",
    [
        "code = 'Y'",
        "check_in = check_in - 1",
        "check_out = check_out + 1",
        "guests = 3",
        "price_minor = 1",
        "currency = 'UGX'",
        "policy_steps = '[]'",
        "policy_version = 2",
        "time_zone = 'UTC'",
        "check_in_from = '15:00'",
    ],
)
def test_what_was_agreed_never_changes(change: str) -> None:
    _booking()
    with (
        pytest.raises(DatabaseError, match="never change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(UPDATE.format(change))
