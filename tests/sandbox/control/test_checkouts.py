from __future__ import annotations

import pytest

from tests.sandbox.shop import Json, Shop


@pytest.fixture
def shop(shop: Shop) -> Shop:
    shop.sandbox.tell("settings", {"chapa_test_refunds": True, "chapa_refund_seconds": 1000})
    return shop


def test_checkouts_and_refunds_are_chosen(shop: Shop) -> None:
    first, second = shop.paid(), shop.paid()
    shop.sandbox.pay()
    for tx_ref in (first, second):
        shop.refund(tx_ref, amount="5")

    def seen(**query: str) -> Json:
        book = shop.sandbox.see("book", **query)
        kinds = ("chapa_charges", "chapa_refunds")
        return *([row["tx_ref"] for row in book[kind]] for kind in kinds), len(book["charges"])

    both = [first, second]
    assert seen() == (both, both, 1)
    assert seen(tx_ref=second) == ([second], [second], 0)
    assert seen(reference=shop.booked(first)["reference"]) == ([first], [first], 0)
    assert seen(payer="256772123456") == ([], [], 1)


def test_refund_in_the_book(shop: Shop) -> None:
    tx_ref = shop.paid()
    data = shop.refund(tx_ref, amount="5", reason="Torn", reference="R-1").json()["data"]
    (booked,) = shop.sandbox.see("book")["chapa_refunds"]
    assert booked.pop("created_at") == booked.pop("updated_at")
    assert booked == {
        "ref_id": data["ref_id"],
        "tx_ref": tx_ref,
        "payment_reference": data["payment_reference"],
        "merchant_reference": "R-1",
        "amount": "5.00",
        "currency": "ETB",
        "reason": "Torn",
        "status": "initiated",
        "meta": None,
    }
