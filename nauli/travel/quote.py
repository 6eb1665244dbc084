"""What a stay would cost: the same checks and the same price as holding it, and nothing written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nauli.kit.money import Money
from nauli.travel import policy
from nauli.travel.availability import availability
from nauli.travel.models import Closure, Listing
from nauli.travel.stay import Stay, check


@dataclass(frozen=True, slots=True)
class Quote:
    nights: Sequence[date]
    taken: Sequence[date]  # those of them that are not to be had at present
    per_night: Money
    total: Money
    policy: str


def quote(listing: Listing, stay: Stay, *, today: date) -> Quote:
    """Return the price of the stay, or raise what is wrong with it, as `hold` would.

    Where nights are taken that is told and no error: they may be free again soon.
    """
    closed = Closure.objects.filter(
        listing=listing, first__lt=stay.check_out, last__gte=stay.check_in
    )
    check(stay, listing, today=today, closed=list(closed))
    told = availability(listing, stay.check_in, stay.check_out, today=today)
    return Quote(
        nights=stay.nights,
        taken=[one.night for one in told if not one.units],
        per_night=listing.price,
        total=listing.price * len(stay.nights),
        policy=policy.words(listing.policy.steps),
    )
