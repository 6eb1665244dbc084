from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nauli.access.scopes import Scope
from nauli.record.models import Change
from nauli.travel.models import Booking, Listing
from nauli.travel.review import review
from tests.door import Door, read, read_problem
from tests.factories import CHECK_IN, new_booking, new_key, new_listing, new_policy
from tests.travel.world import day

pytestmark = pytest.mark.django_db


def _body(**changes: object) -> dict[str, Any]:
    return {
        "title": "Nile lodge",
        "town": "Jinja",
        "country": "UG",
        "price_per_night": "40.00",
        "currency": "EUR",
        "max_guests": 3,
        "check_in_from": "14:00",
        "check_out_until": "10:30",
        "time_zone": "Africa/Kampala",
        "policy": "usual",
        **changes,
    }


@pytest.fixture(autouse=True)
def _usual() -> None:
    new_policy((14, 100), (3, 50), name="usual")


def test_a_listing_is_offered_and_shown(door: Door) -> None:
    sent = _body(
        latitude="0.4244",
        longitude="-33.204",
        photos=["https://photos.example/1.jpg"],
        photo_texts={"https://photos.example/1.jpg": "A room with a wide bed"},
        units=5,
        min_nights=2,
        max_nights=10,
        description="Five equal rooms.",
    )
    response = door.post("/api/listings/", sent)
    added = read(response, 201)
    assert response["Location"] == f"/api/listings/{added['id']}/"
    assert {**added, "id": "", "created_at": "", "calendar": ""} == {
        **sent,
        "id": "",
        "calendar": "",
        "latitude": "0.424400",
        "longitude": "-33.204000",
        "policy": {
            "name": "usual",
            "version": 1,
            "steps": [{"days_before": 14, "percent": 100}, {"days_before": 3, "percent": 50}],
            "words": (
                "Who cancels gets back all of the money until 14 days before arrival; 50 % until"
                " 3 days before arrival; later nothing."
            ),
        },
        "rating": {"average": None, "count": 0},
        "active": True,
        "created_at": "",
    }
    assert read(door.get(response["Location"])) == added
    assert Change.objects.get(subject="listing").reason == "units 5"


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"title": ""}, "title", "invalid-field"),
        ({"title": "Lodge\r\n\r\nPay elsewhere"}, "title", "invalid-field"),
        ({"title": "\u200b"}, "title", "invalid-field"),
        ({"town": "Jinja\u202e"}, "town", "invalid-field"),
        ({"price_per_night": "0"}, "price_per_night", "price-too-small"),
        ({"price_per_night": "1.001"}, "price_per_night", "invalid-money"),
        ({"price_per_night": "9" * 15}, "price_per_night", "number-out-of-range"),
        ({"currency": "XXX"}, "currency", "invalid-money"),
        ({"units": 0}, "units", "invalid-field"),
        ({"units": 1001}, "units", "invalid-field"),
        ({"units": "2"}, "units", "invalid-field"),
        ({"min_nights": 5, "max_nights": 4}, "max_nights", "number-out-of-range"),
        ({"country": "ug"}, "country", "unknown-country"),
        ({"country": "XX"}, "country", "unknown-country"),
        ({"latitude": "1"}, "longitude", "half-a-place"),
        ({"longitude": "1"}, "latitude", "half-a-place"),
        ({"latitude": "90.1", "longitude": "1"}, "latitude", "half-a-place"),
        ({"latitude": "1e1", "longitude": "1"}, "latitude", "invalid-field"),
        ({"time_zone": "Africa/Atlantis"}, "time_zone", "unknown-time-zone"),
        ({"time_zone": "America/Argentina"}, "time_zone", "unknown-time-zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone", "unknown-time-zone"),
        ({"time_zone": "EAT"}, "time_zone", "unknown-time-zone"),
        ({"time_zone": "Europe/" + "x" * 40}, "time_zone", "unknown-time-zone"),
        ({"policy": "kind"}, "policy", "unknown-policy"),
        ({"check_in_from": "25:00"}, "check_in_from", "invalid-field"),
        ({"check_in_from": 14}, "check_in_from", "invalid-field"),
        ({"photos": ["ftp://photos.example/1"]}, "photos.0", "invalid-field"),
        ({"photos": ["https://photos.example/1"] * 21}, "photos", "invalid-field"),
        ({"calendar_token": "x"}, "calendar_token", "invalid-field"),
    ],
)
def test_what_is_wrong_with_a_listing_is_said_of_its_field(
    door: Door, changes: dict[str, object], field: str, problem: str
) -> None:
    said = read_problem(door.post("/api/listings/", _body(**changes)), 422)
    assert (said["field"], said["type"]) == (field, f"urn:nauli:problem:{problem}")
    assert Listing.objects.count() == 0


