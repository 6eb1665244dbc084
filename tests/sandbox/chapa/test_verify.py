from __future__ import annotations

import re

import pytest

from tests.sandbox.shop import KEY, Json, Shop
from tests.sandbox.stand import eventually

NOT_PAID = "Payment not paid yet"


def test_paid_is_told_as_documented(shop: Shop) -> None:
    tx_ref = shop.open(amount="100", meta={"order": 7})
    shop.tell(tx_ref, "pay", {"method": "cbebirr", "mobile": "+251900112233"})
    answer = shop.verify(tx_ref)
    assert answer.status_code == 200
    told = answer.json()
    data = told.pop("data")
    assert told == {"message": "Payment details", "status": "success"}
    assert re.fullmatch(r"AP[A-Z0-9]{10}", data.pop("reference"))
    for name in ("created_at", "updated_at"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000000Z", data.pop(name))
    assert data == {
        "first_name": "Amina",
        "last_name": "Bekele",
        "email": "amina@gmail.com",
        "currency": "ETB",
        "amount": 100,
        "charge": 3.5,
        "mode": "test",
        "method": "cbebirr",
        "type": "API",
        "status": "success",
        "tx_ref": tx_ref,
        "customization": {
            "title": "Nauli",
            "description": "Order N-1. Two blankets",
            "logo": None,
        },
        "meta": {"order": 7},
    }


def test_unknown_is_404(shop: Shop) -> None:
    answer = shop.verify("N-nothing")
    assert answer.status_code == 404
    assert answer.json() == {
        "message": "Invalid transaction or Transaction not found",
        "status": "failed",
        "data": None,
    }


@pytest.mark.parametrize(
    ("switch", "status", "wrapper"), [("404", 404, None), ("null", 200, "null")]
)
def test_unpaid_is_told_in_two_shapes(
    shop: Shop, switch: str, status: int, wrapper: str | None
) -> None:
    shop.sandbox.tell("settings", {"chapa_unpaid_verify": switch})
    answer = shop.verify(shop.open())
    assert answer.status_code == status
    assert answer.json() == {"message": NOT_PAID, "status": wrapper, "data": None}


def test_unpaid_is_told_in_a_third_shape(shop: Shop) -> None:
    shop.sandbox.tell("settings", {"chapa_unpaid_verify": "pending"})
    answer = shop.verify(shop.open())
    assert (answer.status_code, answer.json()["status"]) == (200, "success")
    data = answer.json()["data"]
    assert (data["status"], data["method"], data["amount"]) == ("pending", None, 2500)


@pytest.mark.parametrize("word", ["failed", "failed/cancelled"])
@pytest.mark.parametrize("what", ["fail", "cancel"])
def test_failure_is_told_by_either_word(shop: Shop, word: str, what: str) -> None:
    shop.sandbox.tell("settings", {"chapa_failed_word": word})
    tx_ref = shop.open()
    shop.tell(tx_ref, what)
    answer = shop.verify(tx_ref)
    assert (answer.status_code, answer.json()["data"]["status"]) == (200, word)


def test_amounts_may_be_texts(shop: Shop) -> None:
    shop.sandbox.tell("settings", {"chapa_amounts_as_text": True})
    data = shop.verify(shop.paid(amount=100)).json()["data"]
    assert (data["amount"], data["charge"]) == ("100.00", "3.50")


def test_verify_may_lag_behind_the_payment(shop: Shop) -> None:
    shop.sandbox.tell("settings", {"chapa_verify_lag_seconds": 1})
    tx_ref = shop.paid()
    shop.webhooks()
    assert shop.verify(tx_ref).json()["message"] == NOT_PAID
    eventually(lambda: shop.verify(tx_ref).status_code == 200)


def test_faults_of_a_verify(shop: Shop) -> None:
    tx_ref = shop.paid()
    shop.sandbox.fault("chapa.verify", "alter", set={"amount": 1, "meta": None})
    data: Json = shop.verify(tx_ref).json()["data"]
    assert (data["amount"], "meta" in data) == (1, False)
    shop.sandbox.fault("chapa.verify", "error_before", status=500, match={"tx_ref": tx_ref})
    answer = shop.verify(tx_ref)
    assert answer.status_code == 500
    assert answer.json() == {"message": "Server Error", "status": "failed", "data": None}
    assert shop.verify(tx_ref).json()["data"]["amount"] == 2500
    assert shop.booked(tx_ref)["looks"] == 3


def test_tx_ref_with_signs_is_found(shop: Shop) -> None:
    shop.open(tx_ref="N 1/2")
    answer = shop.ask("GET", "transaction/verify/N%201%2F2", key=KEY)
    assert answer.json()["message"] == NOT_PAID
