from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from nauli.kit.clock import now
from nauli.kit.errors import NauliError
from nauli.travel.errors import DateTooFar, NoNight
from nauli.travel.find import Wish, find
from nauli.travel.models import Closure, Listing
from nauli.travel.stay import MOST_DAYS_AHEAD, date_at
from tests.factories import CHECK_IN, new_booking, new_listing
from tests.travel.world import DAYS, NIGHT, STEPS, a_twin, day

pytestmark = pytest.mark.django_db

_many = hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_many
@given(STEPS, st.integers(1, 3))
def test_what_is_found_for_dates_is_what_a_plain_twin_would_let(
    steps: list[tuple[str, int, int]], units: int
) -> None:
    twin = a_twin(units=units)
    twin.play(steps)
    for first in range(DAYS):
        for count in (1, 2, 4):
            wish = Wish(check_in=day(first), check_out=day(first + count))
            found = find(wish).filter(pk=twin.listing.pk).exists()
            assert found == all(twin.free(day(first + number)) for number in range(count))


def _found(wish: Wish) -> set[Listing]:
    return set(find(wish))


def test_without_a_wish_all_that_is_for_sale_is_found() -> None:
    here = new_listing()
    gone = new_listing(active=False)
    assert _found(Wish()) == {here}
    assert _found(Wish(active=False)) == {gone}


def test_what_is_looked_for_is_found_and_nothing_else() -> None:
    jinja = new_listing(town="Jinja", country="UG", max_guests=2, price="40.00")
    lalibela = new_listing(
        town="Lalibela", country="ET", max_guests=6, price="900.00", currency="ETB"
    )
    assert _found(Wish(town="jinja")) == {jinja}
    assert _found(Wish(town="Jin")) == set()
    assert _found(Wish(country="ET")) == {lalibela}
    assert _found(Wish(guests=2)) == {jinja, lalibela}
    assert _found(Wish(guests=3)) == {lalibela}
    assert _found(Wish(currency="EUR")) == {jinja}
    assert _found(Wish(currency="EUR", least_minor=4000, most_minor=4000)) == {jinja}
    assert _found(Wish(currency="EUR", least_minor=4001)) == set()
    assert _found(Wish(currency="EUR", most_minor=3999)) == set()
    assert _found(Wish(town="Jinja", country="ET")) == set()


@pytest.mark.parametrize(("first", "last"), [(-3, 0), (0, 0), (1, 1), (1, 9)])
def test_what_is_closed_in_one_of_the_nights_is_not_found(first: int, last: int) -> None:
    listing = new_listing()
    Closure.objects.create(listing=listing, first=day(first), last=day(last))
    assert _found(Wish(check_in=day(0), check_out=day(2))) == set()


def test_what_is_sold_out_in_one_of_the_nights_is_not_found() -> None:
    listing = new_listing(units=2)
    new_booking(listing, nights=1)
    assert _found(Wish(check_in=day(-1), check_out=day(2))) == {listing}
    new_booking(listing, nights=1)
    assert _found(Wish(check_in=day(-1), check_out=day(2))) == set()
    assert _found(Wish(check_in=day(1), check_out=day(2))) == {listing}


@pytest.mark.parametrize(("nights", "fits"), [(1, False), (2, True), (4, True), (5, False)])
def test_a_stay_that_is_too_short_or_too_long_finds_nothing(nights: int, *, fits: bool) -> None:
    new_listing(min_nights=2, max_nights=4)
    assert bool(_found(Wish(check_in=day(0), check_out=day(nights)))) == fits


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_day_that_has_passed_at_the_place_finds_nothing_there(zone: str) -> None:
    listing = new_listing(time_zone=zone)
    today = date_at(now(), zone)
    assert _found(Wish(check_in=today, check_out=today + NIGHT)) == {listing}
    assert _found(Wish(check_in=today - NIGHT, check_out=today + NIGHT)) == set()
    far = today + timedelta(days=MOST_DAYS_AHEAD)
    assert _found(Wish(check_in=far - NIGHT, check_out=far)) == {listing}
    assert _found(Wish(check_in=far, check_out=far + NIGHT)) == set()


@pytest.mark.parametrize(
    ("nights", "error"), [(0, NoNight), (-1, NoNight), (MOST_DAYS_AHEAD + 1, DateTooFar)]
)
def test_dates_that_make_no_stay_are_refused(nights: int, error: type[NauliError]) -> None:
    with pytest.raises(error) as refused:
        find(Wish(check_in=CHECK_IN, check_out=CHECK_IN + nights * NIGHT))
    assert refused.value.field == "check_out"


def test_it_is_one_statement_with_the_policies() -> None:
    new_listing()
    new_listing()
    with CaptureQueriesContext(connection) as asked:
        found = find(Wish(town="Jinja", check_in=CHECK_IN, check_out=day(2)))
        assert [listing.policy.version for listing in found] == [1, 1]
    assert len(asked) == 1
