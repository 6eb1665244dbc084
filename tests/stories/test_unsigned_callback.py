"""Anybody can send MTN's unsigned callback. It is a question to ask, and never an answer."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.stories.ends import assert_at_peace, assert_paid, assert_told, until_ended
from tests.stories.shop import Json, Shop
from tests.stories.town import Town

pytestmark = pytest.mark.story

_BREATH_SECONDS = 5  # between two looks that strangers can cause


def _waiting_payment(town: Town) -> Json:
    customer = town.shop.add_customer()
    town.outside.make_wait(customer["phone"])
    return town.shop.charge(town.shop.place(customer, town.shop.add_product("99000", "UGX")))


def _invented(payment: Json, number: int = 0) -> bytes:
    told = {
        "externalId": payment["reference"],
        "amount": str(100 + number),
        "currency": "EUR",
        "status": "SUCCESSFUL",
        "financialTransactionId": "1234567890",
    }
    return json.dumps(told).encode()


def _looks(town: Town, payment: Json) -> int:
    looks: int = town.outside.charge(payment)["looks"]
    return looks


def _most_looks(began: float) -> float:
    """Return how many there may be since then: one at once, and one after each breath."""
    return 1 + (time.monotonic() - began) // _BREATH_SECONDS


def _send_all(shop: Shop, payment: Json, bodies: list[bytes]) -> None:
    with ThreadPoolExecutor(10) as pool:
        for answer in pool.map(lambda body: shop.send_callback(payment, body), bodies):
            assert answer.status_code == 200, answer.text


def _end(town: Town, payment: Json) -> None:
    assert town.shop.payment(payment)["status"] == "pending"
    assert town.shop.order({"id": payment["order"]})["status"] == "open"
    assert (town.shop.ledger(payment), town.shop.messages(payment)) == ([], {})
    town.outside.approve(payment)
    until_ended(town, payment)
    assert_paid(town, payment)
    assert_told(town, payment, "payment_succeeded")
    assert_at_peace(town)


def test_an_invented_one_costs_one_question(told_town: Town) -> None:
    payment = _waiting_payment(told_town)
    began = time.monotonic()
    _send_all(told_town.shop, payment, [_invented(payment)])
    told_town.eventually(lambda: _looks(told_town, payment), what="the question")
    _send_all(told_town.shop, payment, [_invented(payment)] * 100)
    assert _looks(told_town, payment) <= _most_looks(began)
    _end(told_town, payment)


def test_a_hundred_different_ones_cost_few(told_town: Town) -> None:
    payment = _waiting_payment(told_town)
    began = time.monotonic()
    _send_all(told_town.shop, payment, [_invented(payment, number) for number in range(100)])
    told_town.eventually(lambda: _looks(told_town, payment), what="the question")
    assert _looks(told_town, payment) <= _most_looks(began)
    _end(told_town, payment)


def test_for_an_unknown_reference_there_is_nothing(told_town: Town) -> None:
    payment = _waiting_payment(told_town)
    stranger = {"reference": payment["reference"][::-1]}
    assert told_town.shop.send_callback(stranger, _invented(payment)).status_code == 404
    assert _looks(told_town, payment) == 0
    _end(told_town, payment)
