"""Some places to sleep, loaded once, with the policies by which they give money back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import Decimal

from nauli.kit.clock import now
from nauli.kit.money import Money
from nauli.launch.demo_photos import missing, of_place, texts_of
from nauli.launch.demo_places import PLACES, POLICIES, Place
from nauli.travel.close import close
from nauli.travel.models import Listing, Policy
from nauli.travel.offer import change, newest_policy, offer
from nauli.travel.policy import add_version
from nauli.travel.stay import date_at

# Loaded twice, the same places have the same ids: the second time they are seen to be there.
_STAYS = uuid.UUID("d0c7a6f0-41a3-4b52-8f0e-3a5e6f1b9c27")

_ZONES = {"ET": "Africa/Addis_Ababa", "GH": "Africa/Accra", "UG": "Africa/Kampala"}


def load_stays() -> Sequence[Listing]:
    """Add what is not there, and return what is for sale. Call it inside a transaction.

    What staff has changed stays: a policy of one of these names, closures, all of a listing. Only
    pictures are added, to what never had any.
    """
    ids = [uuid.uuid5(_STAYS, place.title) for place in PLACES]
    known = Listing.objects.in_bulk(ids)
    for pk, place in zip(ids, PLACES, strict=True):
        if pk not in known:
            _add(pk, place)
        elif found := missing("listing", known[pk], of_place(place.pictures)):
            change(pk, found)
    listings = Listing.objects.in_bulk(ids)
    return [listings[pk] for pk in ids if pk in listings and listings[pk].active]


def _add(pk: uuid.UUID, place: Place) -> None:
    latitude, longitude = place.at
    least, most = place.nights
    coming, going = place.hours
    zone = _ZONES[place.country]
    listing = offer(
        {
            "id": pk,
            "title": place.title,
            "description": place.description,
            "town": place.town,
            "country": place.country,
            "photos": of_place(place.pictures),
            "photo_texts": texts_of(of_place(place.pictures)),
            "latitude": Decimal(latitude),
            "longitude": Decimal(longitude),
            "price_minor": Money.parse(place.price, place.currency).minor,
            "currency": place.currency,
            "units": place.units,
            "max_guests": place.max_guests,
            "min_nights": least,
            "max_nights": most,
            "check_in_from": time(coming),
            "check_out_until": time(going),
            "time_zone": zone,
            "policy": _policy(place.policy),
        }
    )
    _close(listing, date_at(now(), zone), place.closed)


def _policy(name: str) -> Policy:
    if Policy.objects.filter(name=name).exists():
        return newest_policy(name)
    steps = [{"days_before": days, "percent": percent} for days, percent in POLICIES[name]]
    return add_version(name, steps)


def _close(listing: Listing, today: date, closed: Sequence[tuple[int, int]]) -> None:
    for first, last in closed:
        close(listing, today + timedelta(days=first), today + timedelta(days=last))
