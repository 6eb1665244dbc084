from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from nauli.catalog.models import Product
from nauli.kit.money import MOST_MINOR
from nauli.web.cart import read_cart
from tests.factories import new_product

pytestmark = pytest.mark.django_db


def _put(client: Client, product: Product, pieces: object = 1, do: str = "add") -> None:
    told = {"product": product.pk, "pieces": pieces, "do": do}
    response = client.post("/cart/", told)
    assert (response.status_code, response["Location"]) == (303, "/cart/")


def _kept(client: Client) -> dict[UUID, int]:
    cookie = client.cookies.get("cart")
    return dict(read_cart(cookie.value)) if cookie else {}


def _seen(client: Client) -> str:
    response = client.get("/cart/")
    assert (response.status_code, "no-store" in response["Cache-Control"]) == (200, True)
    return response.content.decode()


def test_what_is_put_in_is_shown_with_what_it_comes_to_and_counted_at_the_top(
    client: Client,
) -> None:
    honey = new_product(name="Honey", price="24000", currency="UGX")
    _put(client, honey, 2)
    _put(client, honey)
    text = _seen(client)
    for words in ("Honey", "UGX\u00a024,000 each", "UGX\u00a072,000", "currency=UGX"):
        assert words in text
    assert '<span class="count">3</span>' in client.get("/").content.decode()


def test_each_currency_is_an_order_of_its_own(client: Client) -> None:
    for currency, price in (("UGX", "500"), ("ETB", "80.00")):
        _put(client, new_product(currency=currency, price=price))
    text = _seen(client)
    assert "pay one after the other" in text
    assert ("currency=UGX" in text, "currency=ETB" in text) == (True, True)


def test_pieces_are_changed_and_taken_out(client: Client) -> None:
    product = new_product()
    _put(client, product, 2)
    _put(client, product, 5, do="set")
    assert _kept(client) == {product.pk: 5}
    _put(client, product, 0, do="set")
    assert _kept(client) == {}
    assert "nothing in your cart" in _seen(client)


def test_what_cannot_be_had_is_said_and_not_offered_to_be_paid(client: Client) -> None:
    product = new_product(stock=3)
    _put(client, product, 4)
    assert "Only 3 pieces are left." in _seen(client)
    Product.objects.update(active=False)
    text = _seen(client)
    assert "not for sale any more" in text
    assert "/checkout/" not in text


@pytest.mark.parametrize("pieces", ["many", "-1", "10001", ""])
def test_what_makes_no_sense_changes_nothing(client: Client, pieces: str) -> None:
    product = new_product()
    _put(client, product, 2)
    _put(client, product, pieces, do="set")
    assert _kept(client) == {product.pk: 2}


def test_nothing_that_is_not_for_sale_is_put_in(client: Client) -> None:
    _put(client, new_product(active=False))
    client.post("/cart/", {"product": uuid4(), "do": "add"})
    client.post("/cart/", {"product": "one", "do": "add"})
    assert _kept(client) == {}


def test_what_costs_more_than_money_can_be_is_left_out(client: Client) -> None:
    product = new_product()
    Product.objects.update(price_minor=MOST_MINOR)
    _put(client, product, 3)
    assert "nothing in your cart" in _seen(client)


def test_it_is_read_at_once_however_much_is_in_it(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        _put(client, new_product())
    with django_assert_num_queries(1):
        client.get("/cart/")


def test_only_a_form_of_ours_changes_it() -> None:
    client, product = Client(enforce_csrf_checks=True), new_product()
    refused = client.post("/cart/", {"product": product.pk, "do": "add"})
    assert (refused.status_code, _kept(client)) == (403, {})


def test_what_has_a_picture_is_seen_in_the_cart_and_takes_its_room_before_it_has_come(
    client: Client,
) -> None:
    photos = ["/static/web/photos/goods/honey.webp", "/static/web/photos/goods/kente.webp"]
    _put(client, new_product(name="Honey", photos=photos))
    _put(client, new_product(name="Tea"))
    text = _seen(client)
    (picture,) = re.findall("<img [^>]+>", text)
    for words in (f'src="{photos[0]}"', 'alt=""', 'width="640"', 'height="480"'):
        assert words in picture
    assert text.index("Honey") > text.index(picture)
    assert text.count('<li class="seen">') == 1
