"""Success after the end: the goods are taken again if they are free, else the money is owed back.

Orders that end by themselves are in test_expiry.py.
"""

from __future__ import annotations

import pytest

from tests.stories.ends import (
    assert_at_peace,
    assert_paid,
    assert_told,
    assert_unapplied,
    until_ended,
)
from tests.stories.shop import Json
from tests.stories.town import Town

pytestmark = pytest.mark.story

_STOCK, _WANTED = 5, 3


def _charge_waiting(town: Town, product: Json) -> Json:
    customer = town.shop.add_customer()
    town.outside.make_wait(customer["phone"])
    return town.shop.charge(town.shop.place(customer, product, _WANTED))


def _buy_what_is_left(town: Town, product: Json) -> Json:
    shop = town.shop
    return shop.charge(shop.place(shop.add_customer(), product, shop.stock(product)))


def _until_succeeded(town: Town, payment: Json) -> None:
    town.eventually(
        lambda: town.shop.payment(payment)["status"] == "succeeded", what="the late success"
    )


def _cancel_order(town: Town, payment: Json) -> None:
    answer = town.shop.cancel_order({"id": payment["order"]})
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    assert town.shop.payment(payment)["status"] == "cancelled"


def test_after_the_order_was_cancelled_with_its_goods_free(told_town: Town) -> None:
    shop = told_town.shop
    told_town.outside.tell("settings", {"momo_signed_events": True})
    product = shop.add_product("11000", "UGX", stock=_STOCK)
    payment = _charge_waiting(told_town, product)
    _cancel_order(told_town, payment)
    assert shop.stock(product) == _STOCK
    told_town.outside.approve(payment)
    _until_succeeded(told_town, payment)
    assert_paid(told_town, payment)
    assert shop.stock(product) == _STOCK - _WANTED
    assert_told(told_town, payment, "payment_succeeded")
    assert shop.cases(payment) == []
    assert_at_peace(told_town)


def test_after_the_order_was_cancelled_with_its_goods_gone(told_town: Town) -> None:
    shop = told_town.shop
    told_town.outside.tell("settings", {"momo_signed_events": True})
    product = shop.add_product("11000", "UGX", stock=_STOCK)
    late = _charge_waiting(told_town, product)
    _cancel_order(told_town, late)
    quick = _buy_what_is_left(told_town, product)
    until_ended(told_town, quick)
    # Nearly enough came back since: an order is filled whole or not at all.
    restocked = shop.post(f"/api/products/{product['id']}/restock/", {"delta": _WANTED - 1})
    assert restocked.json()["stock"] == _WANTED - 1

    told_town.outside.approve(late)
    _until_succeeded(told_town, late)
    assert_unapplied(told_town, late)
    assert shop.order({"id": late["order"]})["status"] == "cancelled"
    assert shop.stock(product) == _WANTED - 1
    assert_told(told_town, late, "payment_unapplied")
    assert_paid(told_town, quick)
    assert_told(told_town, quick, "payment_succeeded")
    assert_at_peace(told_town)


def test_after_the_gateway_itself_said_no(told_town: Town) -> None:
    """It says "failed" to a question, and changes its mind: the order is still open, and paid."""
    shop, outside = told_town.shop, told_town.outside
    outside.tell("settings", {"momo_signed_events": True})
    product = shop.add_product("11000", "UGX", stock=_STOCK)
    payment = _charge_waiting(told_town, product)
    outside.fault(
        "momo.status",
        "alter",
        set={"status": "FAILED", "reason": "EXPIRED"},
        match={"reference": payment["provider_reference"]},
    )
    failed = shop.verify(payment)
    assert (failed["status"], failed["failure"]["code"]) == ("failed", "expired")

    outside.approve(payment)
    _until_succeeded(told_town, payment)
    assert_paid(told_town, payment)
    assert shop.stock(product) == _STOCK - _WANTED
    assert_told(told_town, payment, "payment_failed", "payment_succeeded")
    assert_at_peace(told_town)
