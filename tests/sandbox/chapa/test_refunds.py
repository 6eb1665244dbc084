from __future__ import annotations

import pytest

from tests.sandbox.shop import Json, Shop
from tests.sandbox.stand import eventually


@pytest.fixture
def shop(shop: Shop) -> Shop:
    shop.sandbox.tell("settings", {"chapa_test_refunds": True, "chapa_refund_seconds": 0.2})
    return shop


def _status(shop: Shop, name: str) -> Json:
    return shop.refund_status(name).json()["data"]["status"]


def test_refund_goes_its_way_by_time(shop: Shop) -> None:
    shop.sandbox.tell("settings", {"chapa_refund_seconds": 1})
    tx_ref = shop.paid()
    assert shop.refund(tx_ref, reference="R-1").json()["data"]["status"] == "initiated"
    # Sooner than the rounds would come by if nothing were due.
    eventually(lambda: _status(shop, "R-1") == "processing", seconds=4)
    eventually(lambda: _status(shop, "R-1") == "refunded", seconds=4)
    assert shop.status(tx_ref) == "refunded"
    events = [(body["event"], body["status"]) for _, body in shop.webhooks(2)]
    assert events == [("charge.success", "success"), ("charge.refunded", "refunded")]


def test_payment_is_refunded_once_all_of_it_is_back(shop: Shop) -> None:
    tx_ref = shop.paid()
    shop.refund(tx_ref, amount="1000", reference="R-1")
    eventually(lambda: _status(shop, "R-1") == "refunded")
    assert shop.status(tx_ref) == "success"
    assert len(shop.booked(tx_ref)["webhooks"]) == 1
    shop.refund(tx_ref, amount="1500", reference="R-2")
    eventually(lambda: shop.status(tx_ref) == "refunded")
    assert shop.webhooks(2)[1][1]["amount"] == "2500.00"


def test_parts_are_told_by_a_switch(shop: Shop) -> None:
    shop.sandbox.tell("settings", {"chapa_partial_refund_webhooks": True})
    tx_ref = shop.paid()
    shop.refund(tx_ref, amount="1000")
    assert shop.webhooks(2)[1][1]["event"] == "charge.refunded"
    assert shop.status(tx_ref) == "success"


def test_reversed_refund_leaves_the_payment(shop: Shop) -> None:
    shop.sandbox.tell("settings", {"chapa_refund_seconds": 1000})
    tx_ref = shop.paid()
    ref_id = shop.refund(tx_ref).json()["data"]["ref_id"]
    told = shop.sandbox.tell(f"chapa/refunds/{ref_id}/reverse")
    assert told == {"ref_id": ref_id, "tx_ref": tx_ref, "status": "reversed"}
    assert (_status(shop, ref_id), shop.status(tx_ref)) == ("reversed", "success")
    assert len(shop.booked(tx_ref)["webhooks"]) == 1
