"""How many units of a listing are to be had, night by night."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from nauli.kit.errors import Invalid
from nauli.kit.money import Money
from nauli.travel.models import Closure, Listing, Night
from nauli.travel.stay import MOST_DAYS_AHEAD

MOST_DAYS = 366


class RangeTooLong(Invalid):
    """At most 366 nights are told at once: `to` comes after `from`, and at most a year after it."""


@dataclass(frozen=True, slots=True)
class Free:
    """One night: how many units a booking could still take, and what one costs."""

    night: date
    units: int
    price: Money


def availability(listing: Listing, first: date, end: date, *, today: date) -> Sequence[Free]:
    """Return every night from `first` up to and without `end`; `today` is the date at the place.

    Nothing is free in the past, further ahead than a stay can be booked, in closed nights and in a
    listing that is not for sale. Raises RangeTooLong.
    """
    days = (end - first).days
    if not 1 <= days <= MOST_DAYS:
        raise RangeTooLong(field="to")
    sold = _sold(listing, first, end)
    closed = list(Closure.objects.filter(listing=listing, first__lt=end, last__gte=first))
    nights = [first + timedelta(days=day) for day in range(days)]
    return [
        Free(night, _left(listing, night, today, sold, closed), listing.price) for night in nights
    ]


def _sold(listing: Listing, first: date, end: date) -> dict[date, int]:
    taken = Night.objects.filter(listing=listing, night__gte=first, night__lt=end)
    return dict(taken.values_list("night").annotate(Count("pk")))


def _left(
    listing: Listing,
    night: date,
    today: date,
    sold: Mapping[date, int],
    closed: Iterable[Closure],
) -> int:
    can_be_sold = listing.active and 0 <= (night - today).days < MOST_DAYS_AHEAD
    if not can_be_sold or any(closure.first <= night <= closure.last for closure in closed):
        return 0
    # Of nights that have been slept more may be sold than there are units by now.
    return max(listing.units - sold.get(night, 0), 0)
