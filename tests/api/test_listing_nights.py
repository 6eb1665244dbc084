from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nauli.record.models import Change
from nauli.travel.models import Booking, Closure
from tests.door import Door, read, read_problem
from tests.factories import CHECK_IN, new_booking, new_listing
from tests.travel.world import FAR, NIGHT, day, far_today

pytestmark = pytest.mark.django_db


def test_each_night_is_told_with_what_is_free(door: Door) -> None:
    listing = new_listing(units=2, price="40.00")
    new_booking(listing, check_in=day(1), nights=1)
    Closure.objects.create(listing=listing, first=day(2), last=day(2))
    path = f"/api/listings/{listing.pk}/availability/?from={day(0)}&to={day(3)}"
    assert read(door.get(path)) == {
        "currency": "EUR",
        "nights": [
            {"night": str(day(0)), "free": 2, "price": "40.00"},
            {"night": str(day(1)), "free": 1, "price": "40.00"},
            {"night": str(day(2)), "free": 0, "price": "40.00"},
        ],
    }


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "from"),
        ("from=2027-01-01", "to"),
        ("from=2027-01-01&to=2027-01-01", "to"),
        ("from=2027-01-02&to=2027-01-01", "to"),
        ("from=2027-01-01&to=2028-02-01", "to"),
        ("from=2027-1-1&to=2027-01-02", "from"),
        ("from=2027-01-01&to=2027-01-02&end=2027-01-02", "end"),
    ],
)
def test_a_range_that_makes_no_sense_is_refused(door: Door, query: str, field: str) -> None:
    path = f"/api/listings/{new_listing().pk}/availability/?{query}"
    assert read_problem(door.get(path), 422)["field"] == field


def test_availability_costs_four_statements(door: Door) -> None:
    listing = new_listing()
    path = f"/api/listings/{listing.pk}/availability/?from={day(0)}&to={day(365)}"
    with CaptureQueriesContext(connection) as asked:
        assert len(read(door.get(path))["nights"]) == 365
    # The key, the listing, the nights, the closures.
    assert len(asked) == 4


def test_a_stay_is_quoted(door: Door) -> None:
    listing = new_listing(price="40.00")
    new_booking(listing, check_in=day(1), nights=1)
    path = f"/api/listings/{listing.pk}/quote/?check_in={day(0)}&check_out={day(3)}&guests=2"
    assert read(door.get(path)) == {
        "nights": [str(day(0)), str(day(1)), str(day(2))],
        "taken": [str(day(1))],
        "price_per_night": "40.00",
        "total": "120.00",
        "currency": "EUR",
        "policy": (
            "Who cancels gets back all of the money until 14 days before arrival; 50 % until"
            " 3 days before arrival; later nothing."
        ),
    }
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "problem", "field"),
    [
        (f"check_in=2020-01-01&check_out={CHECK_IN}&guests=1", "date-in-the-past", "check_in"),
        (f"check_in={day(2)}&check_out={day(2)}&guests=1", "no-night", "check_out"),
        (f"check_in={day(2)}&check_out={day(3)}&guests=1", "stay-too-short", "check_out"),
        (f"check_in={day(2)}&check_out={day(9)}&guests=1", "stay-too-long", "check_out"),
        (f"check_in={day(2)}&check_out={day(4)}&guests=9", "guests-out-of-range", "guests"),
        (f"check_in={day(5)}&check_out={day(7)}&guests=1", "nights-closed", "check_out"),
        (f"check_in={day(2)}&check_out=2199-01-01&guests=1", "date-too-far", "check_out"),
        (f"check_in={day(2)}&check_out={day(4)}", "invalid-field", "guests"),
        (f"check_in={day(2)}&check_out={day(4)}&guests=0", "invalid-field", "guests"),
    ],
    ids=["past", "none", "short", "long", "guests", "closed", "far", "unsaid", "nobody"],
)
def test_what_cannot_be_booked_has_no_quote(
    door: Door, query: str, problem: str, field: str
) -> None:
    listing = new_listing(min_nights=2, max_nights=5)
    Closure.objects.create(listing=listing, first=day(6), last=day(6))
    said = read_problem(door.get(f"/api/listings/{listing.pk}/quote/?{query}"), 422)
    assert (said["type"], said["field"]) == (f"urn:nauli:problem:{problem}", field)


