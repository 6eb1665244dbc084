from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db.models.functions import Now
from django.http import HttpResponse
from pytest_django import Settings

from nauli.access.scopes import Scope
from nauli.catalog.models import Product
from nauli.idempotency.models import Key
from nauli.kit.qr import qr
from nauli.orders.address import path_of
from nauli.orders.end import release
from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from tests.door import Door, read, read_problem
from tests.factories import (
    failed,
    new_customer,
    new_key,
    new_order,
    new_payment,
    new_product,
    succeeded,
)
from tests.fakes import FakeGateway
from tests.qr import of_svg
from tests.together import together

pytestmark = pytest.mark.django_db


def _body(*products: Product, quantity: int = 1) -> dict[str, Any]:
    items = [{"product": str(product.pk), "quantity": quantity} for product in products]
    return {"customer": new_customer().pk, "items": items}


def test_an_order_is_placed_priced_and_shown(door: Door) -> None:
    product = new_product(price="25000", currency="UGX", name="Coffee")
    response = door.post("/api/orders/", _body(product, quantity=2))
    placed = read(response, 201)
    order = Order.objects.get()
    assert response["Location"] == f"/api/orders/{order.pk}/"
    assert placed == {
        "id": str(order.pk),
        "number": order.number,
        "status": "open",
        "currency": "UGX",
        "total": "50000",
        "items": [
            {
                "product": str(product.pk),
                "booking": None,
                "name": "Coffee",
                "quantity": 2,
                "unit_price": "25000",
                "total": "50000",
            }
        ],
        "customer": order.customer_id,
        "page": None,
        "payments": [],
        "created_at": placed["created_at"],
        "expires_at": placed["expires_at"],
    }
    assert placed["created_at"] < placed["expires_at"]
    assert read(door.get(response["Location"])) == placed


