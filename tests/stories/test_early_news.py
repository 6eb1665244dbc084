"""The gateway takes the charge, holds its answer, and tells us meanwhile how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import requests

from tests.stories.ends import assert_at_peace, assert_paid, assert_told
from tests.stories.shop import Json, Shop
from tests.stories.town import Town

pytestmark = pytest.mark.story

_HANG_SECONDS = 3


@contextmanager
def _charging(
    town: Town, customer: Json, order: Json, key: str
) -> Iterator[Future[requests.Response]]:
    """Charge in a thread, and go on when the gateway has taken it and holds its answer."""
    match = {"payer": customer["phone"]}
    town.outside.fault("momo.requesttopay", "hang_after", seconds=_HANG_SECONDS, match=match)
    shop = Shop(town.shop.url, town.shop.key)
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(shop.try_to_charge, order, key=key)
        town.eventually(lambda: town.outside.charges_for(order), what="the charge there")
        yield future
    shop.close()


def _payment_of(town: Town, order: Json) -> Json:
    (payment,) = town.shop.order(order)["payments"]
    return payment


@pytest.mark.parametrize("signed", [False, True], ids=["callback", "signed event"])
def test_paid_before_the_charge_returns(told_town: Town, *, signed: bool) -> None:
    shop, outside = told_town.shop, told_town.outside
    customer = shop.add_customer()
    if signed:
        outside.tell("settings", {"momo_signed_events": True})
        outside.fault("momo.callback", "drop", match={"payer": customer["phone"]})
    order = shop.place(customer, shop.add_product("21000", "UGX"))
    key = f"early-{signed}"
    with _charging(told_town, customer, order, key) as charging:
        payment = _payment_of(told_town, order)
        told_town.eventually(
            lambda: _payment_of(told_town, order)["status"] == "succeeded", what="the end"
        )
        assert_paid(told_town, payment)
        running = shop.try_to_charge(order, key=key)
        assert running.json()["type"] == "urn:nauli:problem:key-in-use"
        assert not charging.done()
    answer = charging.result()
    assert (answer.status_code, answer.json()) == (201, shop.payment(payment))
    again = shop.try_to_charge(order, key=key)
    assert (again.content, again.headers["Idempotent-Replayed"]) == (answer.content, "true")
    assert_paid(told_town, payment)
    assert_told(told_town, payment, "payment_succeeded")
    assert outside.charge(payment)["asked"] == 1
    assert_at_peace(told_town)


def test_declined_before_the_charge_returns(told_town: Town) -> None:
    shop, outside = told_town.shop, told_town.outside
    customer = shop.add_customer()
    outside.make_wait(customer["phone"])
    order = shop.place(customer, shop.add_product("21000", "UGX"))
    with _charging(told_town, customer, order, "early-no") as charging:
        payment = _payment_of(told_town, order)
        outside.reject(payment)
        told_town.eventually(
            lambda: _payment_of(told_town, order)["status"] == "failed", what="the end"
        )
        assert not charging.done()
    assert (charging.result().status_code, charging.result().json()["status"]) == (201, "failed")
    assert_told(told_town, payment, "payment_failed")
    assert (shop.order(order)["status"], shop.ledger(payment)) == ("open", [])
    assert_at_peace(told_town)
