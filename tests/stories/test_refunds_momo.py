"""Money goes back by MoMo's disbursements: all of it, in parts, in doubt, or not at all."""

from __future__ import annotations

import pytest

from tests.stories.ends import (
    assert_at_peace,
    assert_paid,
    assert_told,
    assert_unapplied,
    until_ended,
)
from tests.stories.returns import assert_returned, until_returned
from tests.stories.shop import Json
from tests.stories.town import Town

pytestmark = pytest.mark.story

# What bore a token that the gateway does not know any more was not looked at.
_SENT = """
    SELECT headers ->> 'X-Reference-Id' FROM payments_exchange
    WHERE refund = %s AND operation = 'refund' AND status IS DISTINCT FROM 401
"""


def _paid(town: Town, price: str = "62000", currency: str = "UGX") -> Json:
    shop = town.shop
    payment = shop.charge(shop.place(shop.add_customer(), shop.add_product(price, currency)))
    until_ended(town, payment)
    assert_paid(town, payment)
    return payment


def _assert_one_at_mtn(town: Town, payment: Json, refund: Json) -> None:
    """Assert that MTN has heard of one refund of this payment, and under this id."""
    (known,) = town.outside.refunds(payment)
    assert (known["reference"], known["external_id"]) == (refund["id"], refund["reference"])


def test_all_of_it(told_town: Town) -> None:
    """MTN's callback tells that there is news of it; the payment stays what it is."""
    shop = told_town.shop
    payment = _paid(told_town)
    refund = shop.refund(payment)
    assert (refund["status"], refund["amount"]) == ("pending", "62000")
    until_returned(told_town, refund)
    assert_returned(told_town, payment, "62000")
    assert_paid(told_town, payment)
    assert_told(told_town, payment, "payment_succeeded", "refund_succeeded")
    assert shop.try_to_refund(payment).status_code == 409
    assert shop.cases(payment) == []
    assert_at_peace(told_town)


def test_in_parts(asking_town: Town) -> None:
    shop = asking_town.shop
    payment = _paid(asking_town, "12.50", "EUR")
    for amount in ("2.50", "0.01"):
        until_returned(asking_town, shop.refund(payment, amount=amount))
    refused = shop.try_to_refund(payment, amount="10.00")
    assert (refused.status_code, refused.json()["refundable"]) == (409, "9.99")
    until_returned(asking_town, shop.refund(payment))
    assert_returned(asking_town, payment, "2.50", "0.01", "9.99")
    assert_told(asking_town, payment, "payment_succeeded", *["refund_succeeded"] * 3)
    assert_at_peace(asking_town)


def test_a_lost_callback_is_made_up_for_by_the_sweep(asking_town: Town) -> None:
    payment = _paid(asking_town)
    match = {"payee": asking_town.outside.charge(payment)["payer"]}
    asking_town.outside.fault("momo.callback", "drop", match=match)
    until_returned(asking_town, asking_town.shop.refund(payment))
    (known,) = asking_town.outside.refunds(payment)
    assert [callback["state"] for callback in known["callbacks"]] == ["dropped"]
    assert_returned(asking_town, payment, "62000")
    assert_told(asking_town, payment, "payment_succeeded", "refund_succeeded")
    assert_at_peace(asking_town)


@pytest.mark.parametrize("do", ["hang_after", "error_after", "close_after"])
def test_in_doubt_after_mtn_has_taken_it(asking_town: Town, do: str) -> None:
    shop, outside = asking_town.shop, asking_town.outside
    payment = _paid(asking_town)
    outside.fault("momo.refund", do, seconds=3)
    refund = shop.refund(payment, amount="2000")
    assert (refund["status"], outside.struck("momo.refund")) == ("pending", 1)
    until_returned(asking_town, refund)
    assert_returned(asking_town, payment, "2000")
    _assert_one_at_mtn(asking_town, payment, refund)
    assert asking_town.rows(_SENT, refund["id"]) == [(refund["id"],)]
    assert_told(asking_town, payment, "payment_succeeded", "refund_succeeded")
    assert_at_peace(asking_town)


def test_never_taken_is_sent_again_under_its_own_reference(asking_town: Town) -> None:
    shop, outside = asking_town.shop, asking_town.outside
    payment = _paid(asking_town)
    outside.fault("momo.refund", "error_before", times=2)
    refund = shop.refund(payment)
    assert (refund["status"], outside.refunds(payment)) == ("pending", [])
    until_returned(asking_town, refund, seconds=30)
    assert_returned(asking_town, payment, "62000")
    _assert_one_at_mtn(asking_town, payment, refund)
    assert asking_town.rows(_SENT, refund["id"]) == [(refund["id"],)] * 3
    assert_told(asking_town, payment, "payment_succeeded", "refund_succeeded")
    assert_at_peace(asking_town)


def test_what_mtn_cannot_return_is_ours_again_and_a_person_knows(asking_town: Town) -> None:
    shop, outside = asking_town.shop, asking_town.outside
    payment = _paid(asking_town)
    outside.fault("momo.refund", "fail")
    outside.fault("momo.callback", "drop", match={"kind": "refund"})
    failed = until_returned(asking_town, shop.refund(payment))
    assert (failed["status"], failed["failure"]["code"]) == ("failed", "reversed")
    assert_returned(asking_town, payment)
    (case,) = shop.cases(payment)
    assert (case["kind"], case["status"], case["amount"]) == ("refund", "open", "62000")
    assert_told(asking_town, payment, "payment_succeeded")

    until_returned(asking_town, shop.refund(payment))
    assert_returned(asking_town, payment, "62000")
    assert_told(asking_town, payment, "payment_succeeded", "refund_succeeded")
    assert_at_peace(asking_town)


def test_what_nobody_could_use_goes_back_from_its_case(told_town: Town) -> None:
    """In two parts: the case is closed when the last of it has gone, and not before."""
    shop, outside = told_town.shop, told_town.outside
    customer = shop.add_customer()
    outside.make_wait(customer["phone"])
    product = shop.add_product("62000", "UGX", stock=1)
    late = shop.charge(shop.place(customer, product))
    shop.cancel_order({"id": late["order"]})
    shop.place(shop.add_customer(), product)
    outside.approve(late)
    told_town.eventually(
        lambda: shop.payment(late)["status"] == "succeeded", what="the late success"
    )
    assert_unapplied(told_town, late)
    assert_told(told_town, late, "payment_unapplied")

    (case,) = shop.cases(late)
    part = shop.refund(late, amount="60000")
    until_returned(told_town, part)
    assert shop.cases(late)[0]["status"] == "open"
    rest = shop.refund_from_case(case)
    assert rest["amount"] == "2000"
    until_returned(told_town, rest)
    (case,) = shop.cases(late)
    assert (case["kind"], case["status"]) == ("unapplied", "closed")
    assert_returned(told_town, late, "60000", "2000")
    assert_told(told_town, late, "payment_unapplied", "refund_succeeded", "refund_succeeded")
    assert_at_peace(told_town)
