"""Many refunds at once never return more than came, and one key is one refund.

Fifty at once are plain contention: nobody is told to come again because others are there.
"""

from __future__ import annotations

import time
import uuid
from collections import Counter
from decimal import Decimal

import pytest
import requests

from tests.races.crowd import all_at_once
from tests.stories.ends import assert_at_peace, assert_paid, assert_told, until_ended
from tests.stories.returns import assert_returned, until_returned
from tests.stories.shop import Json, Shop
from tests.stories.town import Town

pytestmark = pytest.mark.story

_CROWD = 50
_PATIENCE_SECONDS = 60
# What lies at the gateway of one payment, by the ledger, in minor units.
_LEFT = """
    SELECT sum(CASE e.side WHEN 'debit' THEN e.amount_minor ELSE -e.amount_minor END)
    FROM ledger_entry e JOIN ledger_transfer t ON t.id = e.transfer_id
    WHERE e.account = %s AND (t.key = 'payment/' || %s OR t.key IN (
        SELECT 'refund/' || r.reference || '/done' FROM refunds_refund r
        WHERE r.payment_id = %s
    ))
"""
_METHODS = {"momo": "EUR", "chapa": "ETB"}


def _paid(town: Town, method: str, price: str) -> Json:
    shop = town.shop
    order = shop.place(shop.add_customer(), shop.add_product(price, _METHODS[method]))
    payment = shop.charge(order, method=method)
    if method == "chapa":
        town.outside.at_chapa(payment, "pay")
    until_ended(town, payment)
    assert_paid(town, payment)
    return payment


def _left(town: Town, payment: Json) -> int:
    """Return what the ledger says that the gateway still holds of a payment, in minor units."""
    account, reference = f"clearing:{payment['method']}", payment["reference"]
    ((left,),) = town.rows(_LEFT, account, reference, payment["id"])
    return int(left)


@pytest.mark.parametrize("method", _METHODS)
def test_parts_never_exceed_what_came(town: Town, method: str) -> None:
    """Fifty parts of 3.00 race for 100.00: 33 of them fit, and 1.00 stays."""
    payment = _paid(town, method, "100.00")
    answers = all_at_once(town, _CROWD, lambda shop, _: shop.try_to_refund(payment, amount="3.00"))
    assert Counter(answer.status_code for answer in answers) == {201: 33, 409: 17}
    for answer in answers:
        if answer.status_code == 409:
            assert answer.json()["type"] == "urn:nauli:problem:refund-too-large"
            assert answer.json()["refundable"] == "1.00"
    refunds = [answer.json() for answer in answers if answer.status_code == 201]
    for refund in refunds:
        assert until_returned(town, refund, seconds=60)["status"] == "succeeded"
    assert_returned(town, payment, *["3.00"] * 33)
    known = town.outside.refunds(payment)
    assert sum(Decimal(refund["amount"]) for refund in known) == Decimal(99)
    assert _left(town, payment) == 100
    assert_told(town, payment, "payment_succeeded", *["refund_succeeded"] * 33)
    assert_at_peace(town)


@pytest.mark.parametrize("method", _METHODS)
def test_all_of_it_goes_back_once(town: Town, method: str) -> None:
    """Twenty people want all of it, each with a key of their own."""
    payment = _paid(town, method, "62.00")
    answers = all_at_once(town, 20, lambda shop, _: shop.try_to_refund(payment))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 19}
    (refund,) = [answer.json() for answer in answers if answer.status_code == 201]
    until_returned(town, refund)
    assert_returned(town, payment, "62.00")
    assert (len(town.outside.refunds(payment)), _left(town, payment)) == (1, 0)
    assert_at_peace(town)


@pytest.mark.parametrize("method", _METHODS)
def test_one_key_makes_one_refund(town: Town, method: str) -> None:
    payment, key = _paid(town, method, "31.00"), str(uuid.uuid4())

    def refund(shop: Shop, _: int) -> requests.Response:
        """Ask until there is an answer; while the first one is at it, the others are told so."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        answer = shop.try_to_refund(payment, amount="10.00", key=key)
        while answer.status_code == 409 and time.monotonic() < deadline:
            time.sleep(int(answer.headers["Retry-After"]))
            answer = shop.try_to_refund(payment, amount="10.00", key=key)
        return answer

    ends = all_at_once(town, _CROWD, refund)
    assert Counter(answer.status_code for answer in ends) == {201: _CROWD}
    replayed = Counter(answer.headers.get("Idempotent-Replayed") for answer in ends)
    assert replayed == {None: 1, "true": _CROWD - 1}
    assert len({answer.content for answer in ends}) == 1
    until_returned(town, ends[0].json())
    assert_returned(town, payment, "10.00")
    assert (len(town.outside.refunds(payment)), _left(town, payment)) == (1, 2100)
    assert_told(town, payment, "payment_succeeded", "refund_succeeded")
    assert_at_peace(town)
