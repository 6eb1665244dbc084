from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nauli.kit.clock import now
from nauli.kit.errors import NauliError
from nauli.record.models import Change
from nauli.travel.errors import (
    DateInThePast,
    InactiveListing,
    NightsClosed,
    NightsTaken,
    UnknownListing,
)
from nauli.travel.hold import hold
from nauli.travel.models import Booking, Closure, Listing, Night
from nauli.travel.stay import date_at
from tests.factories import CHECK_IN, new_booking, new_listing
from tests.together import together
from tests.travel.world import FAR, far_today

NIGHT = timedelta(days=1)


def _hold(listing: Listing, *, begin: int = 0, nights: int = 2, guests: int = 2) -> Booking:
    check_in = CHECK_IN + begin * NIGHT
    check_out = check_in + nights * NIGHT
    return hold(listing.pk, check_in=check_in, check_out=check_out, guests=guests)


@pytest.mark.django_db
def test_what_is_held_is_sealed() -> None:
    listing = new_listing(price="40.00")
    booking = hold(
        listing.pk,
        check_in=CHECK_IN,
        check_out=CHECK_IN + 3 * NIGHT,
        guests=2,
        special_requests="a cot",
    )
    agreed = listing.policy
    Listing.objects.update(price_minor=1, check_in_from="18:00", time_zone="UTC", title="Other")
    booking.refresh_from_db()
    assert booking.state == Booking.State.HELD
    assert str(booking.total) == "120.00"
    assert (booking.policy_name, booking.policy_version) == (agreed.name, agreed.version)
    assert booking.policy_steps == agreed.steps
    assert booking.time_zone == "Africa/Kampala"
    assert booking.check_in_from.isoformat() == "14:00:00"
    assert booking.check_out_until.isoformat() == "10:30:00"
    assert (booking.guests, booking.special_requests) == (2, "a cot")
    assert [night.night for night in booking.held_nights.order_by("night")] == booking.nights
    change = Change.objects.get(subject="booking")
    assert (change.subject_id, change.before, change.after) == (str(booking.pk), "", "held")


@pytest.mark.django_db
def test_what_is_taken_is_refused_by_its_nights_and_leaves_nothing_behind() -> None:
    listing = new_listing()
    new_booking(listing, check_in=CHECK_IN + NIGHT)
    changes = Change.objects.count()
    with pytest.raises(NightsTaken) as refused:
        _hold(listing, nights=4)
    assert refused.value.extra["nights"] == [str(CHECK_IN + NIGHT), str(CHECK_IN + 2 * NIGHT)]
    assert Booking.objects.count() == 1
    assert Night.objects.count() == 2
    assert Change.objects.count() == changes


@pytest.mark.django_db
def test_who_comes_on_the_day_that_another_leaves_is_let_in() -> None:
    listing = new_listing()
    _hold(listing, begin=2)
    _hold(listing, begin=0)
    _hold(listing, begin=4)
    assert Night.objects.count() == 6


@pytest.mark.django_db
@pytest.mark.parametrize("state", [Booking.State.CANCELLED, Booking.State.EXPIRED])
def test_the_nights_of_who_left_are_sold_again(state: Booking.State) -> None:
    listing = new_listing()
    new_booking(listing, state=state)
    _hold(listing)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoil", "error"),
    [("inactive", InactiveListing), ("closed", NightsClosed), ("unknown", UnknownListing)],
)
def test_what_cannot_be_sold_is_not(spoil: str, error: type[NauliError]) -> None:
    listing = new_listing(active=spoil != "inactive")
    if spoil == "closed":
        Closure.objects.create(listing=listing, first=CHECK_IN - NIGHT, last=CHECK_IN)
    if spoil == "unknown":
        listing.pk = UUID(int=1)
    with pytest.raises(error):
        _hold(listing)
    assert Night.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_today_is_todays_date_at_the_place(zone: str) -> None:
    """Of these two places one is always on another day than the other."""
    listing = new_listing(time_zone=zone, units=2)
    today = date_at(now(), zone)
    hold(listing.pk, check_in=today, check_out=today + NIGHT, guests=1)
    with pytest.raises(DateInThePast):
        hold(listing.pk, check_in=today - NIGHT, check_out=today + NIGHT, guests=1)


@pytest.mark.django_db
def test_the_database_says_what_day_it_is_there() -> None:
    """It confirms, ends and finds stays by its own table of clocks: one that is held goes by it."""
    listing, today = new_listing(time_zone=FAR), far_today()
    hold(listing.pk, check_in=today, check_out=today + NIGHT, guests=1)
    with pytest.raises(DateInThePast):
        hold(listing.pk, check_in=today - NIGHT, check_out=today + NIGHT, guests=1)


@pytest.mark.django_db
def test_holding_is_eight_statements_however_long_the_stay() -> None:
    listing = new_listing(units=2)
    for nights in (1, 30):
        with CaptureQueriesContext(connection) as asked:
            _hold(listing, nights=nights)
        # Savepoint, listing, closures, booking, record, lock, nights, savepoint.
        assert len(asked) == 8


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_as_many_are_let_in_as_there_are_units() -> None:
    listing = new_listing(units=3)
    came = together([lambda: _hold(listing, nights=2)] * 8)
    assert sum(isinstance(one, Booking) for one in came) == 3
    assert sum(isinstance(one, NightsTaken) for one in came) == 5
    assert Night.objects.count() == 6
