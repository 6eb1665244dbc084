from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.sandbox.shop import Shop, wanted
from tests.sandbox.stand import Receiver, Stand

USED = "Transaction reference has been used before"


@pytest.mark.parametrize("path", ["initialize", "mobile-initialize"])
def test_answer_is_a_link_and_nothing_else(shop: Shop, path: str) -> None:
    body = wanted()
    answer = shop.ask("POST", f"transaction/{path}", json=body)
    assert answer.status_code == 200
    told = answer.json()
    url = told["data"].pop("checkout_url")
    assert told == {"message": "Hosted Link", "status": "success", "data": {}}
    assert url.startswith(f"{shop.sandbox.url}/chapa/checkout/payment/")
    assert shop.booked(body["tx_ref"])["checkout_url"] == url


def test_tx_ref_is_good_once_and_its_link_is_not_repeated(shop: Shop) -> None:
    tx_ref = shop.open()
    for change in ({}, {"amount": "5"}):
        answer = shop.initialize(tx_ref=tx_ref, **change)
        assert answer.status_code == 400
        assert answer.json() == {"message": USED, "status": "failed", "data": None}
    assert shop.booked(tx_ref)["amount"] == "2500.00"
    assert shop.booked(tx_ref)["asked"] == 3


def test_of_many_at_once_one_wins(shop: Shop) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: shop.initialize(tx_ref="N-race"), range(24)))
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 23
    assert {a.json()["message"] for a in answers if a.status_code == 400} == {USED}


def test_used_means_also_paid_failed_and_cancelled(shop: Shop) -> None:
    for what in ("pay", "fail", "cancel"):
        tx_ref = shop.open()
        shop.tell(tx_ref, what)
        assert shop.initialize(tx_ref=tx_ref).json()["message"] == USED


def test_link_may_be_for_another_address(tmp_path: Path, receiver: Receiver) -> None:
    stand = Stand(tmp_path, receiver, SANDBOX_PUBLIC_URL="https://pay.shop.org/")
    try:
        answer = Shop(stand, receiver).initialize()
        url = answer.json()["data"]["checkout_url"]
        assert url.startswith("https://pay.shop.org/chapa/checkout/payment/")
    finally:
        stand.close()
