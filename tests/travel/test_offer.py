from __future__ import annotations

from contextlib import ExitStack
from datetime import time
from typing import Any

import pytest
from django.db import transaction

from nauli.travel.models import Listing
from nauli.travel.offer import (
    NumberOutOfRange,
    UnknownPolicy,
    UnknownTimeZone,
    change,
    newest_policy,
    offer,
)
from nauli.travel.policy import add_version
from tests.factories import new_listing, new_policy
from tests.together import behind_a_lock


def _columns(**changes: object) -> dict[str, Any]:
    return {
        "title": "Lodge",
        "town": "Jinja",
        "country": "UG",
        "price_minor": 4000,
        "currency": "EUR",
        "max_guests": 2,
        "check_in_from": time(14),
        "check_out_until": time(10),
        "time_zone": "Africa/Kampala",
        "policy": new_policy(),
        **changes,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    "zone", ["Africa/Addis_Ababa", "America/Argentina/Buenos_Aires", "America/Port-au-Prince"]
)
def test_a_place_in_any_zone_is_offered(zone: str) -> None:
    assert offer(_columns(time_zone=zone)).time_zone == zone


@pytest.mark.django_db
@pytest.mark.parametrize(
    "zone", ["", "utc", "EAT", "UTC+3", "Africa", "Africa/Kampala/", "/etc/passwd", "Etc/Nowhere"]
)
def test_what_is_no_zone_is_refused(zone: str) -> None:
    with pytest.raises(UnknownTimeZone):
        offer(_columns(time_zone=zone))
    assert Listing.objects.count() == 0


@pytest.mark.django_db
def test_a_listing_takes_the_newest_version_of_a_policy_and_keeps_it() -> None:
    old = add_version("usual", [])
    listing = offer(_columns(policy=newest_policy("usual")))
    new = add_version("usual", [])
    assert newest_policy("usual") == new
    listing.refresh_from_db()
    assert listing.policy == old
    with pytest.raises(UnknownPolicy):
        newest_policy("Usual")


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_do_not_make_a_listing_that_cannot_be() -> None:
    listing = new_listing(min_nights=1, max_nights=10)
    with ExitStack() as later:
        with transaction.atomic():
            change(listing.pk, {"min_nights": 8})
            waiting = later.enter_context(
                behind_a_lock(lambda: change(listing.pk, {"max_nights": 5}))
            )
        with pytest.raises(NumberOutOfRange):
            waiting.result(timeout=10)
    listing.refresh_from_db()
    assert (listing.min_nights, listing.max_nights) == (8, 10)
