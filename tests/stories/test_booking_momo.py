"""A stay is booked and paid by mobile money, runs out, is paid too late, is cancelled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from tests.stories.ends import assert_at_peace, assert_paid, until_ended
from tests.stories.returns import assert_returned, until_returned
from tests.stories.shop import Json
from tests.stories.town import Town, raise_town

pytestmark = pytest.mark.story


@pytest.fixture(scope="module")
def _hasty_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    settings = {
        "BOOKING_HOLD_SECONDS": "3",
        "HOLD_GRACE_SECONDS": "2",
        "MOMO_READ_TIMEOUT_SECONDS": "1",
    }
    with raise_town(tmp_path_factory.mktemp("hasty"), settings=settings) as town:
        yield town


@pytest.fixture
def town(_hasty_town: Town) -> Iterator[Town]:
    """A town where nights are held for three seconds, and two more while money is in doubt."""
    yield _hasty_town
    _hasty_town.outside.calm()


def _await_told(town: Town, payment: Mapping[str, Json], *topics: str) -> None:
    """Wait until each topic has arrived by both channels, and no other has been told."""
    wanted = sorted(
        (topic, *end) for topic in topics for end in (("email", "sent"), ("sms", "delivered"))
    )

    def told() -> bool:
        messages = town.shop.told(payment)
        return sorted((m["topic"], m["channel"], m["status"]) for m in messages) == wanted

    town.eventually(told, what=f"{wanted}, but {town.shop.told(payment)}")


def _await_status(town: Town, booking: Json, status: str) -> Json:
    town.eventually(
        lambda: town.shop.booking(booking)["status"] == status, what=f"that it is {status}"
    )
    return town.shop.booking(booking)


def _charge_waiting(town: Town, booking: Json) -> Json:
    """Return a payment whose prompt nobody answers."""
    number = town.shop.get(f"/api/customers/{booking['customer']}/")["phone"]
    town.outside.make_wait(number)
    return town.shop.charge_booking(booking)


def _sms_of(town: Town, booking: Json) -> list[str]:
    number = town.shop.get(f"/api/customers/{booking['customer']}/")["phone"]
    return [sms["text"] for sms in town.outside.see("sms")["sms"] if sms["number"] == number]


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
    _await_told(told_town, payment, "booking_confirmed")
    (text,) = _sms_of(told_town, booking)
    for word in (confirmed["code"], booking["check_in"], booking["check_out"]):
        assert word in text
    voucher = shop.ask("GET", f"/api/bookings/{booking['id']}/voucher.pdf")
    assert (voucher.status_code, voucher.content[:4]) == (200, b"%PDF")
    assert_at_peace(told_town)


def test_the_hold_runs_out_and_the_nights_are_free(town: Town) -> None:
    shop = town.shop
    listing = shop.add_listing("120000", "UGX")
    booking = shop.book(listing)
    _await_status(town, booking, "expired")
    refused = shop.try_to_charge({"id": booking["order"]})
    assert (refused.status_code, refused.json()["order_status"]) == (409, "expired")
    assert shop.book(listing)["status"] == "held"
    assert_at_peace(town)


def test_paid_after_the_hold_with_the_nights_free(town: Town) -> None:
    booking = town.shop.book(town.shop.add_listing("120000", "UGX"))
    payment = _charge_waiting(town, booking)
    _await_status(town, booking, "expired")
    town.outside.approve(payment)
    _await_status(town, booking, "confirmed")
    assert_paid(town, payment)
    _await_told(town, payment, "booking_confirmed")
    assert_at_peace(town)


def test_paid_after_the_hold_with_a_night_gone(town: Town) -> None:
    """The money comes, pays nothing, and goes back by itself, once; its guest is told of both."""
    shop = town.shop
    listing = shop.add_listing("120000", "UGX")
    late = shop.book(listing, days=30)
    payment = _charge_waiting(town, late)
    _await_status(town, late, "expired")
    quick = shop.book(listing, days=31)
    until_ended(town, shop.charge_booking(quick))
    _await_status(town, quick, "confirmed")
    town.outside.approve(payment)
    town.eventually(lambda: shop.refunds(payment), what="the refund that nobody asked for")
    (refund,) = shop.refunds(payment)
    until_returned(town, refund)
    assert_returned(town, payment, "240000")
    assert shop.booking(late)["status"] == "expired"
    (case,) = shop.cases(payment)
    assert (case["kind"], case["closed_at"] is not None) == ("unapplied", True)
    _await_told(town, payment, "payment_unapplied", "refund_succeeded")
    assert_at_peace(town)


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
    _await_told(told_town, payment, *topics)
    assert shop.book(listing, days=days)["status"] == "held"
    assert_at_peace(told_town)