@pytest.mark.parametrize("path", ["availability", "quote", "closures", "calendar"])
def test_the_database_says_what_day_it_is_there(door: Door, path: str) -> None:
    listing, today = new_listing(time_zone=FAR), far_today()
    Closure.objects.create(listing=listing, first=today - 3 * NIGHT, last=today - NIGHT)
    at = f"/api/listings/{listing.pk}/"
    days = (today - NIGHT, today, today + NIGHT)
    if path == "availability":
        told = read(door.get(f"{at}availability/?from={days[0]}&to={days[2]}"))["nights"]
        assert [one["free"] for one in told] == [0, 1]
    elif path == "quote":
        read(door.get(f"{at}quote/?check_in={days[1]}&check_out={days[2]}&guests=1"))
        past = f"{at}quote/?check_in={days[0]}&check_out={days[1]}&guests=1"
        assert read_problem(door.get(past), 422)["field"] == "check_in"
    elif path == "closures":
        assert read(door.get(f"{at}closures/")) == {"items": []}
    else:
        told_ = door.get(f"{at}calendar.ics?token={listing.calendar_token}")
        assert (told_.status_code, b"VEVENT" in told_.content) == (200, False)


def test_nights_are_closed_listed_and_opened_again(door: Door) -> None:
    listing = new_listing()
    Closure.objects.create(listing=listing, first=day(-400), last=day(-390))
    path = f"/api/listings/{listing.pk}/closures/"
    sent = {"first": str(day(0)), "last": str(day(3))}
    made = read(door.post(path, sent), 201)
    assert made == {"id": made["id"], **sent}
    assert read(door.get(path)) == {"items": [made]}
    response = door.ask("DELETE", f"{path}{made['id']}/")
    assert (response.status_code, response.content) == (204, b"")
    assert read(door.get(path)) == {"items": []}
    read_problem(door.ask("DELETE", f"{path}{made['id']}/"), 404)
    said = Change.objects.filter(subject="listing", subject_id=str(listing.pk)).order_by("id")
    assert [(one.after, one.reason) for one in said] == [
        ("closed", f"{day(0)} to {day(3)}"),
        ("opened", f"{day(0)} to {day(3)}"),
    ]


@pytest.mark.parametrize("number", [0, 2**63 - 1, 2**70])
def test_a_closure_of_elsewhere_is_not_opened_here(door: Door, number: int) -> None:
    closure = Closure.objects.create(listing=new_listing(), first=day(0), last=day(0))
    path = f"/api/listings/{new_listing().pk}/closures/{number or closure.pk}/"
    problem = read_problem(door.ask("DELETE", path), 404)
    assert problem["type"] == "urn:nauli:problem:unknown-closure"
    assert Closure.objects.count() == 1


def test_a_closure_does_not_end_before_it_begins(door: Door) -> None:
    path = f"/api/listings/{new_listing().pk}/closures/"
    sent = {"first": str(day(1)), "last": str(day(0))}
    assert read_problem(door.post(path, sent), 422)["field"] == "last"
    assert Closure.objects.count() == 0


def test_what_was_booked_before_it_was_closed_stays_booked(door: Door) -> None:
    listing = new_listing(units=2)
    booking = new_booking(listing)
    read(
        door.post(
            f"/api/listings/{listing.pk}/closures/",
            {"first": str(CHECK_IN), "last": str(CHECK_IN)},
        ),
        201,
    )
    assert booking.held_nights.count() == 2


def test_a_calendar_opens_to_its_token_alone() -> None:
    listing = new_listing()
    new_booking(listing)
    path, stranger = f"/api/listings/{listing.pk}/calendar.ics", Door()
    response = stranger.get(f"{path}?token={listing.calendar_token}")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"DTSTART;VALUE=DATE:{CHECK_IN:%Y%m%d}" in response.content.decode()
    for query in ("", "?token=", f"?token={listing.calendar_token}x", "?token=é"):
        read_problem(stranger.get(path + query), 404)
    elsewhere = f"/api/listings/{UUID(int=1)}/calendar.ics?token={listing.calendar_token}"
    read_problem(stranger.get(elsewhere), 404)


@pytest.mark.parametrize("state", [Booking.State.CANCELLED, Booking.State.EXPIRED])
def test_a_calendar_has_nothing_of_what_is_free_again(state: Booking.State) -> None:
    listing = new_listing()
    new_booking(listing, state=state)
    path = f"/api/listings/{listing.pk}/calendar.ics?token={listing.calendar_token}"
    assert "VEVENT" not in Door().get(path).content.decode()
