"""Hold nights for somebody who is about to pay: check, seal what is agreed, take. All or none."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from nauli.record.models import record
from nauli.travel import nights
from nauli.travel.code import new_code
from nauli.travel.errors import NightsTaken, UnknownListing
from nauli.travel.models import Booking, Closure, Listing
from nauli.travel.stay import Stay, check
from nauli.travel.there import today_there


@transaction.atomic
def hold(
    listing_id: UUID,
    *,
    check_in: date,
    check_out: date,
    guests: int,
    special_requests: str = "",
) -> Booking:
    """Return a held booking whose nights are taken, or raise an error that says what to change.

    NightsTaken names the nights that are not to be had. The listing stays locked until the
    transaction ends: call this late in it.
    """
    stay = Stay(check_in, check_out, guests)
    listing, today = _listing(listing_id)
    closed = Closure.objects.filter(listing=listing, first__lt=check_out, last__gte=check_in)
    check(stay, listing, today=today, closed=closed)
    booking = seal(listing, stay, special_requests=special_requests)
    record("booking", booking.pk, after=Booking.State.HELD)
    # Last, so that a listing that many want is locked for the shortest time.
    gone = nights.take(booking)
    if gone:
        dates = [str(night) for night in gone]
        raise NightsTaken(
            f"{listing.title} has no unit left in the nights of {', '.join(dates)}.", nights=dates
        )
    return booking


def seal(listing: Listing, stay: Stay, *, special_requests: str = "") -> Booking:
    """Write down what is agreed: the dates, the price and the policy as they are now."""
    return Booking.objects.create(
        code=new_code(),
        listing=listing,
        check_in=stay.check_in,
        check_out=stay.check_out,
        guests=stay.guests,
        special_requests=special_requests,
        price_minor=listing.price_minor,
        currency=listing.currency,
        policy_name=listing.policy.name,
        policy_version=listing.policy.version,
        policy_steps=listing.policy.steps,
        time_zone=listing.time_zone,
        check_in_from=listing.check_in_from,
        check_out_until=listing.check_out_until,
    )


def _listing(number: UUID) -> tuple[Listing, date]:
    """Return the listing with its policy, and the date that it is there."""
    known = Listing.objects.select_related("policy").annotate(today=today_there())
    listing = known.filter(pk=number).first()
    if listing is None:
        raise UnknownListing(f"There is no listing {number}.", field="listing")
    return listing, listing.today
