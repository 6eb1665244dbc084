from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client

from tests.factories import new_product
from tests.web.pages import answer, get

pytestmark = pytest.mark.django_db


def test_it_says_what_it_is_what_it_costs_and_that_few_are_left() -> None:
    product = new_product(name="Honey", price="24000", currency="UGX", stock=3)
    text = get(f"/goods/{product.pk}/")
    for words in ("Honey", "UGX\u00a024,000", "Only 3 pieces are left.", 'max="3"'):
        assert words in text


def test_its_pictures_have_their_place_and_only_the_first_is_fetched_at_once() -> None:
    photos = ["/static/web/photos/goods/honey.webp", "https://photos.example/1.jpg"]
    text = get(f"/goods/{new_product(photos=photos).pk}/")
    first, second = re.findall(r"<img[^>]*>", text)
    assert f'src="{photos[0]}"' in first
    assert f'src="{photos[1]}"' in second
    assert ('loading="lazy"' in first, 'loading="lazy"' in second) == (False, True)
    assert 'width="640" height="480"' in first


def test_what_is_to_be_seen_is_read_to_who_cannot_see_it() -> None:
    product = new_product(photos=["https://photos.example/1.jpg"])
    product.photo_texts = {"https://photos.example/1.jpg": "A jar of honey"}
    product.save()
    assert 'alt="A jar of honey"' in get(f"/goods/{product.pk}/")


def test_what_is_sold_out_cannot_be_put_into_the_cart() -> None:
    text = get(f"/goods/{new_product(stock=0).pk}/")
    assert "Sold out" in text
    assert "Add to cart" not in text


def test_it_says_what_of_it_is_in_the_cart(client: Client) -> None:
    product = new_product()
    client.post("/cart/", {"product": product.pk, "pieces": 2, "do": "add"})
    assert "2 pieces are in your cart." in client.get(f"/goods/{product.pk}/").content.decode()


def test_what_is_not_for_sale_has_no_page() -> None:
    assert answer(f"/goods/{new_product(active=False).pk}/").status_code == 404
    assert answer(f"/goods/{uuid4()}/").status_code == 404
