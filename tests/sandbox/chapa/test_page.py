from __future__ import annotations

import pytest

from tests.sandbox.shop import LIVE_KEY, TELEBIRR, Shop
from tests.sandbox.stand import Receiver

RETURN = "https://shop.org/thanks?order=1&x=%20"


def test_page_shows_what_is_paid_and_has_no_script(shop: Shop) -> None:
    tx_ref = shop.open(amount="12500.5")
    answer = shop.page(tx_ref)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    for words in ("Nauli", "12,500.50 ETB", "Order N-1. Two blankets", tx_ref, "0900123456"):
        assert words in answer.text
    for name in ("telebirr", "CBE Birr", "M-Pesa", "Card"):
        assert name in answer.text
    assert 'name="viewport"' in answer.text
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_what_was_typed_is_escaped(shop: Shop) -> None:
    evil = "\"><script>alert('x')</script>"
    tx_ref = shop.open(tx_ref="<b>N&1</b>", customization={"title": "<i>a</i>"})
    url = shop.sandbox.see("book")["chapa_charges"][0]["checkout_url"]
    path = url.removeprefix(shop.sandbox.url)
    shown = shop.sandbox.ask("GET", path).text
    typed = {"do": "pay", "method": "telebirr", "phone": evil, "card": evil, "expiry": evil}
    answer = shop.sandbox.ask("POST", path, data=typed)
    assert answer.status_code == 422
    for text in (shown, answer.text):
        assert "<script" not in text
        assert "<i>" not in text
        assert tx_ref not in text
        assert "&lt;b&gt;N&amp;1&lt;/b&gt;" in text


def test_paying_leads_back_to_the_merchant(shop: Shop) -> None:
    tx_ref = shop.open(return_url=RETURN)
    answer = shop.press(tx_ref, **TELEBIRR)
    assert (answer.status_code, answer.headers["Location"]) == (303, RETURN)
    data = shop.verify(tx_ref).json()["data"]
    assert (data["status"], data["method"]) == ("success", "telebirr")
    assert shop.webhooks()[0][1]["mobile"] == "251900123456"


def test_way_back_is_ascii(shop: Shop) -> None:
    tx_ref = shop.open(return_url="https://shop.org/\u12a0?a=%20b#c")
    answer = shop.press(tx_ref, do="cancel")
    assert answer.headers["Location"] == "https://shop.org/%E1%8A%A0?a=%20b#c"


def test_without_a_return_url_the_page_says_that_it_is_paid(shop: Shop) -> None:
    tx_ref = shop.open()
    for _ in range(2):  # the second time it was paid before
        answer = shop.press(tx_ref, **TELEBIRR)
        assert answer.status_code == 200
        assert "This payment is complete." in answer.text
    assert len(shop.webhooks()) == 1


@pytest.mark.parametrize(
    ("typed", "pays"),
    [
        ({"method": "telebirr", "phone": "0900123456"}, True),
        ({"method": "telebirr", "phone": "+251 900 11 22 33"}, True),
        ({"method": "cbebirr", "phone": "900881111"}, True),
        ({"method": "mpesa", "phone": "0700123456"}, True),
        ({"method": "mpesa", "phone": "0900123456"}, False),
        ({"method": "telebirr", "phone": "0700123456"}, False),
        ({"method": "telebirr", "phone": "0912345678"}, False),
        (
            {"method": "card", "card": "4200 0000 0000 0000", "expiry": "12/34", "code": "123"},
            True,
        ),
        (
            {"method": "card", "card": "5400000000000000", "expiry": "12 / 34", "code": "123"},
            True,
        ),
        ({"method": "card", "card": "4200000000000000", "expiry": "12/34", "code": "999"}, False),
        ({"method": "card", "card": "4200000000000000", "expiry": "12/30", "code": "123"}, False),
        ({"method": "card", "card": "4111111111111111", "expiry": "12/34", "code": "123"}, False),
        ({"method": "card", "card": "4111111111111111"}, False),
    ],
)
def test_only_test_numbers_pay(shop: Shop, typed: dict[str, str], *, pays: bool) -> None:
    tx_ref = shop.open(return_url=RETURN)
    answer = shop.press(tx_ref, do="pay", **typed)
    assert answer.status_code == (303 if pays else 200)
    assert shop.booked(tx_ref)["status"] == ("success" if pays else "failed")
    assert shop.booked(tx_ref)["method"] == typed["method"]
    assert ("The payment failed." in answer.text) is not pays


@pytest.mark.parametrize(
    "typed",
    [
        {"method": "telebirr", "phone": ""},
        {"method": "telebirr", "phone": "12345"},
        {"method": "telebirr", "phone": "\u0660900123456"},
        {"method": "card", "card": "12"},
        {"method": "cash", "phone": "0900123456"},
        {"phone": "0900123456"},
    ],
)
def test_mistyped_is_said_and_is_no_attempt(shop: Shop, typed: dict[str, str]) -> None:
    tx_ref = shop.open()
    answer = shop.press(tx_ref, do="pay", **typed)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert (shop.booked(tx_ref)["status"], shop.booked(tx_ref)["failures"]) == ("pending", 0)


def test_any_number_pays_in_live_mode(shop: Shop) -> None:
    shop.sandbox.tell("settings", {"chapa_live_keys": True})
    for typed in ({"method": "mpesa", "phone": "0912345678"}, {"method": "card", "card": "4" * 16}):
        tx_ref = shop.open(key=LIVE_KEY)
        page = shop.page(tx_ref).text
        shop.press(tx_ref, do="pay", **typed)
        assert "0912345678" in page
        assert shop.booked(tx_ref)["status"] == "success"


def test_failure_stays_on_the_page_and_may_be_tried_again(shop: Shop) -> None:
    tx_ref = shop.open(return_url=RETURN)
    answer = shop.press(tx_ref, do="fail")
    assert answer.status_code == 200
    assert "you can try again" in answer.text
    assert shop.booked(tx_ref)["status"] == "failed"
    shop.webhooks(1)  # two that are on their way at once may overtake each other
    assert shop.press(tx_ref, **TELEBIRR).status_code == 303
    events = [body["event"] for _, body in shop.webhooks(2)]
    assert events == ["charge.failed/cancelled", "charge.success"]


def test_cancelling_closes_the_link_and_leads_back(shop: Shop) -> None:
    tx_ref = shop.open(return_url=RETURN)
    answer = shop.press(tx_ref, do="cancel")
    assert (answer.status_code, answer.headers["Location"]) == (303, RETURN)
    again = shop.press(tx_ref, **TELEBIRR)
    assert again.status_code == 410
    assert "This payment link has expired." in again.text
    assert "https://shop.org/thanks?order=1&amp;x=%20" in again.text
    assert shop.booked(tx_ref)["status"] == "cancelled"


def test_nonsense_changes_nothing(shop: Shop, receiver: Receiver) -> None:
    tx_ref = shop.open()
    assert shop.press(tx_ref, do="dance").status_code == 200
    assert shop.press(tx_ref).status_code == 200
    url = shop.booked(tx_ref)["checkout_url"].removeprefix(shop.sandbox.url)
    headers = {"Content-Type": "multipart/form-data"}
    assert shop.sandbox.ask("POST", url, data=b"nonsense", headers=headers).status_code == 200
    assert shop.booked(tx_ref)["status"] == "pending"
    for method in ("GET", "POST"):
        answer = shop.sandbox.ask(method, "/chapa/checkout/payment/nothing", data={"do": "cancel"})
        assert answer.status_code == 404
        assert "There is no such payment link." in answer.text