def test_an_order_has_a_page_that_its_customer_can_be_sent_to(
    door: Door, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://shop.example.com"
    placed = read(door.post("/api/orders/", _body(new_product())), 201)
    order = Order.objects.get()
    assert placed["page"] == f"https://shop.example.com{path_of(order)}"
    assert str(order.pk) not in placed["page"]
    assert read(door.get(f"/api/orders/{order.pk}/"))["page"] == placed["page"]
    (listed,) = read(door.get("/api/orders/"))["items"]
    assert listed["page"] == placed["page"]
    picture = door.get(f"/api/orders/{order.pk}/payment-link.svg")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/svg+xml")
    assert of_svg(picture.content) == qr(placed["page"])


def test_where_nobody_can_reach_us_there_is_no_link(door: Door, settings: Settings) -> None:
    settings.PUBLIC_URL = ""
    path = f"/api/orders/{new_order().pk}/payment-link.svg"
    assert "no-public-url" in read_problem(door.get(path), 409)["type"]


def test_only_who_may_read_orders_gets_their_link(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://shop.example.com"
    path = f"/api/orders/{new_order().pk}/payment-link.svg"
    read_problem(Door(new_key(Scope.ORDERS)).get(path), 403)
    assert Door(new_key(Scope.READ)).get(path).status_code == 200
    unknown = f"/api/orders/{uuid4()}/payment-link.svg"
    read_problem(Door(new_key(Scope.READ)).get(unknown), 404)


def test_an_order_shows_its_payments_in_the_order_in_which_they_were_made(door: Door) -> None:
    order = new_order()
    first = new_payment(order)
    settle(failed(first))
    second = new_payment(order)
    settle(succeeded(second))
    shown = read(door.get(f"/api/orders/{order.pk}/"))
    assert shown["status"] == "paid"
    assert [payment["id"] for payment in shown["payments"]] == [str(first.pk), str(second.pk)]
    assert [payment["status"] for payment in shown["payments"]] == ["failed", "succeeded"]
    # A row that is written again, an index included, lies behind those made after it.
    Payment.objects.filter(pk=first.pk).update(next_look_at=Now())
    (listed,) = read(door.get(f"/api/orders/?number={order.number}"))["items"]
    assert [payment["id"] for payment in listed["payments"]] == [str(first.pk), str(second.pk)]


def test_refusals_name_the_item_and_change_nothing(door: Door) -> None:
    here, gone = new_product(stock=5), new_product(stock=5, active=False)
    document = read_problem(door.post("/api/orders/", _body(here, gone)), 422)
    assert document["field"] == "items.1.product"
    assert document["type"] == "urn:nauli:problem:inactive-product"
    document = read_problem(door.post("/api/orders/", _body(here, quantity=6)), 409)
    assert (document["product"], document["left"]) == (str(here.pk), 5)
    assert not Order.objects.exists()
    here.refresh_from_db()
    assert here.stock == 5


@pytest.mark.parametrize("items", [[], [{"product": str(uuid4()), "quantity": 1}] * 101])
def test_an_order_has_1_to_100_items(door: Door, items: list[object]) -> None:
    body = {"customer": new_customer().pk, "items": items}
    assert read_problem(door.post("/api/orders/", body), 422)["field"] == "items"


def test_orders_are_found_by_status_customer_and_number(door: Door) -> None:
    mine, other = new_order(), new_order()
    release(other, Order.Status.CANCELLED, reason="a test")

    def found(query: str) -> list[str]:
        return [item["id"] for item in read(door.get(f"/api/orders/?{query}"))["items"]]

    assert found("status=open") == [str(mine.pk)]
    assert found("status=cancelled") == [str(other.pk)]
    assert found(f"customer={mine.customer_id}") == [str(mine.pk)]
    assert found(f"number={other.number}") == [str(other.pk)]
    assert found(f"number={other.number}&status=open") == []
    assert found("customer=0") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [("status=lost", "status"), ("customer=x", "customer"), (f"customer={2**63}", "customer")],
)
def test_a_filter_that_means_nothing_is_refused_and_named(
    door: Door, query: str, field: str
) -> None:
    assert read_problem(door.get(f"/api/orders/?{query}"), 422)["field"] == field


# --- With an Idempotency-Key ----------------------------------------------------------------------


def _place(door: Door, body: dict[str, Any], key: str) -> HttpResponse:
    return door.post("/api/orders/", body, idempotency_key=key)


def test_without_a_key_every_request_is_an_order_of_its_own(door: Door) -> None:
    body = _body(new_product())
    assert read(door.post("/api/orders/", body), 201) != read(door.post("/api/orders/", body), 201)


def test_the_same_key_places_once_and_replays_byte_for_byte(door: Door) -> None:
    product = new_product(stock=10)
    body = _body(product)
    first, second = _place(door, body, "k"), _place(door, body, '"k"')
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert second["Location"] == first["Location"]
    assert second["Content-Type"] == first["Content-Type"]
    assert ("Idempotent-Replayed" in first, second["Idempotent-Replayed"]) == (False, "true")
    product.refresh_from_db()
    assert (Order.objects.count(), product.stock) == (1, 9)


def test_another_body_or_the_same_in_another_place_is_another_request(door: Door) -> None:
    product = new_product()
    _place(door, _body(product), "k")
    document = read_problem(_place(door, _body(product, quantity=2), "k"), 422)
    assert document["type"] == "urn:nauli:problem:key-reused"
    response = door.post(
        "/api/payments/charge/", {"order": str(Order.objects.get().pk)}, idempotency_key="k"
    )
    assert read_problem(response, 422)["type"] == "urn:nauli:problem:key-reused"
    assert Order.objects.count() == 1


def test_how_a_body_is_written_makes_no_difference(door: Door) -> None:
    product = new_product()
    body = _body(product)
    first = _place(door, body, "k")
    spaced = (
        f'{{ "items":[ {{"quantity" :1,"product":"{str(product.pk).upper()}"}} ],'
        f'\n"customer":{body["customer"]}}}'
    )
    again = door.ask("POST", "/api/orders/", spaced.encode(), idempotency_key="k")
    assert again.content == first.content


def test_a_refused_order_leaves_its_key_free(door: Door) -> None:
    product = new_product(stock=0)
    body = _body(product)
    assert _place(door, body, "k").status_code == 409
    assert not Key.objects.exists()
    Product.objects.update(stock=1)
    assert _place(door, body, "k").status_code == 201


@pytest.mark.parametrize("key", ["", '""', "a b", "é", "x" * 256])
def test_a_key_that_is_none_is_refused_also_where_none_is_needed(door: Door, key: str) -> None:
    document = read_problem(_place(door, _body(new_product()), key), 400)
    assert document["field"] == "Idempotency-Key"
    assert not Order.objects.exists()


def test_a_key_belongs_to_the_api_key_that_sent_it(door: Door) -> None:
    body = _body(new_product())
    first, second = _place(door, body, "k"), _place(Door(new_key()), body, "k")
    assert read(first, 201)["id"] != read(second, 201)["id"]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_with_one_key_place_one_order(door: Door) -> None:
    product = new_product(stock=10)
    body = _body(product)
    came = together([partial(_place, door, body, "k")] * 10)
    contents = {one.content for one in came if isinstance(one, HttpResponse)}
    assert [one.status_code for one in came if isinstance(one, HttpResponse)] == [201] * 10
    assert len(contents) == 1
    product.refresh_from_db()
    assert (Order.objects.count(), product.stock) == (1, 9)


# --- Cancelling -----------------------------------------------------------------------------------


def test_an_unpaid_order_is_cancelled_with_the_payment_in_flight(
    door: Door, gateway: FakeGateway
) -> None:
    payment = new_payment()
    path = f"/api/orders/{payment.order_id}/"
    cancelled = read(door.post(path + "cancel/"))
    assert (cancelled["status"], cancelled["payments"][0]["status"]) == ("cancelled", "cancelled")
    assert read(door.post(path + "cancel/")) == cancelled == read(door.get(path))
    assert gateway.verbs == ["look"]
    assert Product.objects.get().stock == 10


def test_a_paid_order_is_not_cancelled(door: Door) -> None:
    payment = settle(succeeded(new_payment()))
    path = f"/api/orders/{payment.order_id}/"
    document = read_problem(door.post(path + "cancel/"), 409)
    assert document["type"].endswith(":order-not-cancellable")
    assert document["order_status"] == "paid"
    assert read(door.get(path))["status"] == "paid"
