from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nauli.kit.errors import NauliError
from nauli.record.models import Change
from nauli.travel.models import Booking, Listing, Review
from nauli.travel.review import (
    NoStayHere,
    Rating,
    ReviewedAlready,
    StayNotOver,
    UnknownReview,
    hide,
    ratings,
    review,
)
from tests.factories import new_booking, new_listing
from tests.together import together
from tests.travel.world import day

State = Booking.State


def _slept(listing: Listing, state: Booking.State = State.COMPLETED) -> Booking:
    return new_booking(listing, check_in=day(-400), state=state)


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.CONFIRMED, State.COMPLETED])
def test_a_stay_that_is_over_is_reviewed(state: Booking.State) -> None:
    listing = new_listing()
    booking = _slept(listing, state)
    written = review(listing, booking.pk, rating=4, text="Quiet.")
    written.refresh_from_db()
    assert (written.booking, written.listing) == (booking, listing)
    assert (written.rating, written.text, written.hidden) == (4, "Quiet.", False)
    assert Change.objects.get(subject="review").after == "shown"


def _refused(listing: Listing, booking: Booking, error: type[NauliError]) -> None:
    with pytest.raises(error) as refused:
        review(listing, booking.pk, rating=5)
    assert refused.value.field == "booking"


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.HELD, State.CANCELLED, State.EXPIRED])
def test_who_never_slept_there_has_nothing_to_say(state: Booking.State) -> None:
    listing = new_listing()
    _refused(listing, _slept(listing, state), StayNotOver)
    assert Review.objects.count() == 0


@pytest.mark.django_db
def test_a_stay_to_come_is_not_reviewed() -> None:
    listing = new_listing()
    _refused(listing, new_booking(listing, state=State.CONFIRMED), StayNotOver)


@pytest.mark.django_db
def test_a_stay_elsewhere_is_not_reviewed_here() -> None:
    here, there = new_listing(), new_listing()
    _refused(here, _slept(there), NoStayHere)
    with pytest.raises(NoStayHere):
        review(here, uuid4(), rating=5)


@pytest.mark.django_db
def test_a_stay_is_reviewed_once() -> None:
    listing = new_listing()
    booking = _slept(listing)
    review(listing, booking.pk, rating=4)
    _refused(listing, booking, ReviewedAlready)
    assert Review.objects.get().rating == 4


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_kept() -> None:
    listing = new_listing()
    booking = _slept(listing)
    came = together([lambda: review(listing, booking.pk, rating=4)] * 4)
    assert sum(isinstance(one, Review) for one in came) == 1
    assert sum(isinstance(one, ReviewedAlready) for one in came) == 3


@pytest.mark.django_db
def test_what_is_hidden_does_not_count() -> None:
    listing = new_listing(units=2)
    low, high = (review(listing, _slept(listing).pk, rating=rating) for rating in (1, 5))
    assert ratings([listing]) == {listing.pk: Rating(2, "3.0")}
    assert hide(listing, low.pk, hidden=True).hidden
    assert ratings([listing]) == {listing.pk: Rating(1, "5.0")}
    hide(listing, low.pk, hidden=True)
    hide(listing, high.pk, hidden=True)
    assert ratings([listing]) == {}
    hide(listing, low.pk, hidden=False)
    assert ratings([listing]) == {listing.pk: Rating(1, "1.0")}
    said = Change.objects.filter(subject="review", subject_id=str(low.pk)).order_by("id")
    assert [(one.before, one.after) for one in said] == [
        ("", "shown"),
        ("shown", "hidden"),
        ("hidden", "shown"),
    ]


@pytest.mark.django_db
def test_a_review_of_elsewhere_is_not_hidden_here() -> None:
    here, there = new_listing(), new_listing()
    written = review(there, _slept(there).pk, rating=4)
    for number in (written.pk, written.pk + 1):
        with pytest.raises(UnknownReview):
            hide(here, number, hidden=True)
    written.refresh_from_db()
    assert not written.hidden


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "average"),
    [((4,), "4.0"), ((4, 5), "4.5"), ((4, 4, 5), "4.3"), ((5, 5, 4), "4.7"), ((1, 1, 1, 2), "1.3")],
)
def test_an_average_has_one_decimal(given: tuple[int, ...], average: str) -> None:
    listing = new_listing(units=4)
    for rating in given:
        review(listing, _slept(listing).pk, rating=rating)
    assert ratings([listing])[listing.pk] == Rating(len(given), average)


@pytest.mark.django_db
def test_ratings_of_many_listings_are_one_statement() -> None:
    listings = [new_listing() for _ in range(3)]
    for listing in listings[:2]:
        review(listing, _slept(listing).pk, rating=4)
    with CaptureQueriesContext(connection) as asked:
        assert set(ratings(listings)) == {listing.pk for listing in listings[:2]}
    assert len(asked) == 1
