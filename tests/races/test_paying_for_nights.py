"""Money and nights at once: a night is the guest's whose money got it, and all other goes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pytest

from tests.races.crowd import all_at_once
from tests.races.guests import Wish, ahead, run_out
from tests.stories.ends import assert_at_peace, assert_paid
from tests.stories.outside import Outside
from tests.stories.returns import assert_returned, until_returned
from tests.stories.shop import Json, Shop
from tests.stories.town import Town

pytestmark = pytest.mark.story

_LISTINGS = 4
_HOLDERS = """
    SELECT DISTINCT n.booking_id::text, b.state FROM travel_night n
    JOIN travel_booking b ON b.id = n.booking_id WHERE n.listing_id = %s
"""


def _charge_waiting(town: Town, booking: Mapping[str, Json]) -> Json:
    """Return a payment whose prompt nobody has answered yet."""
    phone = town.shop.get(f"/api/customers/{booking['customer']}/")["phone"]
    town.outside.make_wait(phone)
    return town.shop.charge_booking(booking)


def _run_out_in_doubt(town: Town, listings: Sequence[Json]) -> list[tuple[Json, Json]]:
    """Book each listing's last unit and charge; the holds run out while nobody has paid yet."""
    stays = [town.shop.book(listing) for listing in listings]
    payments = [_charge_waiting(town, stay) for stay in stays]
    run_out(town, stays)
    town.eventually(
        lambda: {town.shop.booking(stay)["status"] for stay in stays} == {"expired"},
        what="the end of every hold",
    )
    return list(zip(stays, payments, strict=True))


def _holder(town: Town, listing: Mapping[str, Json]) -> tuple[str, str]:
    """Return the one booking that holds nights of the listing, and its state."""
    ((booking, state),) = town.rows(_HOLDERS, listing["id"])
    return booking, state


def _assert_money_follows(town: Town, booking: Json, payment: Json) -> str:
    """Assert that money pays for a stay that has its nights, and goes back by itself if not.

    Return what became of the stay.
    """
    town.eventually(lambda: _has_come(town, payment), what="the money")
    status = str(town.shop.booking(booking)["status"])
    if status == "confirmed":
        assert_paid(town, payment)
        assert_returned(town, payment)
    elif town.outside.charges(reference=payment["provider_reference"]):
        town.eventually(lambda: bool(town.shop.refunds(payment)), what="the refund")
        (refund,) = town.shop.refunds(payment)
        until_returned(town, refund)
        assert_returned(town, payment, payment["amount"])
    return status


def _has_come(town: Town, payment: Json) -> bool:
    """Say whether all is here that the gateway was asked for. Who cancels may keep us from asking.

    What has been asked is approved sooner or later, also when its customer has moved on.
    """
    asked = town.outside.charges(reference=payment["provider_reference"])
    return not asked or town.shop.payment(payment)["status"] == "succeeded"


def test_late_money_of_two_guests_and_a_third_for_the_last_night(town: Town) -> None:
    """For each of some listings: two prompts are approved, and somebody books, all at once."""
    listings = [town.shop.add_listing("1000", "UGX") for _ in range(_LISTINGS)]
    late = [_run_out_in_doubt(town, listings) for _ in range(2)]
    guest = town.shop.add_customer()

    def pay_or_book(shop: Shop, number: int) -> int:
        which, who = number % _LISTINGS, number // _LISTINGS
        if who == 2:
            wish = Wish(listings[which]["id"], guest["id"], ahead(30), 2)
            return shop.post("/api/bookings/", wish.body).status_code
        _, payment = late[who][which]
        outside = Outside(town.outside.url)
        outside.approve(payment)
        outside.close()
        return shop.post(f"/api/payments/{payment['id']}/verify/", None).status_code

    came = all_at_once(town, 3 * _LISTINGS, pay_or_book)
    assert {*came[: 2 * _LISTINGS]} == {200}
    for number, listing in enumerate(listings):
        states = Counter(
            _assert_money_follows(town, *one) for one in (late[0][number], late[1][number])
        )
        booked = came[2 * _LISTINGS + number]
        assert (booked, states["confirmed"], states["expired"]) in {(201, 0, 2), (409, 1, 1)}
        _, state = _holder(town, listing)
        assert state == ("held" if booked == 201 else "confirmed")
    assert_at_peace(town)


def test_a_stay_is_charged_and_cancelled_and_wanted_at_once(town: Town) -> None:
    """Of each stay: two charges, two who cancel, and one who would like to have the nights."""
    listings = [town.shop.add_listing("1000", "UGX") for _ in range(_LISTINGS)]
    stays = [town.shop.book(listing) for listing in listings]
    guest = town.shop.add_customer()

    def meddle(shop: Shop, number: int) -> tuple[str, int]:
        which, who = number % _LISTINGS, number // _LISTINGS
        if who < 2:
            answer, what = shop.try_to_charge({"id": stays[which]["order"]}), "charge"
        elif who < 4:
            answer, what = shop.cancel_booking(stays[which]), "cancel"
        else:
            wish = Wish(listings[which]["id"], guest["id"], ahead(30), 2)
            answer, what = shop.post("/api/bookings/", wish.body), "book"
        return what, answer.status_code

    answers = all_at_once(town, 5 * _LISTINGS, meddle)
    allowed = {("charge", 201), ("charge", 409), ("cancel", 200), ("cancel", 409)}
    assert {*answers} <= allowed | {("book", 201), ("book", 409)}
    for number, (listing, stay) in enumerate(zip(listings, stays, strict=True)):
        charged = [answers[number], answers[number + _LISTINGS]].count(("charge", 201))
        payments = town.shop.order({"id": stay["order"]})["payments"]
        assert len(payments) == charged <= 1
        for payment in payments:
            _assert_money_follows(town, stay, town.shop.payment(payment))
        status = town.shop.booking(stay)["status"]
        assert status in ({"cancelled", "confirmed"} if charged else {"cancelled"})
        booked = answers[number + 4 * _LISTINGS] == ("book", 201)
        if status == "confirmed":
            assert (booked, _holder(town, listing)) == (False, (stay["id"], "confirmed"))
        else:
            assert [state for _, state in town.rows(_HOLDERS, listing["id"])] == ["held"] * booked
    assert_at_peace(town)
