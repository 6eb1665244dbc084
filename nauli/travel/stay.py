"""What a stay must be, before anything is asked of it: dates at the place, and nothing else.

A night is a date at the place. No hour is reckoned with, so that a day of 23 or 25 hours is a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from nauli.travel.errors import (
    DateInThePast,
    DateTooFar,
    GuestsOutOfRange,
    InactiveListing,
    NightsClosed,
    NoNight,
    StayTooLong,
    StayTooShort,
)
from nauli.travel.models import Closure, Listing

# Beyond this nobody knows a price. It also keeps dates within what a calendar can add to.
MOST_DAYS_AHEAD = 730


@dataclass(frozen=True, slots=True)
class Stay:
    """From a day to the day of leaving, for so many guests."""

    check_in: date
    check_out: date
    guests: int

    @property
    def nights(self) -> Sequence[date]:
        """Return the dates that are slept: the day of leaving is none of them."""
        count = (self.check_out - self.check_in).days
        return [self.check_in + timedelta(days=day) for day in range(count)]


def date_at(moment: datetime, time_zone: str) -> date:
    """Return the date at the place in that moment, where no row is at hand: see there.py."""
    return moment.astimezone(ZoneInfo(time_zone)).date()


def check(stay: Stay, listing: Listing, *, today: date, closed: Iterable[Closure] = ()) -> None:
    """Raise what is wrong with the stay, naming the field; `today` is the date at the place."""
    if not listing.active:
        raise InactiveListing(f"{listing.title} is not for sale.", field="listing")
    _check_dates(stay, today)
    nights = (stay.check_out - stay.check_in).days
    if nights < listing.min_nights:
        raise StayTooShort(
            f"{listing.title} asks for at least {listing.min_nights} nights.", field="check_out"
        )
    if nights > listing.max_nights:
        raise StayTooLong(
            f"{listing.title} allows at most {listing.max_nights} nights.", field="check_out"
        )
    if not 1 <= stay.guests <= listing.max_guests:
        raise GuestsOutOfRange(
            f"{listing.title} takes from 1 to {listing.max_guests} guests.", field="guests"
        )
    _check_closed(stay, listing, closed)


def _check_dates(stay: Stay, today: date) -> None:
    if stay.check_in < today:
        raise DateInThePast(
            f"At the place it is {today} already: {stay.check_in} has passed.", field="check_in"
        )
    if stay.check_out <= stay.check_in:
        raise NoNight(field="check_out")
    if (stay.check_out - today).days > MOST_DAYS_AHEAD:
        raise DateTooFar(field="check_out")


def _check_closed(stay: Stay, listing: Listing, closed: Iterable[Closure]) -> None:
    shut = [
        str(night)
        for night in stay.nights
        if any(closure.first <= night <= closure.last for closure in closed)
    ]
    if shut:
        raise NightsClosed(
            f"{listing.title} is closed in the nights of {', '.join(shut)}.",
            field="check_in" if shut[0] == str(stay.check_in) else "check_out",
            nights=shut,
        )
