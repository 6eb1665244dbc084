from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sandbox.shop import Shop
from tests.sandbox.stand import Receiver, Stand, eventually

FAILED = "failed/cancelled"


def test_failure_may_be_followed_by_success(shop: Shop) -> None:
    tx_ref = shop.open()
    shop.tell(tx_ref, "fail")
    reference = shop.verify(tx_ref).json()["data"]["reference"]
    assert shop.status(tx_ref) == FAILED
    shop.tell(tx_ref, "pay")
    data = shop.verify(tx_ref).json()["data"]
    assert (data["status"], data["reference"]) == ("success", reference)


def test_payer_may_fail_ten_times(shop: Shop) -> None:
    tx_ref = shop.open()
    for _ in range(10):
        shop.tell(tx_ref, "fail")
    for what in ("fail", "pay", "cancel"):
        assert shop.sandbox.ask("POST", f"/_sandbox/chapa/{tx_ref}/{what}").status_code == 409
    assert shop.booked(tx_ref)["failures"] == 10
    assert shop.page(tx_ref).status_code == 410


@pytest.mark.parametrize(
    ("before", "what"),
    [
        ("pay", "pay"),
        ("pay", "fail"),
        ("pay", "cancel"),
        ("cancel", "pay"),
        ("cancel", "fail"),
        ("cancel", "cancel"),
        ("cancel", "reverse"),
        ("fail", "reverse"),
    ],
)
def test_what_cannot_be_is_409_and_tells_nobody(shop: Shop, before: str, what: str) -> None:
    tx_ref = shop.open()
    shop.tell(tx_ref, before)
    status = shop.booked(tx_ref)["status"]
    answer = shop.sandbox.ask("POST", f"/_sandbox/chapa/{tx_ref}/{what}")
    assert answer.status_code == 409
    assert shop.booked(tx_ref)["status"] == status
    assert len(shop.booked(tx_ref)["webhooks"]) == 1


def test_late_money_comes_on_a_closed_link(shop: Shop) -> None:
    tx_ref = shop.open()
    shop.tell(tx_ref, "cancel")
    shop.tell(tx_ref, "pay", {"late": True})
    assert shop.status(tx_ref) == "success"
    again = shop.sandbox.ask("POST", f"/_sandbox/chapa/{tx_ref}/pay", json={"late": True})
    assert again.status_code == 409


def test_link_ends_by_time(shop: Shop) -> None:
    shop.sandbox.tell("settings", {"chapa_link_seconds": 0})
    tx_ref = shop.open()
    assert shop.page(tx_ref).status_code == 410
    assert shop.sandbox.ask("POST", f"/_sandbox/chapa/{tx_ref}/pay").status_code == 409
    assert shop.verify(tx_ref).json()["message"] == "Payment not paid yet"
    shop.tell(tx_ref, "pay", {"late": True})
    assert shop.status(tx_ref) == "success"


def test_of_many_thumbs_one_pays(shop: Shop) -> None:
    tx_ref = shop.open()
    path = f"/_sandbox/chapa/{tx_ref}/pay"
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: shop.sandbox.ask("POST", path), range(16)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 15
    assert len(shop.booked(tx_ref)["webhooks"]) == 1


def test_reversed_is_told(shop: Shop) -> None:
    tx_ref = shop.paid()
    shop.webhooks(1)  # two that are on their way at once may overtake each other
    shop.tell(tx_ref, "reverse")
    assert shop.status(tx_ref) == "reversed"
    events = [body["event"] for _, body in shop.webhooks(2)]
    assert events == ["charge.success", "charge.reversed"]


def test_pays_by_itself_where_it_is_told_to(shop: Shop) -> None:
    person = shop.open()
    shop.sandbox.tell("settings", {"chapa_pay_seconds": 0.1})
    alone = shop.open()
    # Sooner than the rounds would come by if nothing were due.
    eventually(lambda: shop.booked(alone)["status"] == "success", seconds=4)
    assert shop.booked(person)["status"] == "pending"


def test_what_pays_by_itself_does_so_after_a_kill(own_sandbox: Stand, receiver: Receiver) -> None:
    own_sandbox.tell("settings", {"chapa_pay_seconds": 1, "chapa_test_refunds": True})
    own_sandbox.tell("settings", {"chapa_refund_seconds": 1})
    shop = Shop(own_sandbox, receiver)
    paid, alone, cancelled = shop.paid(), shop.open(), shop.open()
    shop.tell(cancelled, "cancel")
    ref_id = shop.refund(paid).json()["data"]["ref_id"]
    own_sandbox.kill()
    own_sandbox.start()
    eventually(lambda: shop.booked(alone)["status"] == "success")
    eventually(lambda: shop.refund_status(ref_id).json()["data"]["status"] == "refunded")
    assert shop.booked(cancelled)["status"] == "cancelled"
