"""The gateway takes the charge, and then its answer does not come, or is an error."""

from __future__ import annotations

import time

import pytest

from tests.stories.ends import assert_at_peace, assert_paid, assert_told, until_ended
from tests.stories.town import Town

pytestmark = pytest.mark.story

_READ_TIMEOUT_SECONDS = 1  # of this town
_AROUND_IT_SECONDS = 2  # connecting, the token, a busy machine


def test_hanging_after_it_accepted(asking_town: Town) -> None:
    shop, outside = asking_town.shop, asking_town.outside
    customer = shop.add_customer()
    match = {"payer": customer["phone"]}
    outside.fault("momo.requesttopay", "hang_after", seconds=8, match=match)
    outside.fault("momo.callback", "drop", match=match)
    order = shop.place(customer, shop.add_product("56000", "UGX"))

    began = time.monotonic()
    payment = shop.charge(order, key="hanging")
    took = time.monotonic() - began
    assert _READ_TIMEOUT_SECONDS <= took <= _READ_TIMEOUT_SECONDS + _AROUND_IT_SECONDS
    again = shop.try_to_charge(order, key="hanging")
    assert (again.status_code, again.json()) == (201, payment)

    until_ended(asking_town, payment)
    assert_paid(asking_town, payment)
    assert_told(asking_town, payment, "payment_succeeded")
    assert [charge["asked"] for charge in outside.charges_for(order)] == [1]
    assert_at_peace(asking_town)


def test_an_error_after_it_accepted(asking_town: Town) -> None:
    shop, outside = asking_town.shop, asking_town.outside
    customer = shop.add_customer()
    outside.fault("momo.requesttopay", "error_after", match={"payer": customer["phone"]})
    order = shop.place(customer, shop.add_product("3.75", "EUR"))
    payment = shop.charge(order)
    until_ended(asking_town, payment)
    assert_paid(asking_town, payment)
    assert_told(asking_town, payment, "payment_succeeded")
    assert [charge["asked"] for charge in outside.charges_for(order)] == [1]
    assert_at_peace(asking_town)
