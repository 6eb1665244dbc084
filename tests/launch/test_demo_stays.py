from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from nauli.kit.clock import now
from nauli.launch.demo_data import load_demo
from nauli.launch.demo_stays import load_stays
from nauli.orders.book import place_booking
from nauli.travel import policy
from nauli.travel.models import Booking, Closure, Listing, Policy
from nauli.travel.offer import change
from nauli.travel.stay import Stay
from tests.factories import new_customer

pytestmark = pytest.mark.django_db

KEY = "nauli_demo_of_these_tests"


def _told() -> list[dict[str, Any]]:
    told = load_demo(key=KEY)["listings"]
    assert isinstance(told, list)
    return told


def test_each_country_has_stays_in_its_own_money_and_by_its_own_clock() -> None:
    load_stays()
    columns = "country", "currency", "time_zone"
    assert Counter(Listing.objects.values_list(*columns)) == {
        ("UG", "UGX", "Africa/Kampala"): 3,
        ("GH", "GHS", "Africa/Accra"): 3,
        ("ET", "ETB", "Africa/Addis_Ababa"): 3,
    }
    assert set(Listing.objects.values_list("policy__name", flat=True)) == {
        "flexible",
        "moderate",
        "strict",
    }
    assert Closure.objects.count() == 4


def test_what_demo_json_tells_is_what_is_for_sale() -> None:
    told = _told()
    assert len(told) == 9
    for one in told:
        place = Listing.objects.get(pk=one["id"])
        assert one == {
            "id": str(place.pk),
            "title": place.title,
            "price_per_night": str(place.price),
            "currency": place.currency,
            "units": place.units,
        }


def test_every_one_of_them_can_be_booked() -> None:
    buyer, today = new_customer(), now().date()
    for place in load_stays():
        check_in = today + timedelta(days=30)
        stay = Stay(check_in, check_in + timedelta(days=2), place.max_guests)
        _, booking = place_booking(customer=buyer.pk, listing=place.pk, stay=stay)
        assert booking.state == Booking.State.HELD


def test_loaded_twice_all_of_it_is_there_once_and_as_it_was_left() -> None:
    first = _told()
    cheaper, hidden, opened = (Listing.objects.get(pk=first[at]["id"]) for at in (0, 2, 1))
    change(cheaper.pk, {"price_minor": 90000})
    change(hidden.pk, {"active": False})
    opened.closures.all().delete()
    policy.add_version("strict", [])
    again = _told()
    assert again[0] == {**first[0], "price_per_night": "90000"}
    assert again[1:] == [first[1], *first[3:]]
    assert (Listing.objects.count(), Policy.objects.count()) == (9, 4)
    assert Closure.objects.count() == 3
    opened.refresh_from_db()
    assert opened.policy.version == 1


def test_a_folder_of_an_older_release_gets_them_by_the_policies_that_its_shop_has() -> None:
    policy.add_version("flexible", [{"days_before": 3, "percent": 90}])
    assert len(_told()) == 9
    assert Policy.objects.filter(name="flexible").count() == 1
    assert {p.steps[0]["percent"] for p in Policy.objects.all()} == {90, 100}
