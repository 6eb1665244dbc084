from __future__ import annotations

from pathlib import Path

import pytest

from tests.sandbox.shop import Shop
from tests.sandbox.stand import Receiver, Stand


@pytest.fixture
def shop(shop: Shop) -> Shop:
    shop.sandbox.tell("settings", {"chapa_test_refunds": True, "chapa_refund_seconds": 1000})
    return shop


@pytest.mark.parametrize(
    ("what", "status"), [("pay", "success"), ("fail", "failed"), ("cancel", "cancelled")]
)
def test_hand_decides(shop: Shop, what: str, status: str) -> None:
    tx_ref = shop.open()
    told = shop.tell(tx_ref, what)
    assert told == {
        "tx_ref": tx_ref,
        "reference": shop.booked(tx_ref)["reference"],
        "status": status,
    }


def test_payer_may_be_named(shop: Shop) -> None:
    tx_ref = shop.open()
    shop.tell(tx_ref, "fail", {"method": "mpesa"})
    shop.tell(tx_ref, "pay", {"method": "cbebirr", "mobile": "+251900112233"})
    assert shop.booked(tx_ref)["method"] == "cbebirr"
    assert shop.booked(tx_ref)["mobile"] == "251900112233"


@pytest.mark.parametrize(
    "body", [{"method": "cash"}, {"mobile": "x"}, {"late": 1}, {"colour": "red"}, [], "pay"]
)
def test_what_cannot_be_read_is_400(shop: Shop, body: object) -> None:
    tx_ref = shop.open()
    answer = shop.sandbox.ask("POST", f"/_sandbox/chapa/{tx_ref}/pay", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"].endswith(".")
    assert shop.booked(tx_ref)["status"] == "pending"


@pytest.mark.parametrize(
    "path", ["nothing/pay", "nothing/reverse", "refunds/nothing/finish", "refunds/nothing/reverse"]
)
def test_unknown_is_404(shop: Shop, path: str) -> None:
    answer = shop.sandbox.ask("POST", f"/_sandbox/chapa/{path}")
    assert answer.status_code == 404
    assert "nothing" in answer.json()["error"]


@pytest.mark.parametrize(("what", "status"), [("finish", "refunded"), ("reverse", "reversed")])
def test_refund_is_ended_once(shop: Shop, what: str, status: str) -> None:
    ref_id = shop.refund(shop.paid()).json()["data"]["ref_id"]
    assert shop.sandbox.tell(f"chapa/refunds/{ref_id}/{what}")["status"] == status
    for again in ("finish", "reverse"):
        answer = shop.sandbox.ask("POST", f"/_sandbox/chapa/refunds/{ref_id}/{again}")
        assert answer.status_code == 409
    assert shop.refund_status(ref_id).json()["data"]["status"] == status


def test_body_is_signed_as_a_webhook_is(shop: Shop) -> None:
    shop.paid()
    ((heard, _),) = shop.webhooks()
    answer = shop.sandbox.ask("POST", "/_sandbox/chapa/sign", data=heard.body)
    for name in ("Chapa-Signature", "x-chapa-signature"):
        assert answer.json()[name] == answer.headers[name] == heard.headers[name]


def test_nothing_is_signed_without_a_secret(tmp_path: Path, receiver: Receiver) -> None:
    stand = Stand(tmp_path, receiver, CHAPA_WEBHOOK_SECRET="")
    try:
        answer = stand.ask("POST", "/_sandbox/chapa/sign", data=b"{}")
        assert answer.status_code == 503
    finally:
        stand.close()
