from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nauli.kit.errors import NauliError
from nauli.travel.errors import DateInThePast, GuestsOutOfRange, NightsClosed
from nauli.travel.models import Booking, Closure
from nauli.travel.quote import quote
from nauli.travel.stay import Stay
from tests.factories import CHECK_IN, new_booking, new_listing, new_policy
from tests.travel.world import day

pytestmark = pytest.mark.django_db
TODAY = day(-10)


def test_a_quote_is_what_the_stay_would_cost() -> None:
    listing = new_listing(price="40.00", policy=new_policy((7, 100)))
    told = quote(listing, Stay(CHECK_IN, day(3), 2), today=TODAY)
    assert told.nights == [day(0), day(1), day(2)]
    assert (str(told.per_night), str(told.total), told.total.currency) == ("40.00", "120.00", "EUR")
    assert told.policy.startswith("Who cancels gets back all of the money until 7 days before")
    assert told.taken == []
    assert Booking.objects.count() == 0


def test_what_is_taken_at_present_is_told() -> None:
    listing = new_listing(units=2)
    for _ in range(2):
        new_booking(listing, check_in=day(1), nights=1)
    new_booking(listing, check_in=day(0), nights=1)
    told = quote(listing, Stay(CHECK_IN, day(3), 2), today=TODAY)
    assert told.taken == [day(1)]
    assert str(told.total) == "120.00"


@pytest.mark.parametrize(
    ("stay", "error"),
    [
        (Stay(day(-11), day(1), 2), DateInThePast),
        (Stay(day(0), day(1), 9), GuestsOutOfRange),
        (Stay(day(3), day(5), 2), NightsClosed),
        (Stay(day(4), day(6), 2), NightsClosed),
    ],
    ids=["past", "guests", "closed", "closed at first"],
)
def test_what_hold_would_refuse_has_no_price(stay: Stay, error: type[NauliError]) -> None:
    listing = new_listing()
    Closure.objects.create(listing=listing, first=day(4), last=day(4))
    with pytest.raises(error):
        quote(listing, stay, today=TODAY)


def test_it_is_three_statements_however_long_the_stay() -> None:
    listing = new_listing()
    for nights in (1, 30):
        with CaptureQueriesContext(connection) as asked:
            quote(listing, Stay(CHECK_IN, day(nights), 1), today=TODAY)
        # Closures twice: what is refused, and what is left.
        assert len(asked) == 3
