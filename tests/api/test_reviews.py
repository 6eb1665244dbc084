from __future__ import annotations

from uuid import UUID

import pytest

from nauli.travel.models import Booking, Listing, Review
from nauli.travel.review import review
from tests.door import Door, read, read_problem
from tests.factories import new_booking, new_listing
from tests.travel.world import day

pytestmark = pytest.mark.django_db


def _slept(listing: Listing) -> Booking:
    return new_booking(listing, check_in=day(-400), state=Booking.State.COMPLETED)


def test_a_stay_is_reviewed_and_shown(door: Door) -> None:
    listing = new_listing()
    path, stay = f"/api/listings/{listing.pk}/reviews/", _slept(listing)
    made = read(door.post(path, {"booking": str(stay.pk), "rating": 4, "text": "Quiet."}), 201)
    assert {**made, "id": 0, "created_at": ""} == {
        "id": 0,
        "listing": str(listing.pk),
        "booking": str(stay.pk),
        "rating": 4,
        "text": "Quiet.",
        "hidden": False,
        "created_at": "",
    }
    assert read(door.get(path)) == {"items": [made], "next": None}
    again = read_problem(door.post(path, {"booking": str(stay.pk), "rating": 5}), 409)
    assert again["type"] == "urn:nauli:problem:reviewed-already"


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"rating": 0}, 422, "rating"),
        ({"rating": 6}, 422, "rating"),
        ({"text": "x" * 2001}, 422, "text"),
        ({"booking": str(UUID(int=1))}, 422, "booking"),
        ({"booking": "mine"}, 422, "booking"),
        ({"hidden": True}, 422, "hidden"),
    ],
)
def test_a_review_that_cannot_be_is_refused(
    door: Door, changes: dict[str, object], status: int, field: str
) -> None:
    listing = new_listing()
    body = {"booking": str(_slept(listing).pk), "rating": 4, **changes}
    problem = read_problem(door.post(f"/api/listings/{listing.pk}/reviews/", body), status)
    assert problem["field"] == field
    assert Review.objects.count() == 0


def test_a_stay_to_come_is_not_reviewed(door: Door) -> None:
    listing = new_listing()
    stay = new_booking(listing, state=Booking.State.CONFIRMED)
    body = {"booking": str(stay.pk), "rating": 4}
    problem = read_problem(door.post(f"/api/listings/{listing.pk}/reviews/", body), 409)
    assert problem["type"] == "urn:nauli:problem:stay-not-over"


def test_staff_hides_a_review_and_shows_it_again(door: Door) -> None:
    listing = new_listing(units=2)
    bad, good = (review(listing, _slept(listing).pk, rating=rating) for rating in (1, 5))
    path = f"/api/listings/{listing.pk}/"
    hidden = read(door.ask("PATCH", f"{path}reviews/{bad.pk}/", {"hidden": True}))
    assert hidden["hidden"] is True
    assert read(door.get(path))["rating"] == {"average": "5.0", "count": 1}
    assert [one["id"] for one in read(door.get(f"{path}reviews/"))["items"]] == [good.pk]
    seen = read(door.get(f"{path}reviews/?hidden=true"))["items"]
    assert [one["id"] for one in seen] == [bad.pk]
    read(door.ask("PATCH", f"{path}reviews/{bad.pk}/", {"hidden": False}))
    assert read(door.get(path))["rating"] == {"average": "3.0", "count": 2}


def test_a_review_of_elsewhere_is_not_hidden_here(door: Door) -> None:
    there = new_listing()
    written = review(there, _slept(there).pk, rating=4)
    for number in (written.pk, 2**70):
        path = f"/api/listings/{new_listing().pk}/reviews/{number}/"
        problem = read_problem(door.ask("PATCH", path, {"hidden": True}), 404)
        assert problem["type"] == "urn:nauli:problem:unknown-review"
