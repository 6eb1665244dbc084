from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from nauli.catalog.models import Product
from nauli.record.models import Change
from tests.door import Door, read, read_problem
from tests.factories import new_order, new_product

pytestmark = pytest.mark.django_db


def _body(**changes: object) -> dict[str, Any]:
    return {"name": "Coffee", "price": "12.50", "currency": "EUR", **changes}


def test_a_product_is_added_and_shown(door: Door) -> None:
    response = door.post(
        "/api/products/",
        _body(stock=7, description="1 kg", photos=["https://photos.example/1.jpg"]),
    )
    added = read(response, 201)
    assert response["Location"] == f"/api/products/{added['id']}/"
    assert {**added, "id": "", "created_at": ""} == {
        "id": "",
        "name": "Coffee",
        "description": "1 kg",
        "photos": ["https://photos.example/1.jpg"],
        "photo_texts": {},
        "price": "12.50",
        "currency": "EUR",
        "stock": 7,
        "active": True,
        "created_at": "",
    }
    assert read(door.get(response["Location"])) == added
    assert Change.objects.get(subject="product").reason == "stock 7"


@pytest.mark.parametrize(
    ("price", "currency", "shown"), [("12.5", "EUR", "12.50"), ("25000.00", "UGX", "25000")]
)
def test_a_price_is_shown_with_its_currencys_own_decimals(
    door: Door, price: str, currency: str, shown: str
) -> None:
    added = read(door.post("/api/products/", _body(price=price, currency=currency)), 201)
    assert added["price"] == shown


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"price": "0"}, "price"),
        ({"price": "-1"}, "price"),
        ({"price": "0.001"}, "price"),
        ({"price": "1e3"}, "price"),
        ({"price": 12.5}, "price"),
        ({"price": 12}, "price"),
        ({"price": "9" * 30}, "price"),
        ({"price": "12.50", "currency": "UGX"}, "price"),
        ({"currency": "XXX"}, "currency"),
        ({"currency": ""}, "currency"),
        ({"currency": "eur"}, "currency"),
        ({"stock": -1}, "stock"),
        ({"stock": 2**31}, "stock"),
        ({"stock": True}, "stock"),
        ({"stock": "1"}, "stock"),
        ({"name": "Bas\u2028ket"}, "name"),
        ({"active": 1}, "active"),
        ({"active": "true"}, "active"),
        ({"description": "x" * 2001}, "description"),
        ({"photos": ["1.jpg"]}, "photos.0"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_named(
    door: Door, changes: dict[str, object], field: str
) -> None:
    document = read_problem(door.post("/api/products/", _body(**changes)), 422)
    assert document["field"] == field
    assert not Product.objects.exists()


def test_only_what_is_sent_changes(door: Door) -> None:
    product = new_product(stock=10, name="Coffee")
    changed = read(
        door.ask("PATCH", f"/api/products/{product.pk}/", {"price": "13.00", "active": False})
    )
    assert (changed["price"], changed["active"], changed["name"]) == ("13.00", False, "Coffee")
    product.refresh_from_db()
    assert (product.price_minor, product.active, product.stock) == (1300, False, 10)
    assert Change.objects.get(subject="product").reason == "active, price_minor"


@pytest.mark.parametrize("body", [{}, {"name": None, "price": None}])
def test_a_change_of_nothing_changes_nothing(door: Door, body: dict[str, object]) -> None:
    product = new_product()
    answer = read(door.ask("PATCH", f"/api/products/{product.pk}/", body))
    assert answer["name"] == product.name
    assert not Change.objects.filter(subject="product").exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"currency": "UGX"}, "currency"),
        ({"stock": 5}, "stock"),
        ({"id": str(uuid4())}, "id"),
        ({"price": "0"}, "price"),
        ({"price": "0.001"}, "price"),
        ({"name": " "}, "name"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_named(
    door: Door, body: dict[str, object], field: str
) -> None:
    product = new_product()
    response = door.ask("PATCH", f"/api/products/{product.pk}/", body)
    assert read_problem(response, 422)["field"] == field
    product.refresh_from_db()
    assert (product.price_minor, product.currency, product.stock) == (1250, "EUR", 10)


def test_stock_is_changed_by_a_delta(door: Door) -> None:
    product = new_product(stock=10)
    path = f"/api/products/{product.pk}/restock/"
    assert read(door.post(path, {"delta": 5}))["stock"] == 15
    assert read(door.post(path, {"delta": -15}))["stock"] == 0
    document = read_problem(door.post(path, {"delta": -1}), 409)
    assert (document["field"], document["left"]) == ("delta", 0)


@pytest.mark.parametrize("delta", [2**31, -(2**31) - 1, 10**30])
def test_a_delta_that_cannot_be_counted_is_refused(door: Door, delta: int) -> None:
    product = new_product(stock=10)
    response = door.post(f"/api/products/{product.pk}/restock/", {"delta": delta})
    assert read_problem(response, 422)["field"] == "delta"


@pytest.mark.parametrize("path", ["/api/products/{}/", "/api/products/{}/restock/"])
def test_what_is_not_there_cannot_be_changed(door: Door, path: str) -> None:
    method, body = ("POST", {"delta": 1}) if "restock" in path else ("PATCH", {})
    read_problem(door.ask(method, path.format(uuid4()), body), 404)


def test_a_change_of_price_leaves_the_orders_that_were_placed(door: Door) -> None:
    product = new_product(price="12.50")
    order = new_order(product)
    door.ask("PATCH", f"/api/products/{product.pk}/", {"price": "99.00"})
    assert read(door.get(f"/api/orders/{order.pk}/"))["total"] == "12.50"
