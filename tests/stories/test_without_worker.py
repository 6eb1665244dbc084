"""No worker at all: bells ring unheard, and the schedule does everything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.ends import assert_at_peace, assert_paid, assert_told, until_ended
from tests.stories.town import Town, raise_town

pytestmark = pytest.mark.story


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with raise_town(tmp_path, worker=False) as town:
        yield town


def test_the_schedule_does_everything(town: Town) -> None:
    shop, outside = town.shop, town.outside
    product = shop.add_product("11000", "UGX")
    told = shop.charge(shop.place(shop.add_customer(), product))
    untold, refusing = shop.add_customer(), shop.add_customer()
    outside.fault("momo.callback", "drop", match={"payer": untold["phone"]})
    asked = shop.charge(shop.place(untold, product))
    outside.make_wait(refusing["phone"])
    rejected = shop.charge(shop.place(refusing, product))
    outside.reject(rejected)

    for payment in (told, asked):
        until_ended(town, payment)
        assert_paid(town, payment)
        assert_told(town, payment, "payment_succeeded")
    assert until_ended(town, rejected)["failure"]["code"] == "declined"
    assert_told(town, rejected, "payment_failed")
    assert town.broker.waiting_bells() > 0
    assert_at_peace(town)
