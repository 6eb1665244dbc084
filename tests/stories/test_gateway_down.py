"""Gateway, carrier and mail server are gone for as long as several looks take, and come back."""

from __future__ import annotations

import pytest

from tests.stories.blows import sandbox_gone
from tests.stories.ends import assert_at_peace, assert_paid, assert_told, until_ended
from tests.stories.shop import Json
from tests.stories.town import Town

pytestmark = pytest.mark.story

_FAILED_LOOKS = """
    SELECT count(*) FROM payments_exchange
    WHERE payment_id = %s AND error <> '' AND started_at > %s
"""


def _place(town: Town, *, waits: bool) -> Json:
    customer = town.shop.add_customer()
    if waits:
        town.outside.make_wait(customer["phone"])
    return town.shop.place(customer, town.shop.add_product("88000", "UGX"))


def _await_failed_looks(town: Town, payment: Json, since: object) -> None:
    town.eventually(
        lambda: town.rows(_FAILED_LOOKS, payment["id"], since)[0][0] >= 2, what="looks in vain"
    )


def test_down_for_a_while(asking_town: Town) -> None:
    shop, outside = asking_town.shop, asking_town.outside
    prompted = shop.charge(_place(asking_town, waits=True))
    order = _place(asking_town, waits=False)
    undecided = shop.charge(_place(asking_town, waits=False))
    ((went_down,),) = asking_town.rows("SELECT now()")

    with sandbox_gone(asking_town):
        unsent = shop.charge(order, key="while-down")
        again = shop.try_to_charge(order, key="while-down")
        assert (again.json(), again.headers["Idempotent-Replayed"]) == (unsent, "true")
        for payment in (prompted, unsent):
            _await_failed_looks(asking_town, payment, went_down)
            assert shop.verify(payment)["status"] == "pending"
            assert (shop.told(payment), shop.ledger(payment)) == ([], [])

    outside.approve(prompted)
    for payment in (prompted, undecided, unsent):
        until_ended(asking_town, payment, seconds=40)
        assert_paid(asking_town, payment)
        assert_told(asking_town, payment, "payment_succeeded")
        assert [charge["asked"] for charge in outside.charges_for({"id": payment["order"]})] == [1]
    assert_at_peace(asking_town)
