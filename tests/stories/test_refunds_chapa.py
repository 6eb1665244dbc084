"""Money goes back through Chapa: all of it, in parts, late, in doubt, or not at all."""

from __future__ import annotations

import pytest

from tests.stories.ends import assert_at_peace, assert_paid, assert_told, until_ended
from tests.stories.returns import assert_returned, until_returned
from tests.stories.shop import Json
from tests.stories.town import Town

pytestmark = pytest.mark.story

_PRICE = "125.50"
_SENT = "SELECT count(*) FROM payments_exchange WHERE refund = %s AND operation = 'refund'"
_LATE = {"chapa_refund_seconds": 600}


def _paid(town: Town) -> Json:
    payment = town.shop.open_page(price=_PRICE)
    town.outside.at_chapa(payment, "pay")
    until_ended(town, payment)
    assert_paid(town, payment)
    return payment


def _assert_one_at_chapa(town: Town, payment: Json, refund: Json) -> None:
    """Assert that Chapa has heard of one refund of this payment, and under this reference."""
    (known,) = town.outside.refunds(payment)
    assert known["merchant_reference"] == refund["reference"]


def test_all_of_it(told_town: Town) -> None:
    """Chapa tells of it by a webhook. The payment stays what it is: it came."""
    shop = told_town.shop
    payment = _paid(told_town)
    refund = shop.refund(payment, key="all-of-it", reason="The tea was cold.")
    assert (refund["status"], refund["amount"], refund["reason"]) == (
        "pending",
        _PRICE,
        "The tea was cold.",
    )
    again = shop.try_to_refund(payment, key="all-of-it", reason="The tea was cold.")
    assert (again.status_code, again.json()) == (201, refund)
    until_returned(told_town, refund)
    assert_returned(told_town, payment, _PRICE)
    assert told_town.outside.checkout(payment)["status"] == "refunded"
    assert shop.verify(payment)["status"] == "succeeded"
    assert_paid(told_town, payment)
    assert_told(told_town, payment, "payment_succeeded", "refund_succeeded")
    assert shop.cases(payment) == []
    refused = shop.try_to_refund(payment)
    assert (refused.status_code, refused.json()["type"]) == (
        409,
        "urn:nauli:problem:nothing-to-refund",
    )
    assert_at_peace(told_town)


def test_in_parts(asking_town: Town) -> None:
    """Several at once and one after another, until nothing is left."""
    shop = asking_town.shop
    payment = _paid(asking_town)
    parts = [shop.refund(payment, amount=amount) for amount in ("25.00", "0.50")]
    refused = shop.try_to_refund(payment, amount="100.01")
    assert (refused.status_code, refused.json()["refundable"]) == (409, "100.00")
    for refund in parts:
        until_returned(asking_town, refund)
    assert_returned(asking_town, payment, "25.00", "0.50")
    assert_paid(asking_town, payment)
    rest = shop.refund(payment)
    assert rest["amount"] == "100.00"
    until_returned(asking_town, rest)
    assert_returned(asking_town, payment, "25.00", "0.50", "100.00")
    assert shop.try_to_refund(payment, amount="0.01").status_code == 409
    assert_told(asking_town, payment, "payment_succeeded", *["refund_succeeded"] * 3)
    assert shop.cases(payment) == []
    assert_at_peace(asking_town)


def test_refused_in_test_mode(asking_town: Town) -> None:
    """It is shown as refused and never as done; nothing is kept apart for it any more."""
    shop, outside = asking_town.shop, asking_town.outside
    outside.tell("settings", {"chapa_test_refunds": False})
    payment = _paid(asking_town)
    refund = shop.refund(payment)
    assert (refund["status"], refund["failure"]["code"]) == ("failed", "refused")
    assert "live mode" in refund["failure"]["message"]
    assert outside.refunds(payment) == []
    assert_returned(asking_town, payment)
    assert_told(asking_town, payment, "payment_succeeded")
    assert shop.cases(payment) == []

    outside.tell("settings", {"chapa_test_refunds": True})
    until_returned(asking_town, shop.refund(payment))
    assert_returned(asking_town, payment, _PRICE)
    assert_told(asking_town, payment, "payment_succeeded", "refund_succeeded")
    assert_at_peace(asking_town)


