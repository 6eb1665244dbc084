from __future__ import annotations

import random
from collections import Counter
from contextlib import ExitStack
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from nauli.travel import nights
from nauli.travel.models import Booking, Closure, Listing, Night
from nauli.travel.nights import give_back, take
from tests.factories import CHECK_IN, new_booking, new_listing
from tests.together import behind_a_lock, together

NIGHT = timedelta(days=1)


def _stands(listing: Listing) -> list[tuple[int, int]]:
    """Return (day, slot) of all that is sold, days counted from CHECK_IN."""
    sold = Night.objects.filter(listing=listing).order_by("night", "slot")
    return [((night - CHECK_IN).days, slot) for night, slot in sold.values_list("night", "slot")]


@pytest.mark.django_db
def test_each_night_is_taken_by_its_lowest_free_slot() -> None:
    listing = new_listing(units=3)
    first = new_booking(listing, nights=1)
    new_booking(listing, nights=2)
    give_back(first)
    new_booking(listing, nights=3)
    assert _stands(listing) == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0)]


@pytest.mark.django_db
def test_what_is_taken_is_told_and_nothing_is_taken() -> None:
    listing = new_listing(units=1)
    new_booking(listing, check_in=CHECK_IN + NIGHT, nights=1)
    before = _stands(listing)
    other = new_booking(new_listing(), nights=3)
    asked = Booking(
        **{
            field.attname: getattr(other, field.attname)
            for field in Booking._meta.concrete_fields
            if field.attname not in {"id", "code", "listing_id"}
        },
        listing=listing,
        code="asked",
    )
    asked.save()
    assert take(asked) == [CHECK_IN + NIGHT]
    assert _stands(listing) == before


@pytest.mark.django_db
def test_a_closed_night_is_not_to_be_had() -> None:
    listing = new_listing(units=5)
    booking = new_booking(listing, nights=3)
    give_back(booking)
    closure = Closure.objects.create(
        listing=listing, first=CHECK_IN + 2 * NIGHT, last=CHECK_IN + 9 * NIGHT
    )
    assert take(booking) == [CHECK_IN + 2 * NIGHT]
    assert _stands(listing) == []
    closure.delete()
    assert take(booking) == []


@pytest.mark.django_db
def test_nights_of_other_listings_are_others() -> None:
    here, there = new_listing(), new_listing()
    new_booking(here)
    Closure.objects.create(listing=here, first=CHECK_IN, last=CHECK_IN)
    new_booking(there)
    assert _stands(there) == [(0, 0), (1, 0)]


@pytest.mark.django_db
def test_to_take_what_is_held_already_is_a_mistake_that_is_heard() -> None:
    booking = new_booking(new_listing(units=5))
    with pytest.raises(IntegrityError, match="a_booking_holds_a_night_once"), transaction.atomic():
        take(booking)
    assert booking.held_nights.count() == 2


@pytest.mark.django_db
def test_taking_is_two_statements_however_long_the_stay() -> None:
    listing = new_listing(units=5)
    for count in (1, 30):
        booking = new_booking(listing, nights=count)
        give_back(booking)
        with CaptureQueriesContext(connection) as asked:
            take(booking)
        assert len(asked) == 2


@pytest.mark.django_db(transaction=True)
def test_who_comes_second_waits_for_the_first_and_hears_what_is_taken() -> None:
    listing = new_listing(units=1)
    first, second = (_without_nights(listing, random.Random(1)) for _ in range(2))
    with ExitStack() as later:
        with transaction.atomic():
            assert take(first) == []
            waiting = later.enter_context(behind_a_lock(lambda: _take_alone(second)))
        assert waiting.result(timeout=10) == sorted({*first.nights} & {*second.nights})


def _take_alone(booking: Booking) -> list[date]:
    with transaction.atomic():
        return take(booking)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False])
@pytest.mark.parametrize("units", [1, 3])
def test_overlapping_guests_at_once_never_sell_a_night_over_its_units(
    units: int, monkeypatch: pytest.MonkeyPatch, *, locked: bool
) -> None:
    """Without the listing's lock too: the database alone has the last word."""
    chance = random.Random(units)
    listing = new_listing(units=units)
    if not locked:
        monkeypatch.setattr(nights, "_lock", lambda _: units)
    fullest, refused = 0, 0
    for _ in range(4):
        asked = [_without_nights(listing, chance) for _ in range(6)]
        answers = together([partial(_take_alone, one) for one in asked])
        sold, gone = _came_of(asked, answers)
        assert max(sold.values()) <= units
        if locked:  # who stands in line is refused nothing that there is
            assert {sold[night] for night in gone} <= {units}
        fullest, refused = max(fullest, *sold.values()), refused + len(gone)
        Night.objects.all().delete()
    assert refused
    assert fullest == units or not locked


def _without_nights(listing: Listing, chance: random.Random) -> Booking:
    begin = CHECK_IN + chance.randrange(3) * NIGHT
    booking = new_booking(listing, check_in=begin, nights=chance.randint(1, 4))
    give_back(booking)
    return booking


def _came_of(
    asked: list[Booking], answers: list[list[date] | Exception]
) -> tuple[Counter[date], set[date]]:
    """Return how often each night is sold, and the nights of which somebody heard that none is."""
    sold: Counter[date] = Counter()
    told: set[date] = set()
    for booking, gone in zip(asked, answers, strict=True):
        assert isinstance(gone, list), gone
        held = set(booking.held_nights.values_list("night", flat=True))
        assert held == (set() if gone else set(booking.nights))
        sold.update(held)
        told.update(gone)
    return sold, told
