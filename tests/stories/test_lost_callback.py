"""The gateway's callback never comes: the sweep asks."""

from __future__ import annotations

import pytest

from tests.stories.ends import assert_at_peace, assert_paid, assert_told, until_ended
from tests.stories.shop import Json
from tests.stories.town import Town

pytestmark = pytest.mark.story


def test_the_sweep_finds_out(asking_town: Town) -> None:
    shop, outside = asking_town.shop, asking_town.outside
    customer = shop.add_customer()
    outside.fault("momo.callback", "drop", match={"payer": customer["phone"]})
    payment = shop.charge(shop.place(customer, shop.add_product("4000", "UGX")))
    until_ended(asking_town, payment)

    assert_paid(asking_town, payment)
    assert_told(asking_town, payment, "payment_succeeded")
    charge = outside.charge(payment)
    assert [callback["state"] for callback in charge["callbacks"]] == ["dropped"]
    assert charge["asked"] == 1
    assert_at_peace(asking_town)


def test_callbacks_late_and_doubled(asking_town: Town) -> None:
    shop, outside = asking_town.shop, asking_town.outside
    late, doubled = shop.add_customer(), shop.add_customer()
    outside.fault("momo.callback", "delay", seconds=2.5, match={"payer": late["phone"]})
    outside.fault("momo.callback", "duplicate", copies=5, match={"payer": doubled["phone"]})
    product = shop.add_product("19.90", "GHS")
    payments = [shop.charge(shop.place(customer, product)) for customer in (late, doubled)]

    for payment, copies in zip(payments, (1, 5), strict=True):
        until_ended(asking_town, payment)

        def arrived(payment: Json = payment, copies: int = copies) -> bool:
            callbacks = outside.charge(payment)["callbacks"]
            return [callback["state"] for callback in callbacks] == ["delivered"] * copies

        asking_town.eventually(arrived, what="the callbacks")
        assert_paid(asking_town, payment)
        assert_told(asking_town, payment, "payment_succeeded")
    assert_at_peace(asking_town)
