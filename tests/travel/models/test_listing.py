from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.db.utils import Error as DatabaseError

from nauli.travel.models import MOST_PER_NIGHT, Closure
from tests.factories import CHECK_IN, new_listing

pytestmark = pytest.mark.django_db
NIGHT = timedelta(days=1)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"price_minor": 0}, "a_night_costs_something"),
        ({"price_minor": MOST_PER_NIGHT + 1}, "a_night_costs_something"),
        ({"units": 0}, "a_listing_has_units"),
        ({"units": 1001}, "a_listing_has_units"),
        ({"max_guests": 0}, "a_listing_takes_guests"),
        ({"min_nights": 0}, "the_shortest_stay"),
        ({"min_nights": 31}, "the_shortest_stay"),
        ({"max_nights": 366}, "the_shortest_stay"),
        ({"country": "ug"}, "a_country_is_two_letters"),
        ({"latitude": 1}, "a_place_has_both_coordinates"),
        ({"latitude": 91, "longitude": 1}, "a_place_has_both_coordinates"),
        ({"latitude": 1, "longitude": -181}, "a_place_has_both_coordinates"),
    ],
)
def test_the_database_refuses_a_listing_that_cannot_be(
    values: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        new_listing(**values)


def test_the_database_refuses_a_time_zone_that_it_cannot_reckon_with() -> None:
    with pytest.raises(DataError, match="time zone"), transaction.atomic():
        new_listing(time_zone="Africa/Atlantis")


def test_a_closure_ends_after_it_begins() -> None:
    with pytest.raises(IntegrityError, match="a_closure_ends"), transaction.atomic():
        Closure.objects.create(listing=new_listing(), first=CHECK_IN, last=CHECK_IN - NIGHT)


def test_a_policy_never_changes() -> None:
    new_listing()
    with (
        pytest.raises(DatabaseError, match="never change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE travel_policy SET steps = '[]'")


def test_a_calendar_cannot_be_guessed() -> None:
    listings = [new_listing(check_in_from=time(15)) for _ in range(5)]
    assert len({listing.calendar_token for listing in listings}) == 5
    assert all(len(listing.calendar_token) == 32 for listing in listings)
