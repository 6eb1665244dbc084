"""A guest comes to the desk, or somebody who is none, and a channel manager reads what is sold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from tests.stories.browser import Browser
from tests.stories.ends import assert_at_peace
from tests.stories.returns import until_returned
from tests.stories.shop import Json
from tests.stories.stays import book_and_pay, where_it_is_noon
from tests.stories.town import Town

pytestmark = pytest.mark.story

_CODE = "SELECT code FROM travel_booking WHERE id = %s"


def _verdict(town: Town, code: str) -> tuple[bool, str]:
    told = town.shop.check_voucher(code)
    return told["good"], told["verdict"]


def test_a_guest_arrives_once_and_stays(told_town: Town) -> None:
    shop = told_town.shop
    listing = shop.add_listing("120000", "UGX", time_zone=where_it_is_noon())
    booking, _ = book_and_pay(told_town, listing, days=0)
    typed = booking["code"].removeprefix("NV-").replace("-", " ").lower()
    told = shop.check_voucher(typed)
    assert (told["good"], told["verdict"]) == (True, "welcome")
    assert (told["stay"]["booking"], told["stay"]["code"]) == (booking["id"], booking["code"])
    came = told["stay"]["arrived_at"]
    assert came is not None

    again = shop.check_voucher(booking["code"])
    assert (again["good"], again["verdict"]) == (True, "arrived")
    assert again["stay"]["arrived_at"] == shop.booking(booking)["arrived_at"] == came
    refused = shop.cancel_booking(booking)
    assert (refused.status_code, refused.json()["type"]) == (
        409,
        "urn:nauli:problem:booking-not-cancellable",
    )
    assert shop.booking(booking)["status"] == "confirmed"
    assert shop.try_to_book(listing, days=0).status_code == 409
    assert_at_peace(told_town)


def test_who_is_no_guest_today_is_told_why(told_town: Town) -> None:
    shop = told_town.shop
    listing = shop.add_listing("120000", "UGX", units=3, time_zone=where_it_is_noon())
    later, _ = book_and_pay(told_town, listing, days=3)
    assert _verdict(told_town, later["code"]) == (True, "early")

    gone, _ = book_and_pay(told_town, listing, days=0)
    assert shop.cancel_booking(gone).json()["refund"] is None  # its policy gives nothing that day
    assert _verdict(told_town, gone["code"]) == (False, "cancelled")

    held = shop.book(listing, days=0)
    ((code,),) = told_town.rows(_CODE, held["id"])
    assert _verdict(told_town, code) == (False, "unpaid")

    forged = later["code"][:-1] + ("A" if later["code"][-1] != "A" else "B")
    assert shop.check_voucher(forged) == {"good": False, "verdict": "forged", "stay": None}
    arrivals = [shop.booking(one)["arrived_at"] for one in (later, gone, held)]
    assert arrivals == [None, None, None]
    assert_at_peace(told_town)


def _taken(browser: Browser, address: str) -> list[tuple[date, date]]:
    """Return when nothing is to be had, as a channel manager reads it; no key is asked for."""
    answer = browser.open(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        200,
        "text/calendar; charset=utf-8",
    )
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert {str(event["summary"]) for event in events} <= {"Not available"}
    return [(event.decoded("dtstart"), event.decoded("dtend")) for event in events]


def _span(booking: Json) -> tuple[date, date]:
    return date.fromisoformat(booking["check_in"]), date.fromisoformat(booking["check_out"])


def test_a_channel_manager_reads_what_is_sold(told_town: Town, browser: Browser) -> None:
    shop = told_town.shop
    listing = shop.add_listing("120000", "UGX")
    address = shop.url + listing["calendar"]
    assert _taken(browser, address) == []
    booking, _ = book_and_pay(told_town, listing, days=30)
    held = shop.book(listing, days=40)
    first = _span(held)[1]  # closed from the day of leaving on, for two nights
    closed = {"first": str(first), "last": str(first + timedelta(days=1))}
    answer = shop.post(f"/api/listings/{listing['id']}/closures/", closed)
    assert answer.status_code == 201
    assert _taken(browser, address) == [
        _span(booking),
        (_span(held)[0], first + timedelta(days=2)),
    ]
    text = browser.open(address).text
    for word in (booking["id"], booking["code"], "Nakato", "CONFIRMED"):
        assert word not in text

    until_returned(told_town, shop.cancel_booking(booking).json()["refund"])
    assert [start for start, _ in _taken(browser, address)] == [_span(held)[0]]
    for wrong in (f"{address}x", address.partition("?")[0]):
        refused = browser.open(wrong)
        assert (refused.status_code, "VCALENDAR" in refused.text) == (404, False)
    assert_at_peace(told_town)
