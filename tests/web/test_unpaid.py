from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nauli.orders.address import path_of, shortened
from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.web.unpaid import COOKIE
from tests.factories import CHECK_IN, new_listing, new_order, new_product, succeeded
from tests.web.forms import Forms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gateway")]

_WHO = {"name": "Amina", "phone": "0772 123 456"}
_WAITS = "is not paid yet"


def _book(client: Client, address: str) -> Order:
    told = Forms(client.get(address).content.decode()).by_action[""]
    assert client.post(address, {**told, **_WHO}).status_code == 303
    return Order.objects.get()


def test_who_goes_back_from_a_gateways_page_finds_the_order_again(client: Client) -> None:
    listing = new_listing(units=1)
    leave = CHECK_IN + timedelta(days=1)
    address = f"/stays/{listing.pk}/book/?check_in={CHECK_IN}&check_out={leave}"
    order = _book(client, address)
    kept = client.cookies[COOKIE]
    assert (kept["httponly"], kept["samesite"], kept["max-age"]) == (True, "Lax", 1800)
    # The nights that this guest is shown as taken are their own.
    for page in (address, "/", "/cart/", "/stays/", "/goods/"):
        text = client.get(page, follow=True).content.decode()
        assert f"Your order {order.number} over EUR\u00a040.00 {_WAITS}." in text
        assert f'href="{path_of(order)}"' in text
    assert _WAITS not in client.get(path_of(order)).content.decode()
    assert _WAITS not in Client().get("/").content.decode()
    settle(succeeded(Payment.objects.get()))
    assert _WAITS not in client.get("/cart/").content.decode()


@pytest.mark.parametrize(
    "kept", ["", "x", "\u00e9" * 22, "A" * 21, shortened(UUID(int=7)), "~" * 4000]
)
def test_what_is_no_link_of_an_order_leads_nowhere(client: Client, kept: str) -> None:
    new_order()
    client.cookies[COOKIE] = kept
    assert _WAITS not in client.get("/cart/").content.decode()


def test_who_has_ordered_nothing_costs_no_question() -> None:
    new_product()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        Client().get("/cart/")
    assert not [one for one in asked if "orders_order" in one["sql"]]
