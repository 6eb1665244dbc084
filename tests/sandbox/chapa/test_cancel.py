from __future__ import annotations

import pytest

from tests.sandbox.shop import Shop


def test_link_is_closed_and_said_as_documented(shop: Shop) -> None:
    tx_ref = shop.open(amount="12.50")
    answer = shop.ask("PUT", f"transaction/cancel/{tx_ref}")
    assert answer.status_code == 200
    told = answer.json()
    data = told.pop("data")
    assert told == {"message": "Checkout link expired successfully", "status": "success"}
    assert data.pop("created_at").endswith(".000000Z")
    assert data.pop("updated_at").endswith(".000000Z")
    assert data == {"tx_ref": tx_ref, "amount": 12.5, "currency": "ETB"}
    assert shop.page(tx_ref).status_code == 410
    assert shop.status(tx_ref) == "failed/cancelled"


@pytest.mark.parametrize("what", ["pay", "cancel"])
def test_what_is_over_is_not_closed(shop: Shop, what: str) -> None:
    tx_ref = shop.open()
    shop.tell(tx_ref, what)
    before = shop.status(tx_ref)
    answer = shop.ask("PUT", f"transaction/cancel/{tx_ref}")
    assert answer.status_code == 400
    assert answer.json() == {
        "message": "Payment link already expired",
        "status": "failed",
        "data": None,
    }
    assert shop.status(tx_ref) == before


def test_failed_one_is_closed_too(shop: Shop) -> None:
    tx_ref = shop.open()
    shop.tell(tx_ref, "fail")
    assert shop.ask("PUT", f"transaction/cancel/{tx_ref}").status_code == 200


def test_unknown_is_404_and_post_is_no_way(shop: Shop) -> None:
    assert shop.ask("PUT", "transaction/cancel/N-nothing").status_code == 404
    answer = shop.ask("POST", f"transaction/cancel/{shop.open()}")
    assert (answer.status_code, answer.json()["status"]) == (405, "failed")


@pytest.mark.parametrize(
    ("do", "status"), [("error_before", "pending"), ("error_after", "cancelled")]
)
def test_faults_of_a_cancel(shop: Shop, do: str, status: str) -> None:
    tx_ref = shop.open()
    shop.sandbox.fault("chapa.cancel", do)
    assert shop.ask("PUT", f"transaction/cancel/{tx_ref}").status_code == 503
    assert shop.booked(tx_ref)["status"] == status
