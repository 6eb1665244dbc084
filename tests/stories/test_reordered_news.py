"""The events of one payment, in every order and each of them twice, end in the same rows."""

from __future__ import annotations

import json
from itertools import permutations

import pytest

from tests.stories.ends import assert_at_peace, assert_paid, assert_told, until_ended
from tests.stories.shop import Json
from tests.stories.town import Town

pytestmark = pytest.mark.story


def _charge_waiting(town: Town, product: Json) -> Json:
    """Return a payment whose end the gateway decides when we say so, and tells nobody."""
    customer = town.shop.add_customer()
    town.outside.make_wait(customer["phone"])
    town.outside.fault("momo.callback", "drop", match={"payer": customer["phone"]})
    return town.shop.charge(town.shop.place(customer, product))


def _event(payment: Json, status: str, **more: object) -> bytes:
    told = {
        "provider_reference": payment["provider_reference"],
        "order_id": payment["order"],
        "status": status,
    }
    return json.dumps(told | more).encode()


def _send_each_twice(town: Town, bodies: tuple[bytes, ...]) -> None:
    """Send each and then, after all the others, once more: nobody acts on that one."""
    sent = [
        town.shop.send_event(body, town.outside.sign(body)) for body in (*bodies, *bodies[::-1])
    ]
    assert [answer.status_code for answer in sent] == [200] * len(sent)
    news = [answer.json()["new"] for answer in sent]
    assert news == [True] * len(bodies) + [False] * len(bodies)


def _await_processing(town: Town) -> None:
    waiting = "SELECT id FROM webhooks_event WHERE state = 'received'"
    town.eventually(lambda: not town.rows(waiting), what="the events' processing")


def test_success_in_every_order(told_town: Town) -> None:
    shop, outside = told_town.shop, told_town.outside
    # Asked meanwhile, the gateway says "pending": what it tells runs ahead of what it answers.
    outside.tell("settings", {"momo_status_lag_seconds": 3})
    product = shop.add_product("18000", "UGX")
    orders = list(permutations(range(3)))
    payments = [_charge_waiting(told_town, product) for _ in orders]
    for payment, order in zip(payments, orders, strict=True):
        outside.approve(payment)
        events = (
            _event(payment, "pending"),
            _event(payment, "success"),
            _event(payment, "success", amount="18000", currency="UGX"),
        )
        _send_each_twice(told_town, tuple(events[place] for place in order))
    _await_processing(told_town)
    for payment in payments:
        until_ended(told_town, payment)
        assert_paid(told_town, payment)
        assert_told(told_town, payment, "payment_succeeded")
        assert shop.cases(payment) == []
    assert_at_peace(told_town)


def test_failure_in_every_order(told_town: Town) -> None:
    shop, outside = told_town.shop, told_town.outside
    product = shop.add_product("18000", "UGX")
    orders = list(permutations(range(2)))
    payments = [_charge_waiting(told_town, product) for _ in orders]
    for payment, order in zip(payments, orders, strict=True):
        outside.reject(payment)
        events = (_event(payment, "pending"), _event(payment, "failed"))
        _send_each_twice(told_town, tuple(events[place] for place in order))
    _await_processing(told_town)
    for payment in payments:
        assert until_ended(told_town, payment)["status"] == "failed"
        assert_told(told_town, payment, "payment_failed")
        assert (shop.ledger(payment), shop.cases(payment)) == ([], [])
        assert shop.order({"id": payment["order"]})["status"] == "open"
    assert_at_peace(told_town)


def test_mtns_own_callback_twice_and_after_a_stale_one(told_town: Town) -> None:
    """An old "pending" that comes after the end is one more question, with the same answer."""
    shop, outside = told_town.shop, told_town.outside
    customer = shop.add_customer()
    outside.make_wait(customer["phone"])
    payment = shop.charge(shop.place(customer, shop.add_product("18000", "UGX")))
    outside.fault("momo.callback", "duplicate", copies=3, match={"payer": customer["phone"]})
    outside.approve(payment)
    until_ended(told_town, payment)

    def told() -> list[Json]:
        callbacks = outside.charge(payment)["callbacks"]
        states = {callback["state"] for callback in callbacks}
        return callbacks if states == {"delivered"} else []

    callbacks = told_town.eventually(told, what="three callbacks")
    assert len(callbacks) == 3
    stale = callbacks[0]["body"] | {"status": "PENDING"}
    del stale["financialTransactionId"]
    for body in (stale, callbacks[0]["body"], stale):
        sent = json.dumps(body, separators=(",", ":")).encode()
        assert shop.send_callback(payment, sent).status_code == 200
    stored = "SELECT count(*) FROM webhooks_event WHERE door = 'momo/' || %s"
    assert told_town.rows(stored, payment["reference"]) == [(2,)]
    assert_paid(told_town, payment)
    assert_told(told_town, payment, "payment_succeeded")
    assert outside.charge(payment)["looks"] == 1
    assert_at_peace(told_town)