def _patch(
    door: Door, listing: Listing, body: dict[str, object], status: int = 200
) -> dict[str, Any]:
    response = door.ask("PATCH", f"/api/listings/{listing.pk}/", body)
    return read(response) if status == 200 else read_problem(response, status)


def test_what_is_sent_is_changed_and_nothing_else(door: Door) -> None:
    listing = new_listing(latitude="1.5", longitude="2.5")
    before = read(door.get(f"/api/listings/{listing.pk}/"))
    booking = new_booking(listing)
    new_policy(name="kind")
    after = _patch(door, listing, {"price_per_night": "55.00", "policy": "kind", "units": 4})
    assert {**after, "policy": 0} == {**before, "price_per_night": "55.00", "policy": 0, "units": 4}
    assert after["policy"]["name"] == "kind"
    booking.refresh_from_db()
    assert str(booking.price) == "40.00"
    gone = _patch(door, listing, {"latitude": None, "longitude": None, "title": None})
    assert (gone["latitude"], gone["longitude"], gone["title"]) == (None, None, before["title"])
    assert Change.objects.filter(subject="listing", after="changed").count() == 2
    assert _patch(door, listing, {}) == gone


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"max_nights": 1, "min_nights": 2}, "max_nights"),
        ({"latitude": "1"}, "longitude"),
        ({"title": "a\x1bb"}, "title"),
        ({"currency": "UGX"}, "currency"),
        ({"time_zone": "UTC"}, "time_zone"),
        ({"policy": "unheard"}, "policy"),
    ],
)
def test_a_change_that_does_not_fit_changes_nothing(
    door: Door, body: dict[str, object], field: str
) -> None:
    listing = new_listing()
    before = read(door.get(f"/api/listings/{listing.pk}/"))
    assert _patch(door, listing, {"title": "Other", **body}, 422)["field"] == field
    assert read(door.get(f"/api/listings/{listing.pk}/")) == before


def test_units_that_are_sold_stay(door: Door) -> None:
    listing = new_listing(units=2)
    for _ in range(2):
        new_booking(listing, nights=1)
    said = _patch(door, listing, {"units": 1, "title": "Other"}, 409)
    assert (said["type"], said["nights"]) == ("urn:nauli:problem:units-sold", [str(CHECK_IN)])
    listing.refresh_from_db()
    assert (listing.units, listing.title) != (1, "Other")


def _titles(door: Door, query: str) -> list[str]:
    return [item["title"] for item in read(door.get(f"/api/listings/?{query}"))["items"]]


def test_listings_are_looked_for(door: Door) -> None:
    new_listing(title="A", town="Jinja", price="40.00", max_guests=2)
    sold = new_listing(title="B", town="Jinja", price="30.00")
    new_listing(title="C", town="Lalibela", country="ET", price="900.00", currency="ETB")
    new_listing(title="D", active=False)
    new_booking(sold, nights=1)
    assert _titles(door, "") == ["A", "B", "C"]
    assert _titles(door, "active=false") == ["D"]
    assert _titles(door, "town=jinja") == ["A", "B"]
    assert _titles(door, "country=ET") == ["C"]
    assert _titles(door, "guests=3") == ["B", "C"]
    assert _titles(door, "currency=EUR&price_from=35&price_to=40.00") == ["A"]
    assert _titles(door, "currency=EUR&ordering=price") == ["B", "A"]
    assert _titles(door, "currency=EUR&ordering=-price") == ["A", "B"]
    assert _titles(door, f"check_in={CHECK_IN}&check_out={day(2)}") == ["A", "C"]
    assert _titles(door, f"check_in={day(1)}&check_out={day(2)}") == ["A", "B", "C"]


