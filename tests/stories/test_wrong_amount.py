"""The gateway tells of another amount or currency than was asked for: nothing is paid by it."""

from __future__ import annotations

import pytest

from tests.stories.ends import (
    assert_at_peace,
    assert_paid,
    assert_set_aside,
    assert_told,
    until_ended,
)
from tests.stories.shop import Json
from tests.stories.town import Town

pytestmark = pytest.mark.story

_ASKED = "56000"


def _charge(town: Town, product: Json, told: dict[str, Json]) -> Json:
    """Return a payment of which the gateway will tell what is `told` in place of the truth."""
    customer = town.shop.add_customer()
    match = {"payer": customer["phone"]}
    town.outside.fault("momo.status", "alter", set=told, times=None, match=match)
    return town.shop.charge(town.shop.place(customer, product))


def _await_looks(town: Town, payment: Json, looks: int) -> None:
    town.eventually(lambda: town.outside.charge(payment)["looks"] >= looks, what="looks")


def test_set_aside(asking_town: Town) -> None:
    shop = asking_town.shop
    product = shop.add_product(_ASKED, "UGX", stock=10)
    wrong = (("1", "UGX"), ("56001", "UGX"), (_ASKED, "RWF"))
    payments = [
        _charge(asking_town, product, {"amount": amount, "currency": currency})
        for amount, currency in wrong
    ]
    for payment, (amount, currency) in zip(payments, wrong, strict=True):
        until_ended(asking_town, payment)
        assert_set_aside(asking_town, payment, amount, currency)
        order = {"id": payment["order"]}
        assert shop.order(order)["status"] == "open"
        refused = shop.try_to_charge(order)
        assert (refused.status_code, refused.json()["payment"]) == (409, payment["id"])
    assert shop.stock(product) == 7

    asking_town.outside.calm()  # what it says later, it does not say unheard; a person decides
    for payment, (amount, currency) in zip(payments, wrong, strict=True):
        assert shop.verify(payment)["status"] == "set_aside"
        assert_set_aside(asking_town, payment, amount, currency)
    assert_at_peace(asking_town)


def test_after_a_person_has_decided_the_order_can_be_paid(asking_town: Town) -> None:
    shop = asking_town.shop
    first = _charge(asking_town, shop.add_product(_ASKED, "UGX"), {"amount": "5600"})
    until_ended(asking_town, first)
    assert_set_aside(asking_town, first, "5600", "UGX")
    (case,) = shop.cases(first)
    closed = shop.post(f"/api/cases/{case['id']}/close/", {"resolution": "Sent back by hand."})
    assert (closed.status_code, closed.json()["status"]) == (200, "closed")

    asking_town.outside.calm()
    second = shop.charge({"id": first["order"]})
    until_ended(asking_town, second)
    assert_paid(asking_town, second)
    assert_told(asking_town, second, "payment_succeeded")
    assert shop.payment(first)["status"] == "set_aside"
    assert_at_peace(asking_town)


def test_an_amount_that_cannot_be_read_decides_nothing(asking_town: Town) -> None:
    shop = asking_town.shop
    product = shop.add_product(_ASKED, "UGX")
    unreadable = ({"amount": None}, {"amount": "5.6e4"}, {"currency": None}, {"amount": 5600.5})
    payments = [_charge(asking_town, product, told) for told in unreadable]
    for payment in payments:
        _await_looks(asking_town, payment, 2)
        assert shop.payment(payment)["status"] == "pending"
        assert (shop.ledger(payment), shop.told(payment), shop.cases(payment)) == ([], [], [])
    asking_town.outside.calm()
    for payment in payments:
        until_ended(asking_town, payment)
        assert_paid(asking_town, payment)
        assert_told(asking_town, payment, "payment_succeeded")
    assert_at_peace(asking_town)
