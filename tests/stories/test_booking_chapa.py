"""A stay is booked and paid on Chapa's page, is paid too late, or its page is closed before."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from tests import qr
from tests.stories.browser import Browser
from tests.stories.ends import assert_at_peace, assert_paid, assert_unapplied, until_ended
from tests.stories.returns import assert_returned, until_returned
from tests.stories.shop import Json
from tests.stories.stays import (
    await_status,
    await_told,
    book_and_pay,
    files_of,
    sms_of,
)
from tests.stories.town import Town

pytestmark = pytest.mark.story

_THERE = ZoneInfo("Africa/Kampala")


def _assert_voucher(file: tuple[str, bytes], booking: Json) -> None:
    kind, content = file
    (page,) = PdfReader(BytesIO(content)).pages
    lines = [line.strip() for line in page.extract_text().splitlines()]
    days = [date.fromisoformat(booking[name]) for name in ("check_in", "check_out")]
    for line in (
        booking["code"],
        "Nakato Mary",
        *(f"{day:%A} {day.day} {day:%B %Y}" for day in days),
    ):
        assert line in lines
    assert (kind, qr.read(qr.of_page(page))) == ("application/pdf", booking["code"])


def _assert_calendar(file: tuple[str, bytes], booking: Json) -> None:
    kind, content = file
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert (kind, event["status"]) == ("text/calendar", "CONFIRMED")
    assert booking["code"] in str(event["description"])
    came = datetime.combine(date.fromisoformat(booking["check_in"]), time(14), _THERE)
    left = datetime.combine(date.fromisoformat(booking["check_out"]), time(10), _THERE)
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (came, left)


def _late(town: Town) -> tuple[Json, Json]:
    """Return a stay that ran out while its page was open, and the payment that comes too late.

    One of its nights is another guest's by now.
    """
    shop = town.shop
    listing = shop.add_listing("1500", "ETB")
    late = shop.book(listing)
    payment = shop.charge_booking(late, method="chapa")
    await_status(town, late, "expired")
    book_and_pay(town, listing, days=31, method="chapa")
    town.outside.at_chapa(payment, "pay", late=True)
    town.eventually(lambda: shop.refunds(payment), what="the refund that nobody asked for")
    return late, payment


def test_booked_and_paid_on_the_page(told_town: Town, browser: Browser) -> None:
    """What a guest needs is in the e-mail: the page for the desk, and the stay for the calendar."""
    shop = told_town.shop
    held = shop.book(shop.add_listing("1500.50", "ETB"), nights=3)
    payment = shop.charge_booking(held, method="chapa")
    page = browser.open(payment["checkout_url"])
    assert (held["code"], "4,501.50 ETB" in page.text) == (None, True)
    back = browser.press(payment["checkout_url"], "pay")
    assert back.url.startswith(f"{shop.url}/o/")
    until_ended(told_town, payment)
    assert_paid(told_town, payment)
    booking = await_status(told_town, held, "confirmed")
    await_told(told_town, payment, "booking_confirmed")

    (text,) = sms_of(told_town, booking)
    for word in (booking["code"], booking["check_in"], booking["check_out"]):
        assert word in text
    files = files_of(told_town, booking)
    assert files.keys() == {"voucher.pdf", "calendar.ics"}
    _assert_voucher(files["voucher.pdf"], booking)
    _assert_calendar(files["calendar.ics"], booking)
    again = shop.ask("GET", f"/api/bookings/{booking['id']}/voucher.pdf")
    assert again.content == files["voucher.pdf"][1]
    assert_at_peace(told_town)


def test_what_chapa_does_not_return_of_a_cancelled_stay_waits_for_a_person(told_town: Town) -> None:
    """Its guest was told that the money goes back, so that somebody has to see that it does."""
    shop, outside = told_town.shop, told_town.outside
    outside.tell("settings", {"chapa_test_refunds": False})
    booking, payment = book_and_pay(told_town, shop.add_listing("1500", "ETB"), method="chapa")
    cancelled = shop.cancel_booking(booking).json()
    assert (cancelled["status"], cancelled["refund"]["status"]) == ("cancelled", "failed")
    (case,) = shop.cases(payment)
    assert (case["kind"], case["status"], case["amount"]) == ("refund", "open", "3000.00")
    assert_returned(told_town, payment)

    outside.calm()
    until_returned(told_town, shop.refund_from_case(case))
    assert_returned(told_town, payment, "3000.00")
    assert shop.cases(payment)[0]["status"] == "closed"
    await_told(told_town, payment, "booking_confirmed", "booking_cancelled", "refund_succeeded")
    assert_at_peace(told_town)


def test_the_page_is_closed_when_the_hold_ends(hasty_town: Town, browser: Browser) -> None:
    shop = hasty_town.shop
    listing = shop.add_listing("1500", "ETB")
    booking = shop.book(listing)
    payment = shop.charge_booking(booking, method="chapa")
    assert shop.try_to_book(listing).status_code == 409
    await_status(hasty_town, booking, "expired")
    assert browser.open(payment["checkout_url"]).status_code == 410
    ended = until_ended(hasty_town, payment)
    assert (ended["status"], ended["failure"]["code"]) == ("failed", "closed")
    assert shop.book(listing)["status"] == "held"
    assert shop.told(payment) == []  # who left the page is told nothing
    assert_at_peace(hasty_town)


def test_paid_after_the_hold_with_a_night_gone(hasty_town: Town) -> None:
    """The money comes, pays nothing, and goes back by itself, once; its guest is told of both."""
    shop = hasty_town.shop
    late, payment = _late(hasty_town)
    (refund,) = shop.refunds(payment)
    until_returned(hasty_town, refund)
    assert_returned(hasty_town, payment, "3000.00")
    assert shop.booking(late)["status"] == "expired"
    (case,) = shop.cases(payment)
    assert (case["kind"], case["status"]) == ("unapplied", "closed")
    await_told(hasty_town, payment, "payment_unapplied", "refund_succeeded")
    assert_at_peace(hasty_town)


def test_what_chapa_does_not_return_by_itself_waits_for_a_person(hasty_town: Town) -> None:
    """It is tried once. The case says whose money it is, and from there it goes back."""
    shop, outside = hasty_town.shop, hasty_town.outside
    outside.tell("settings", {"chapa_test_refunds": False})
    late, payment = _late(hasty_town)
    assert_unapplied(hasty_town, payment)
    await_told(hasty_town, payment, "payment_unapplied")
    assert_at_peace(hasty_town)
    (refused,) = shop.refunds(payment)
    assert (refused["status"], refused["failure"]["code"]) == ("failed", "refused")
    assert shop.booking(late)["status"] == "expired"

    outside.calm()
    (case,) = shop.cases(payment)
    until_returned(hasty_town, shop.refund_from_case(case))
    assert_returned(hasty_town, payment, "3000.00")
    assert len(shop.refunds(payment)) == 2
    assert shop.cases(payment)[0]["status"] == "closed"
    await_told(hasty_town, payment, "payment_unapplied", "refund_succeeded")
    assert_at_peace(hasty_town)
