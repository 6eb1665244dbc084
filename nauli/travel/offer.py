"""Offer a place to sleep, and change what is offered. Bookings keep what they were held at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import DataError, connection, transaction

from nauli.kit.errors import Invalid
from nauli.kit.phones import is_country
from nauli.record.models import record
from nauli.travel.models import MOST_NIGHTS, MOST_PER_NIGHT, MOST_UNITS, Listing, Policy
from nauli.travel.units import set_units

# Beyond it is what no IANA name looks like: links into folders, abbreviations, offsets.
_ZONE = re.compile(r"[A-Z][A-Za-z_-]+(?:/[A-Z][A-Za-z0-9_+-]+){1,2}|UTC", re.ASCII)


class UnknownPolicy(Invalid):
    """There is no cancellation policy of this name."""


class UnknownTimeZone(Invalid):
    """A time zone is an IANA name such as "Africa/Kampala"."""


class UnknownCountry(Invalid):
    """A country is an ISO code of two capital letters, such as "UG"."""


class NumberOutOfRange(Invalid):
    """This number is smaller or larger than it can be."""


class HalfAPlace(Invalid):
    """A place on the map has both latitude (-90 to 90) and longitude (-180 to 180), or none."""


def newest_policy(name: str) -> Policy:
    """Return the newest version of the policy of this name, or raise UnknownPolicy."""
    policy = Policy.objects.filter(name=name).order_by("-version").first()
    if policy is None:
        raise UnknownPolicy(f"There is no policy {name!r}.", field="policy")
    return policy


@transaction.atomic
def offer(columns: Mapping[str, Any]) -> Listing:
    """Write a listing of these columns, or raise what is wrong with one, naming it."""
    listing = Listing(**columns)
    _check(listing)
    listing.save(force_insert=True)
    record("listing", listing.pk, after="added", reason=f"units {listing.units}")
    return listing


@transaction.atomic
def change(number: UUID, columns: Mapping[str, Any]) -> Listing:
    """Write these columns of a listing, and no other, or raise what is wrong with one."""
    listing = Listing.objects.select_for_update(no_key=True).get(pk=number)
    for name, value in columns.items():
        setattr(listing, name, value)
    _check(listing)
    others = set(columns) - {"units"}
    if others:
        listing.save(update_fields=sorted(others))
    if "units" in columns:
        set_units(listing, columns["units"])
    record("listing", listing.pk, after="changed", reason=", ".join(sorted(columns)))
    return listing


def _check(listing: Listing) -> None:
    for name, least, most in (
        ("price_minor", 1, MOST_PER_NIGHT),
        ("units", 1, MOST_UNITS),
        ("max_guests", 1, 1000),
        ("min_nights", 1, MOST_NIGHTS),
        ("max_nights", listing.min_nights, MOST_NIGHTS),
    ):
        if not least <= getattr(listing, name) <= most:
            field = "price_per_night" if name == "price_minor" else name
            raise NumberOutOfRange(f"{field} is out of its range.", field=field)
    check_country(listing.country)
    _check_place(listing)
    _check_time_zone(listing.time_zone)


def check_country(code: str) -> None:
    """Refuse what is no country's code, in an offer as where it is looked for."""
    if not is_country(code):
        raise UnknownCountry(field="country")


def _check_place(listing: Listing) -> None:
    latitude, longitude = listing.latitude, listing.longitude
    if latitude is None and longitude is None:
        return
    if latitude is None or not -90 <= latitude <= 90:
        raise HalfAPlace(field="latitude")
    if longitude is None or not -180 <= longitude <= 180:
        raise HalfAPlace(field="longitude")


def _check_time_zone(name: str) -> None:
    """Ask those who will reckon with it: Python's tables and the database's are not the same."""
    try:
        if not _ZONE.fullmatch(name) or len(name) > 40:
            raise UnknownTimeZone(field="time_zone")
        ZoneInfo(name)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT now() AT TIME ZONE %s", [name])
    except (KeyError, ValueError, OSError, DataError) as error:
        raise UnknownTimeZone(f"{name!r} is no time zone.", field="time_zone") from error
