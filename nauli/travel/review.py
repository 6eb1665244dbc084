"""A guest says how a stay was: once it is over, and once only."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Sum

from nauli.kit.errors import Conflict, Invalid, NotFound
from nauli.record.models import record
from nauli.travel.complete import over
from nauli.travel.models import Booking, Listing, Review

_SLEPT = (Booking.State.CONFIRMED, Booking.State.COMPLETED)


class NoStayHere(Invalid):
    """This listing has no booking with this id."""


class StayNotOver(Conflict):
    """Only a confirmed stay that has ended can be reviewed."""


class ReviewedAlready(Conflict):
    """This stay has been reviewed."""


class UnknownReview(NotFound):
    """This listing has no review with this number."""


@dataclass(frozen=True, slots=True)
class Rating:
    """Of all reviews that are not hidden. `average` has one decimal, "4.3"."""

    count: int = 0
    average: str | None = None


@transaction.atomic
def review(listing: Listing, booking_id: UUID, *, rating: int, text: str = "") -> Review:
    """Write the review of a booking, or raise NoStayHere, StayNotOver or ReviewedAlready."""
    stays = Booking.objects.filter(pk=booking_id, listing=listing)
    if not stays.exists():
        raise NoStayHere(field="booking")
    if not over().filter(pk__in=stays, state__in=_SLEPT).exists():
        raise StayNotOver(field="booking")
    try:
        with transaction.atomic():
            written = Review.objects.create(
                booking_id=booking_id, listing=listing, rating=rating, text=text
            )
    except IntegrityError as error:
        raise ReviewedAlready(field="booking") from error
    record("review", written.pk, after="shown", reason=f"{rating} of 5")
    return written


@transaction.atomic
def hide(listing: Listing, number: int, *, hidden: bool) -> Review:
    """Hide a review, or show it again. Raises UnknownReview."""
    found = Review.objects.select_for_update(no_key=True).filter(pk=number, listing=listing).first()
    if found is None:
        raise UnknownReview
    if found.hidden != hidden:
        found.hidden = hidden
        found.save(update_fields=["hidden"])
        words = ("hidden", "shown") if hidden is False else ("shown", "hidden")
        record("review", found.pk, before=words[0], after=words[1])
    return found


def ratings(listings: Collection[Listing]) -> Mapping[UUID, Rating]:
    """Return what guests say of each listing of which they say something, in one statement."""
    said = Review.objects.filter(listing__in=[one.pk for one in listings], hidden=False)
    sums = said.values_list("listing").annotate(Count("pk"), Sum("rating"))
    return {listing: Rating(count, _mean(total, count)) for listing, count, total in sums}


def _mean(total: int, count: int) -> str:
    """Return the mean with one decimal, halves rounded up, without a fraction on the way."""
    tenths = (total * 20 + count) // (count * 2)
    return f"{tenths // 10}.{tenths % 10}"
