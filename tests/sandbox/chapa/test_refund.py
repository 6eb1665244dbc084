from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sandbox.shop import LIVE_KEY, Json, Shop


@pytest.fixture
def shop(shop: Shop) -> Shop:
    """A shop whose refunds stay until somebody ends them."""
    shop.sandbox.tell("settings", {"chapa_test_refunds": True, "chapa_refund_seconds": 1000})
    return shop


def test_refund_is_initiated_and_told_as_recorded(shop: Shop) -> None:
    tx_ref = shop.paid()
    body = {"amount": "999.5", "reason": "Torn", "reference": "R-1", "meta[customer]": "7"}
    answer = shop.refund(tx_ref, **body)
    assert answer.status_code == 200
    told = answer.json()
    data = told.pop("data")
    assert told == {"message": "Refund initiated successfully", "status": "success"}
    assert re.fullmatch(r"RF[A-Z0-9]{12}", data.pop("ref_id"))
    assert data.pop("created_at") == data.pop("updated_at")
    assert data == {
        "amount": 999.5,
        "currency": "ETB",
        "payment_reference": shop.booked(tx_ref)["reference"],
        "merchant_reference": "R-1",
        "status": "initiated",
        "meta": {"customer": "7"},
    }
    assert shop.status(tx_ref) == "success"


def test_meta_may_be_json_in_a_form(shop: Shop) -> None:
    data = shop.refund(shop.paid(), meta='{"customer": 7}').json()["data"]
    assert data["meta"] == {"customer": 7}


def test_payment_is_found_by_either_name_and_without_a_body_all_of_it_returns(shop: Shop) -> None:
    for name in ("tx_ref", "reference"):
        booked = shop.booked(shop.paid())
        data = shop.ask("POST", f"refund/{booked[name]}").json()["data"]
        assert (data["amount"], data["merchant_reference"]) == (2500, None)
        assert data["payment_reference"] == booked["reference"]


def test_rest_is_what_returns_without_an_amount(shop: Shop) -> None:
    tx_ref = shop.paid()
    shop.refund(tx_ref, amount="2000")
    assert shop.refund(tx_ref).json()["data"]["amount"] == 500
    assert shop.refund(tx_ref).status_code == 400


def test_test_mode_refuses(shop: Shop) -> None:
    shop.sandbox.tell("settings", {"chapa_test_refunds": False, "chapa_live_keys": True})
    tx_ref, live = shop.paid(), shop.paid(key=LIVE_KEY)
    answer = shop.refund(tx_ref)
    assert answer.status_code == 400
    assert answer.json() == {
        "message": "Refunds can only be processed in live mode",
        "status": "failed",
        "data": None,
    }
    assert shop.refund(tx_ref, key=LIVE_KEY).status_code == 401
    assert shop.refund(live, key=LIVE_KEY).status_code == 200
    assert len(shop.sandbox.see("book")["chapa_refunds"]) == 1


def test_many_at_once_never_exceed_the_payment(shop: Shop) -> None:
    tx_ref = shop.paid(amount="100")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: shop.refund(tx_ref, amount="30"), range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [400] * 17
    assert shop.refund(tx_ref, amount="10.01").status_code == 400
    assert shop.refund(tx_ref, amount="10").status_code == 200


def test_reversed_refund_can_be_made_again(shop: Shop) -> None:
    tx_ref = shop.paid()
    ref_id = shop.refund(tx_ref).json()["data"]["ref_id"]
    assert shop.refund(tx_ref, amount="1").status_code == 400
    shop.sandbox.tell(f"chapa/refunds/{ref_id}/reverse")
    assert shop.refund(tx_ref).status_code == 200


def test_reference_is_good_once(shop: Shop) -> None:
    first, second = shop.paid(), shop.paid()
    shop.refund(first, amount="5", reference="R-1")
    for tx_ref in (first, second):
        answer = shop.refund(tx_ref, amount="5", reference="R-1")
        assert answer.status_code == 400
        assert answer.json()["message"] == "Refund reference has been used before"
    assert len(shop.sandbox.see("book")["chapa_refunds"]) == 1


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (None, "Payment not paid yet"),
        ("fail", "Payment not paid yet"),
        ("cancel", "Payment not paid yet"),
    ],
)
def test_only_what_was_paid_returns(shop: Shop, what: str | None, words: str) -> None:
    tx_ref = shop.open()
    if what:
        shop.tell(tx_ref, what)
    answer = shop.refund(tx_ref)
    assert (answer.status_code, answer.json()["message"]) == (400, words)


def test_what_has_returned_does_not_return_again(shop: Shop) -> None:
    back, gone = shop.paid(), shop.paid()
    ref_id = shop.refund(back).json()["data"]["ref_id"]
    shop.sandbox.tell(f"chapa/refunds/{ref_id}/finish")
    shop.tell(gone, "reverse")
    assert shop.refund(back).json()["message"] == "Transaction has already been refunded"
    assert shop.refund(gone).json()["message"] == "Transaction has been reversed"


def test_unknown_is_404(shop: Shop) -> None:
    assert shop.refund("N-nothing").status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"amount": "x"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "0.001"}, "amount"),
        ({"reason": 7}, "reason"),
        ({"reference": 7}, "reference"),
        ({"meta": "text"}, "meta"),
    ],
)
def test_wrong_field_is_named(shop: Shop, body: dict[str, Json], field: str) -> None:
    answer = shop.ask("POST", f"refund/{shop.paid()}", json=body)
    assert answer.status_code == 400
    assert list(answer.json()["message"]) == [field]


def test_empty_balance_gives_nothing_back(shop: Shop) -> None:
    shop.sandbox.tell("settings", {"chapa_balance": 0})
    tx_ref = shop.paid(amount="100")  # of which the fee is gone
    assert shop.refund(tx_ref).json()["message"] == "Insufficient Balance"
    assert shop.refund(tx_ref, amount="96.50").status_code == 200
    assert shop.refund(tx_ref, amount="0.01").json()["message"] == "Insufficient Balance"


def test_faults_of_a_refund(shop: Shop) -> None:
    tx_ref = shop.paid()
    words = "Insufficient Balance"
    shop.sandbox.fault("chapa.refund", "error_before", status=400, code=words)
    assert shop.refund(tx_ref).json()["message"] == words
    shop.sandbox.fault("chapa.refund", "error_after", match={"merchant_reference": "R-1"})
    assert shop.refund(tx_ref, amount="10", reference="R-1").status_code == 503
    assert shop.refund_status("R-1").json()["data"]["status"] == "initiated"
    shop.sandbox.fault("chapa.refund", "fail", match={"tx_ref": tx_ref})
    ref_id = shop.refund(tx_ref, amount="10").json()["data"]["ref_id"]
    assert shop.refund_status(ref_id).json()["data"]["status"] == "reversed"
