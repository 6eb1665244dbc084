"""Bodies that come in chunks, whose length nobody announces, through the real web server."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import requests

from tests.stories.ends import assert_at_peace
from tests.stories.shop import Json, Shop
from tests.stories.town import Town

pytestmark = pytest.mark.story

_MOST_BYTES = 64 * 1024


def _in_chunks(body: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


def _place(shop: Shop, order: Json, *, pad_to: int = 0, chunk: int = 7) -> requests.Response:
    # Blanks around JSON are JSON, so that only the length can be what is wrong.
    body = json.dumps(order).encode().ljust(pad_to)
    headers = {"Content-Type": "application/json"}
    return shop.ask("POST", "/api/orders/", data=_in_chunks(body, chunk), headers=headers)


@pytest.fixture
def order(town: Town) -> Json:
    product = town.shop.add_product("100", "UGX", stock=3)
    items = [{"product": product["id"], "quantity": 1}]
    return {"customer": town.shop.add_customer()["id"], "items": items}


def test_a_small_one_is_taken(town: Town, order: Json) -> None:
    answer = _place(town.shop, order)
    assert answer.status_code == 201, answer.text
    assert answer.request.headers["Transfer-Encoding"] == "chunked"
    assert answer.json()["items"][0]["quantity"] == 1
    assert_at_peace(town)


def test_one_of_the_last_size_is_taken(town: Town, order: Json) -> None:
    assert _place(town.shop, order, pad_to=_MOST_BYTES, chunk=5000).status_code == 201
    assert_at_peace(town)


@pytest.mark.parametrize("size", [_MOST_BYTES + 1, 4 * _MOST_BYTES])
def test_a_larger_one_is_refused(town: Town, order: Json, size: int) -> None:
    answer = _place(town.shop, order, pad_to=size, chunk=5000)
    assert (answer.status_code, answer.json()["status"]) == (413, 413)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert town.shop.get("/api/orders/", customer=str(order["customer"]))["items"] == []
    assert_at_peace(town)
