from __future__ import annotations

import pytest

from tests.sandbox.shop import LIVE_KEY, Shop


@pytest.fixture
def shop(shop: Shop) -> Shop:
    shop.sandbox.tell("settings", {"chapa_test_refunds": True, "chapa_refund_seconds": 1000})
    return shop


def test_refund_is_found_by_both_its_names(shop: Shop) -> None:
    data = shop.refund(shop.paid(), reference="R-1").json()["data"]
    for name in (data["ref_id"], "R-1"):
        answer = shop.refund_status(name)
        assert answer.status_code == 200
        assert answer.json() == {
            "message": "Refund verified successfully",
            "status": "success",
            "data": data,
        }


def test_unknown_is_404(shop: Shop) -> None:
    shop.refund(shop.paid())  # one without a reference of the merchant's
    answer = shop.refund_status("RFNOTHING")
    assert (answer.status_code, answer.json()["data"]) == (404, None)


def test_key_of_the_other_mode_is_401(shop: Shop) -> None:
    shop.sandbox.tell("settings", {"chapa_live_keys": True})
    ref_id = shop.refund(shop.paid()).json()["data"]["ref_id"]
    assert shop.refund_status(ref_id, key=LIVE_KEY).status_code == 401


def test_faults_of_a_look(shop: Shop) -> None:
    ref_id = shop.refund(shop.paid()).json()["data"]["ref_id"]
    shop.sandbox.fault(
        "chapa.refund_status", "alter", set={"status": "refunded"}, match={"ref_id": ref_id}
    )
    assert shop.refund_status(ref_id).json()["data"]["status"] == "refunded"
    shop.sandbox.fault("chapa.refund_status", "error_after", status=429)
    assert shop.refund_status(ref_id).json()["message"] == "Too many requests"
    assert shop.refund_status(ref_id).json()["data"]["status"] == "initiated"