@pytest.mark.parametrize("do", ["hang_after", "error_after", "close_after"])
def test_in_doubt_after_chapa_has_taken_it(asking_town: Town, do: str) -> None:
    shop, outside = asking_town.shop, asking_town.outside
    payment = _paid(asking_town)
    match = {"tx_ref": payment["reference"]}
    outside.fault("chapa.refund", do, seconds=3, match=match)
    refund = shop.refund(payment, amount="25.50")
    assert (refund["status"], outside.struck("chapa.refund", **match)) == ("pending", 1)
    until_returned(asking_town, refund)
    assert_returned(asking_town, payment, "25.50")
    _assert_one_at_chapa(asking_town, payment, refund)
    assert asking_town.rows(_SENT, refund["id"]) == [(1,)]
    assert_told(asking_town, payment, "payment_succeeded", "refund_succeeded")
    assert_at_peace(asking_town)


@pytest.mark.parametrize("do", ["hang_before", "error_before", "close_before"])
def test_never_taken_is_sent_again_under_its_own_reference(asking_town: Town, do: str) -> None:
    shop, outside = asking_town.shop, asking_town.outside
    payment = _paid(asking_town)
    outside.fault("chapa.refund", do, seconds=2, times=2, match={"tx_ref": payment["reference"]})
    refund = shop.refund(payment)
    assert (refund["status"], outside.refunds(payment)) == ("pending", [])
    until_returned(asking_town, refund, seconds=30)
    assert_returned(asking_town, payment, _PRICE)
    _assert_one_at_chapa(asking_town, payment, refund)
    assert asking_town.rows(_SENT, refund["id"]) == [(3,)]
    assert_told(asking_town, payment, "payment_succeeded", "refund_succeeded")
    assert_at_peace(asking_town)


def test_chapa_takes_its_time(asking_town: Town) -> None:
    """While it does, nobody is told anything, and the money cannot go back a second time."""
    shop, outside = asking_town.shop, asking_town.outside
    payment = _paid(asking_town)
    outside.tell("settings", _LATE)
    refund = shop.refund(payment)
    looked = "SELECT looks >= 2 FROM refunds_refund WHERE id = %s"
    asking_town.eventually(
        lambda: asking_town.rows(looked, refund["id"]) == [(True,)], what="two looks"
    )
    assert shop.refund_now(refund)["status"] == "pending"
    assert shop.payment(payment)["returned"] == _PRICE
    assert shop.try_to_refund(payment, amount="0.01").status_code == 409
    assert {message["topic"] for message in shop.told(payment)} == {"payment_succeeded"}
    outside.end_refund(refund, "finish")
    until_returned(asking_town, refund)
    assert_returned(asking_town, payment, _PRICE)
    _assert_one_at_chapa(asking_town, payment, refund)
    assert_told(asking_town, payment, "payment_succeeded", "refund_succeeded")
    assert_at_peace(asking_town)


def test_reversed_by_chapa_and_sent_anew_by_a_person(asking_town: Town) -> None:
    shop, outside = asking_town.shop, asking_town.outside
    payment = _paid(asking_town)
    outside.tell("settings", _LATE)
    refund = shop.refund(payment, amount="100")
    outside.end_refund(refund, "reverse")
    failed = until_returned(asking_town, refund)
    assert (failed["status"], failed["failure"]["code"]) == ("failed", "reversed")
    assert_returned(asking_town, payment)
    (case,) = shop.cases(payment)
    assert (case["kind"], case["status"], case["amount"]) == ("refund", "open", "100.00")

    outside.calm()
    until_returned(asking_town, shop.refund(payment))
    assert_returned(asking_town, payment, _PRICE)
    assert_told(asking_town, payment, "payment_succeeded", "refund_succeeded")
    assert_at_peace(asking_town)
