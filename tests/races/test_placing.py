"""Many buyers at once: what is not there is not sold, and one key is one order."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.races.crowd import all_at_once
from tests.stories.ends import assert_at_peace
from tests.stories.town import Town

pytestmark = pytest.mark.story


def test_ten_pieces_and_fifty_buyers(town: Town) -> None:
    shop = town.shop
    product = shop.add_product("1500", "UGX", stock=10)
    customer = shop.add_customer()
    body = {"customer": customer["id"], "items": [{"product": product["id"], "quantity": 1}]}
    answers = all_at_once(town, 50, lambda shop, _: shop.post("/api/orders/", body))

    assert Counter(answer.status_code for answer in answers) == {201: 10, 409: 40}
    for answer in answers:
        if answer.status_code == 409:
            problem = answer.json()
            assert problem["type"] == "urn:nauli:problem:not-enough-stock"
            assert (problem["product"], problem["left"]) == (product["id"], 0)
    assert shop.stock(product) == 0
    placed = shop.get("/api/orders/", customer=str(customer["id"]))["items"]
    assert len(placed) == 10
    assert_at_peace(town)


def test_what_does_not_divide_stays(town: Town) -> None:
    shop = town.shop
    product = shop.add_product("1500", "UGX", stock=10)
    customer = shop.add_customer()
    body = {"customer": customer["id"], "items": [{"product": product["id"], "quantity": 3}]}
    answers = all_at_once(town, 20, lambda shop, _: shop.post("/api/orders/", body))
    assert Counter(answer.status_code for answer in answers) == {201: 3, 409: 17}
    assert {answer.json()["left"] for answer in answers if answer.status_code == 409} == {1}
    assert shop.stock(product) == 1
    assert_at_peace(town)


def test_two_products_in_both_orders_never_block_each_other(town: Town) -> None:
    shop = town.shop
    customer = shop.add_customer()
    products = [shop.add_product("700", "UGX", stock=30) for _ in range(2)]
    items = [{"product": product["id"], "quantity": 1} for product in products]

    def buy(shop: object, number: int) -> int:
        wanted = items if number % 4 < 2 else items[::-1]
        where = town.shops[number % 2]
        body = {"customer": customer["id"], "items": wanted}
        return where.ask("POST", "/api/orders/", json=body).status_code

    assert Counter(all_at_once(town, 40, buy)) == {201: 30, 409: 10}
    assert [shop.stock(product) for product in products] == [0, 0]
    assert_at_peace(town)


def test_one_key_places_one_order(town: Town) -> None:
    shop = town.shop
    product = shop.add_product("2500", "UGX", stock=100)
    customer = shop.add_customer()
    body = {"customer": customer["id"], "items": [{"product": product["id"], "quantity": 2}]}
    answers = all_at_once(
        town, 50, lambda shop, _: shop.post("/api/orders/", body, key="the-same-order")
    )
    assert Counter(answer.status_code for answer in answers) == {201: 50}
    replayed = Counter(answer.headers.get("Idempotent-Replayed") for answer in answers)
    assert replayed == {None: 1, "true": 49}
    assert len({answer.content for answer in answers}) == 1
    assert shop.stock(product) == 98
    assert len(shop.get("/api/orders/", customer=str(customer["id"]))["items"]) == 1
    assert_at_peace(town)
