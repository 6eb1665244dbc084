"""Many charges at once are one charge at the gateway."""

from __future__ import annotations

import time
from collections import Counter

import pytest
import requests

from tests.races.crowd import all_at_once
from tests.stories.ends import assert_at_peace, assert_paid, assert_told, until_ended
from tests.stories.shop import Json, Shop
from tests.stories.town import Town

pytestmark = pytest.mark.story

_IDENTICAL = 200
_PATIENCE_SECONDS = 60


def _is_running(answer: requests.Response) -> bool:
    return answer.status_code == 409


def _assert_says_wait(answer: requests.Response) -> None:
    assert answer.json()["type"] == "urn:nauli:problem:key-in-use"
    assert answer.headers["Retry-After"] == "1"


@pytest.mark.parametrize("delay_seconds", [0, 1])
def test_identical_charges_are_one(town: Town, delay_seconds: float) -> None:
    shop, outside = town.shop, town.outside
    customer = shop.add_customer()
    if delay_seconds:
        match = {"payer": customer["phone"]}
        outside.fault("momo.requesttopay", "delay", seconds=delay_seconds, times=None, match=match)
    order = shop.place(customer, shop.add_product("65000", "UGX"))
    key = f"identical-{delay_seconds}"

    def charge_until_answered(shop: Shop, _: int) -> list[requests.Response]:
        """Do as Retry-After says; return every answer."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        answers = [shop.try_to_charge(order, key=key)]
        while _is_running(answers[-1]) and time.monotonic() < deadline:
            _assert_says_wait(answers[-1])
            time.sleep(int(answers[-1].headers["Retry-After"]))
            answers.append(shop.try_to_charge(order, key=key))
        return answers

    heard = all_at_once(town, _IDENTICAL, charge_until_answered)
    ends = [answers[-1] for answers in heard]
    assert Counter(answer.status_code for answer in ends) == {201: _IDENTICAL}
    replayed = Counter(answer.headers.get("Idempotent-Replayed") for answer in ends)
    assert replayed == {None: 1, "true": _IDENTICAL - 1}
    assert len({answer.content for answer in ends}) == 1
    assert len({answer.headers["Location"] for answer in ends}) == 1
    if delay_seconds:  # so that somebody met the first one still running
        assert any(len(answers) > 1 for answers in heard)

    payment = ends[0].json()
    assert [charge["asked"] for charge in outside.charges_for(order)] == [1]
    until_ended(town, payment)
    assert_paid(town, payment)
    assert_told(town, payment, "payment_succeeded")
    assert [row["id"] for row in shop.order(order)["payments"]] == [payment["id"]]
    assert_at_peace(town)


def test_other_keys_for_one_order_are_told_of_the_payment(town: Town) -> None:
    shop, outside = town.shop, town.outside
    customer = shop.add_customer()
    outside.make_wait(customer["phone"])
    order = shop.place(customer, shop.add_product("12.25", "EUR"))

    answers = all_at_once(town, 20, lambda shop, _: shop.try_to_charge(order))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 19}
    (payment,) = [answer.json() for answer in answers if answer.status_code == 201]
    for answer in answers:
        if answer.status_code == 409:
            problem = answer.json()
            assert problem["type"] == "urn:nauli:problem:payment-in-flight"
            assert problem["payment"] == payment["id"]
    assert [charge["asked"] for charge in outside.charges_for(order)] == [1]
    assert [row["id"] for row in shop.order(order)["payments"]] == [payment["id"]]

    outside.approve(payment)
    until_ended(town, payment)
    assert_paid(town, payment)
    assert_told(town, payment, "payment_succeeded")
    assert_at_peace(town)


def test_news_from_everywhere_at_once_is_booked_once(town: Town) -> None:
    """Callback, sweep and fifty people who ask us to verify, all in the same moment."""
    shop, outside = town.shop, town.outside
    customer = shop.add_customer()
    outside.make_wait(customer["phone"])
    payment = shop.charge(shop.place(customer, shop.add_product("31000", "UGX")))

    def verify(shop: Shop, number: int) -> Json:
        if number == 0:
            outside.approve(payment)
            return 200
        return shop.post(f"/api/payments/{payment['id']}/verify/", None).status_code

    assert Counter(all_at_once(town, 50, verify)) == {200: 50}
    until_ended(town, payment)
    assert_paid(town, payment)
    assert_told(town, payment, "payment_succeeded")
    assert_at_peace(town)
