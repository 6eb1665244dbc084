"""Which listings fit what somebody looks for; with dates, those that could be held right now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from nauli.travel.errors import DateTooFar, NoNight
from nauli.travel.models import Closure, Listing, Night
from nauli.travel.stay import MOST_DAYS_AHEAD
from nauli.travel.there import today_there


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is looked for; None: it does not matter. Prices are of one night, in minor units."""

    active: bool = True
    town: str | None = None
    country: str | None = None
    guests: int | None = None
    currency: str | None = None
    least_minor: int | None = None
    most_minor: int | None = None
    check_in: date | None = None
    check_out: date | None = None


def find(wish: Wish) -> QuerySet[Listing]:
    """Return the listings, with their policies; raises NoNight where the dates make no stay."""
    chosen = {
        "active": wish.active,
        "town__iexact": wish.town,
        "country": wish.country,
        "max_guests__gte": wish.guests,
        "currency": wish.currency,
        "price_minor__gte": wish.least_minor,
        "price_minor__lte": wish.most_minor,
    }
    given = {column: value for column, value in chosen.items() if value is not None}
    rows = Listing.objects.select_related("policy").filter(**given)
    if wish.check_in is None or wish.check_out is None:
        return rows
    return _free(rows, wish.check_in, wish.check_out)


def _free(rows: QuerySet[Listing], check_in: date, check_out: date) -> QuerySet[Listing]:
    nights = (check_out - check_in).days
    if nights < 1:
        raise NoNight(field="check_out")
    if nights > MOST_DAYS_AHEAD:
        raise DateTooFar(field="check_out")
    here = Q(listing=OuterRef("pk"))
    closed = Closure.objects.filter(here, first__lt=check_out, last__gte=check_in)
    # A unit less in one night is enough: `full` has a row for each night that is sold out.
    ahead = Night.objects.filter(here, night__gte=check_in, night__lt=check_out)
    full = (
        ahead.values("night")
        .annotate(sold=Count("pk"))
        .filter(sold__gte=OuterRef("units"))
        .values("night")
    )
    return rows.alias(today=today_there()).filter(
        ~Exists(closed),
        ~Exists(full),
        today__lte=check_in,
        # The other end of what can be booked, reckoned back from the day of leaving: no calendar
        # has a day before its first.
        today__gte=check_out - min(timedelta(days=MOST_DAYS_AHEAD), check_out - date.min),
        min_nights__lte=nights,
        max_nights__gte=nights,
    )
