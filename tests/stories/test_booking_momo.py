"""A stay is booked and paid by mobile money, runs out, is paid too late, is cancelled."""

from __future__ import annotations

import pytest

from tests.stories.ends import assert_at_peace, assert_paid, until_ended
from tests.stories.returns import assert_returned, until_returned
from tests.stories.shop import Json
from tests.stories.stays import await_status, await_told, sms_of
from tests.stories.town import Town

pytestmark = pytest.mark.story


def _charge_waiting(town: Town, booking: Json) -> Json:
    """Return a payment whose prompt nobody answers."""
    number = town.shop.get(f"/api/customers/{booking['customer']}/")["phone"]
    town.outside.make_wait(number)
    return town.shop.charge_booking(booking)


def test_booked_and_paid(told_town: Town) -> None:
    shop = told_town.shop
    listing = shop.add_listing("120000", "UGX")
    booking = shop.book(listing, nights=3)
    assert (booking["status"], booking["total"]) == ("held", "360000")
    refused = shop.try_to_book(listing)
    assert (refused.status_code, len(refused.json()["nights"])) == (409, 2)
    payment = shop.charge_booking(booking)
    assert until_ended(told_town, payment)["status"] == "succeeded"
    assert_paid(told_town, payment)
    confirmed = shop.booking(booking)
    assert (confirmed["status"], confirmed["hold_expires_at"]) == ("confirmed", None)
    await_told(told_town, payment, "booking_confirmed")
    (text,) = sms_of(told_town, booking)
    for word in (confirmed["code"], booking["check_in"], booking["check_out"]):
        assert word in text
    voucher = shop.ask("GET", f"/api/bookings/{booking['id']}/voucher.pdf")
    assert (voucher.status_code, voucher.content[:4]) == (200, b"%PDF")
    assert_at_peace(told_town)


def test_the_hold_runs_out_and_the_nights_are_free(hasty_town: Town) -> None:
    shop = hasty_town.shop
    listing = shop.add_listing("120000", "UGX")
    booking = shop.book(listing)
    await_status(hasty_town, booking, "expired")
    refused = shop.try_to_charge({"id": booking["order"]})
    assert (refused.status_code, refused.json()["order_status"]) == (409, "expired")
    assert shop.book(listing)["status"] == "held"
    assert_at_peace(hasty_town)


def test_paid_after_the_hold_with_the_nights_free(hasty_town: Town) -> None:
    booking = hasty_town.shop.book(hasty_town.shop.add_listing("120000", "UGX"))
    payment = _charge_waiting(hasty_town, booking)
    await_status(hasty_town, booking, "expired")
    hasty_town.outside.approve(payment)
    await_status(hasty_town, booking, "confirmed")
    assert_paid(hasty_town, payment)
    await_told(hasty_town, payment, "booking_confirmed")
    assert_at_peace(hasty_town)


def test_paid_after_the_hold_with_a_night_gone(hasty_town: Town) -> None:
    """The money comes, pays nothing, and goes back by itself, once; its guest is told of both."""
    shop = hasty_town.shop
    listing = shop.add_listing("120000", "UGX")
    late = shop.book(listing, days=30)
    payment = _charge_waiting(hasty_town, late)
    await_status(hasty_town, late, "expired")
    quick = shop.book(listing, days=31)
    until_ended(hasty_town, shop.charge_booking(quick))
    await_status(hasty_town, quick, "confirmed")
    hasty_town.outside.approve(payment)
    hasty_town.eventually(lambda: shop.refunds(payment), what="the refund that nobody asked for")
    (refund,) = shop.refunds(payment)
    until_returned(hasty_town, refund)
    assert_returned(hasty_town, payment, "240000")
    assert shop.booking(late)["status"] == "expired"
    (case,) = shop.cases(payment)
    assert (case["kind"], case["closed_at"] is not None) == ("unapplied", True)
    await_told(hasty_town, payment, "payment_unapplied", "refund_succeeded")
    assert_at_peace(hasty_town)


@pytest.mark.parametrize(("days", "back"), [(20, "240000"), (5, "120000"), (1, None)])
def test_cancelled_by_its_policy(told_town: Town, days: int, back: str | None) -> None:
    shop = told_town.shop
    listing = shop.add_listing("120000", "UGX")
    booking = shop.book(listing, days=days)
    payment = shop.charge_booking(booking)
    until_ended(told_town, payment)
    cancelled = shop.cancel_booking(booking).json()
    assert cancelled["status"] == "cancelled"
    again = shop.cancel_booking(booking).json()
    assert (again["refund"] or {}).get("id") == (cancelled["refund"] or {}).get("id")
    topics = ["booking_confirmed", "booking_cancelled"]
    if back is None:
        assert cancelled["refund"] is None
        assert_returned(told_town, payment)
    else:
        until_returned(told_town, cancelled["refund"])
        assert_returned(told_town, payment, back)
        topics.append("refund_succeeded")
    await_told(told_town, payment, *topics)
    assert shop.book(listing, days=days)["status"] == "held"
    assert_at_peace(told_town)
