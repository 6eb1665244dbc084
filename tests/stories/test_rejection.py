"""Somebody presses "no" on the phone, is told so, and pays after all."""

from __future__ import annotations

import pytest

from tests.stories.ends import assert_at_peace, assert_paid, assert_told, until_ended
from tests.stories.town import Town

pytestmark = pytest.mark.story


def test_rejected_then_paid(told_town: Town) -> None:
    shop, outside = told_town.shop, told_town.outside
    customer = shop.add_customer()
    outside.make_wait(customer["phone"])
    order = shop.place(customer, shop.add_product("7500", "UGX"))
    first = shop.charge(order, key="first")

    outside.reject(first)
    failed = until_ended(told_town, first)
    assert (failed["status"], failed["failure"]["code"]) == ("failed", "declined")
    assert shop.order(order)["status"] == "open"
    assert shop.ledger(first) == []
    assert_told(told_town, first, "payment_failed")
    assert "it was declined." in outside.mail_about(first)[0]["text"]

    again = shop.try_to_charge(order, key="first")
    assert (again.json(), again.headers["Idempotent-Replayed"]) == (first, "true")

    second = shop.charge(order, key="second")
    outside.approve(second)
    until_ended(told_town, second)
    assert_paid(told_town, second)
    assert_told(told_town, second, "payment_succeeded")
    assert [charge["asked"] for charge in outside.charges_for(order)] == [1, 1]
    assert shop.payment(first) == failed

    paid_already = shop.try_to_charge(order, key="third")
    assert (paid_already.status_code, paid_already.json()["payment"]) == (409, second["id"])
    assert_at_peace(told_town)
