from __future__ import annotations

import pytest

from tests.sandbox.shop import KEY, LIVE_KEY, Json, Shop


def test_banks_have_no_status(shop: Shop) -> None:
    told = shop.ask("GET", "banks").json()
    assert set(told) == {"message", "data"}
    assert told["message"] == "Banks retrieved"
    bank = told["data"][0]
    assert (bank["id"], bank["name"], bank["currency"]) == (656, "Awash Bank", "ETB")
    assert {"swift", "acct_length", "country_id", "is_mobilemoney", "is_rtgs"} <= set(bank)


def test_currencies(shop: Shop) -> None:
    told = shop.ask("GET", "currency_supported").json()
    assert told["message"] == "Supported countries retrieved successfully"
    assert told["data"]["currency_code"] == ["ETB", "USD"]


def _page(shop: Shop, query: str = "", key: str = KEY) -> Json:
    return shop.ask("GET", f"transactions{query}", key=key).json()["data"]


def test_transactions_are_listed_newest_first_and_in_pages(shop: Shop) -> None:
    made = [shop.booked(shop.paid())["reference"] for _ in range(3)]
    first = _page(shop, "?per_page=2")
    assert [one["ref_id"] for one in first["transactions"]] == made[:0:-1]
    pages = first["pagination"]
    assert (pages["per_page"], pages["current_page"], pages["prev_page_url"]) == (2, 1, None)
    path = pages["next_page_url"].partition("/chapa/v1/")[2]
    second = shop.ask("GET", path).json()["data"]
    assert [one["ref_id"] for one in second["transactions"]] == made[:1]
    assert second["pagination"]["next_page_url"] is None
    assert second["pagination"]["prev_page_url"] == pages["first_page_url"]


def test_transaction_as_the_client_knows_it(shop: Shop) -> None:
    tx_ref = shop.paid(amount="100")
    (one,) = _page(shop)["transactions"]
    assert one.pop("created_at").endswith(".000000Z")
    assert one == {
        "status": "success",
        "ref_id": shop.booked(tx_ref)["reference"],
        "type": "API",
        "currency": "ETB",
        "amount": 100,
        "charge": 3.5,
        "trans_id": None,
        "payment_method": "telebirr",
        "customer": {
            "id": None,
            "email": "amina@gmail.com",
            "first_name": "Amina",
            "last_name": "Bekele",
            "mobile": "251900123456",
        },
    }


@pytest.mark.parametrize(
    ("query", "size", "page"),
    [
        ("", 10, 1),
        ("?per_page=0&page=0", 10, 1),
        ("?per_page=x&page=-1", 10, 1),
        ("?per_page=1000&page=2", 100, 2),
        ("?page=99999999999999999999", 10, 1),
        ("?per_page=%D9%A1", 10, 1),
    ],
)
def test_strange_pages_are_the_usual_ones(shop: Shop, query: str, size: int, page: int) -> None:
    told = _page(shop, query)["pagination"]
    assert (told["per_page"], told["current_page"]) == (size, page)


def test_each_mode_has_its_own(shop: Shop) -> None:
    shop.sandbox.tell("settings", {"chapa_live_keys": True})
    shop.paid()
    assert len(_page(shop)["transactions"]) == 1
    assert _page(shop, key=LIVE_KEY)["transactions"] == []
