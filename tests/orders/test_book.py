from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from nauli.kit.errors import NauliError
from nauli.orders.book import place_booking
from nauli.orders.models import Line, Order
from nauli.orders.place import UnknownCustomer
from nauli.record.models import Change
from nauli.travel.errors import DateInThePast, NightsTaken, UnknownListing
from nauli.travel.models import Booking, Listing, Night
from nauli.travel.stay import Stay
from tests.factories import CHECK_IN, new_customer, new_listing, new_order, new_product
from tests.stays import book, states
from tests.together import together

pytestmark = pytest.mark.django_db


def test_a_stay_is_an_order_for_its_nights(settings: Settings) -> None:
    settings.BOOKING_HOLD_SECONDS = 600
    listing = new_listing(price="40.00", title="Lakeside hut")
    order, booking = book(listing, nights=3)
    assert states(order) == ("open", "held", 3)
    assert (order.total.spoken(), booking.total) == ("EUR 120.00", order.total)
    line = Line.objects.get()
    assert (line.booking, line.product, line.quantity) == (booking, None, 3)
    assert line.unit_price("EUR").spoken() == "EUR 40.00"
    assert line.name == f"Lakeside hut, {CHECK_IN} to {CHECK_IN + timedelta(days=3)}"
    order.refresh_from_db()
    assert timedelta(minutes=9) < order.expires_at - order.created_at <= timedelta(minutes=10)
    changes = Change.objects.filter(subject__in=["order", "booking"]).order_by("subject")
    assert list(changes.values_list("subject", "before", "after")) == [
        ("booking", "", "held"),
        ("order", "", "open"),
    ]


def test_the_longest_title_and_the_largest_total_fit() -> None:
    order, booking = book(new_listing(title="x" * 120, price="10000000000000.00"), nights=30)
    assert booking.line.name.endswith(f"x, {CHECK_IN} to {booking.check_out}")
    assert order.total_minor == 30 * 10**15


def test_what_was_agreed_stays_when_the_listing_changes() -> None:
    listing = new_listing(price="40.00")
    order, booking = book(listing)
    Listing.objects.update(price_minor=1, title="Another")
    order.refresh_from_db()
    booking.refresh_from_db()
    assert (order.total.spoken(), booking.price.spoken()) == ("EUR 80.00", "EUR 40.00")


@pytest.mark.parametrize(
    ("refusal", "field", "changes"),
    [
        (UnknownCustomer, "customer", {"customer": 10**9}),
        (UnknownListing, "listing", {"listing": UUID(int=7)}),
        (DateInThePast, "check_in", {"stay": Stay(date(2020, 1, 1), date(2020, 1, 2), 1)}),
    ],
)
def test_a_refusal_names_the_field_and_leaves_nothing(
    refusal: type[NauliError], field: str, changes: dict[str, object]
) -> None:
    stay = Stay(CHECK_IN, CHECK_IN + timedelta(days=2), 2)
    named = {"customer": new_customer().pk, "listing": new_listing().pk, "stay": stay, **changes}
    wanted: dict[str, Any] = named
    with pytest.raises(refusal) as error:
        place_booking(**wanted)
    assert error.value.field == field
    _nothing_is_left()


def test_nights_that_are_taken_are_named_and_nothing_is_left() -> None:
    listing = new_listing()
    order, booking = book(listing, nights=2)
    with pytest.raises(NightsTaken) as error:
        book(listing, check_in=CHECK_IN + timedelta(days=1), nights=2)
    assert error.value.extra["nights"] == [str(CHECK_IN + timedelta(days=1))]
    assert (Order.objects.get(), Booking.objects.get()) == (order, booking)
    assert Night.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_as_many_book_as_there_are_units() -> None:
    listing, buyer = new_listing(units=2), new_customer()
    ended = together([partial(book, listing, customer=buyer)] * 6)
    assert sum(isinstance(one, NightsTaken) for one in ended) == 4
    assert sum(isinstance(one, tuple) for one in ended) == 2
    assert (Order.objects.count(), Night.objects.count()) == (2, 4)


def test_a_line_is_for_goods_or_for_a_stay() -> None:
    _, booking = book()
    order = new_order()
    both = {"product": new_product(), "booking": booking}
    for wrong in (both, {}):
        with pytest.raises(IntegrityError, match="a_line_is_for_goods"), transaction.atomic():
            Line.objects.create(order=order, position=1, quantity=1, unit_price_minor=1, **wrong)
    with pytest.raises(IntegrityError, match="booking_id"), transaction.atomic():
        Line.objects.create(
            order=order, position=1, quantity=1, unit_price_minor=1, booking=booking
        )


def _nothing_is_left() -> None:
    assert not Order.objects.exists()
    assert not Booking.objects.exists()
    assert not Night.objects.exists()