@pytest.mark.parametrize("ordering", ["created_at", "price", "-price"])
@pytest.mark.parametrize("limit", [1, 2, 7])
def test_pages_in_any_order_meet_every_listing_once(door: Door, ordering: str, limit: int) -> None:
    prices = ["40.00", "30.00", "40.00", "50.00", "30.00"]
    for price in prices:
        new_listing(price=price)
    following: str | None = f"/api/listings/?currency=EUR&ordering={ordering}&limit={limit}"
    found: list[str] = []
    while following:
        answer = read(door.get(following))
        found += [item["price_per_night"] for item in answer["items"]]
        following = answer["next"]
        assert len(found) <= 5
    if ordering == "created_at":
        assert found == prices
    else:
        assert found == sorted(prices, reverse=ordering == "-price")


def test_a_cursor_of_another_order_is_refused(door: Door) -> None:
    for _ in range(2):
        new_listing()
    following = read(door.get("/api/listings/?limit=1&currency=EUR"))["next"]
    problem = read_problem(door.get(f"{following}&ordering=price"), 422)
    assert problem["type"] == "urn:nauli:problem:invalid-cursor"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("check_in=2027-01-01", "check_out"),
        ("check_out=2027-01-01", "check_in"),
        ("check_in=2027-01-02&check_out=2027-01-01", "check_out"),
        ("check_in=2027-02-30&check_out=2027-03-01", "check_in"),
        ("check_in=1798761600&check_out=2027-03-01", "check_in"),
        ("check_in=0001-01-01&check_out=0001-01-02", "check_in"),
        ("ordering=price", "currency"),
        ("price_from=1", "currency"),
        ("price_to=x&currency=EUR", "price_to"),
        ("ordering=title", "ordering"),
        ("guests=0", "guests"),
        ("guests=two", "guests"),
        ("active=yes", "active"),
        ("currency=ugx", "currency"),
        ("currency=", "currency"),
        ("country=Uganda", "country"),
        ("country=ug", "country"),
        ("limit=0", "limit"),
        ("city=Jinja", "city"),
    ],
)
def test_a_search_that_makes_no_sense_is_refused(door: Door, query: str, field: str) -> None:
    assert read_problem(door.get(f"/api/listings/?{query}"), 422)["field"] == field


def test_a_listing_shows_what_guests_say(door: Door) -> None:
    listing = new_listing(units=2)
    for rating in (4, 5):
        stay = new_booking(listing, check_in=day(-400), state=Booking.State.COMPLETED)
        review(listing, stay.pk, rating=rating)
    shown = {"average": "4.5", "count": 2}
    assert read(door.get(f"/api/listings/{listing.pk}/"))["rating"] == shown
    assert read(door.get("/api/listings/"))["items"][0]["rating"] == shown


def test_the_calendars_address_is_told_to_who_may_change_the_listing(door: Door) -> None:
    path = f"/api/listings/{new_listing().pk}/"
    told = read(door.get(path))["calendar"]
    assert told.startswith(f"{path}calendar.ics?token=")
    assert Door().get(told).status_code == 200
    reader = Door(new_key(Scope.READ))
    assert read(reader.get(path))["calendar"] is None
    assert read(door.get("/api/listings/"))["items"][0]["calendar"] is None


def test_there_is_no_such_listing(door: Door) -> None:
    problem = read_problem(door.get(f"/api/listings/{UUID(int=1)}/"), 404)
    assert problem["type"] == "urn:nauli:problem:unknown-listing-id"


def test_a_page_of_listings_costs_three_statements(door: Door) -> None:
    for _ in range(3):
        new_listing()
    stay = f"check_in={CHECK_IN}&check_out={CHECK_IN + timedelta(days=9)}"
    with CaptureQueriesContext(connection) as asked:
        assert len(read(door.get(f"/api/listings/?town=Jinja&guests=2&{stay}"))["items"]) == 3
    # The key, the listings with their policies, what guests say of them.
    assert len(asked) == 3
