"""One form of the shop that is sent many times at once is one order and one charge."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import requests

from tests.races.crowd import all_at_once
from tests.stories.ends import assert_at_peace, assert_paid, until_ended
from tests.stories.shop import Json, Shop
from tests.stories.town import Town
from tests.web.forms import Forms

pytestmark = pytest.mark.story

_TIMES = 20


def _press_often(town: Town, address: str, **typed: str) -> list[requests.Response]:
    """Open the page of a checkout once, fill it in, and send it many times at once."""
    opened = requests.get(town.shop.url + address, timeout=30)
    sent = {**Forms(opened.text).by_action[""], **typed}

    def press(shop: Shop, _: int) -> requests.Response:
        return requests.post(
            shop.url + address,
            data=sent,
            cookies=opened.cookies.get_dict(),
            allow_redirects=False,
            timeout=60,
        )

    return all_at_once(town, _TIMES, press)


def _one_order(town: Town, answers: list[requests.Response], phone: str) -> Json:
    """Return the one order that they all were led to."""
    assert Counter(answer.status_code for answer in answers) == {303: _TIMES}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    (customer,) = town.shop.get("/api/customers/", phone=phone)["items"]
    (order,) = town.shop.get("/api/orders/", customer=str(customer["id"]))["items"]
    (payment,) = order["payments"]
    assert [charge["asked"] for charge in town.outside.charges_for(order)] == [1]
    until_ended(town, payment)
    assert_paid(town, payment)
    return order


def test_a_stay_is_booked_once(town: Town) -> None:
    phone = "+256772600001"
    listing = town.shop.add_listing("120000", "UGX")
    arrive = datetime.now(UTC).date() + timedelta(days=50)
    days = f"check_in={arrive}&check_out={arrive + timedelta(days=2)}&guests=2"
    answers = _press_often(town, f"/stays/{listing['id']}/book/?{days}", name="Amina", phone=phone)
    assert _one_order(town, answers, phone)["total"] == "240000"
    assert_at_peace(town)


def test_the_last_pieces_are_bought_once(town: Town) -> None:
    """All who come second find their own order, and not that the shelf is empty."""
    phone = "+256772600002"
    product = town.shop.add_product("12000", "UGX", stock=1)
    with requests.Session() as visitor:
        page = visitor.get(f"{town.shop.url}/goods/{product['id']}/", timeout=30)
        told = Forms(page.text).by_action["/cart/"]
        cart = visitor.post(f"{town.shop.url}/cart/", data=told, timeout=30)
        goods = visitor.get(f"{town.shop.url}/checkout/", timeout=30)
        assert (cart.status_code, goods.status_code) == (200, 200)
        (line,) = [Forms(goods.text).by_action[""]["goods"]]
    answers = _press_often(town, f"/checkout/?goods={line}&currency=UGX", name="Amina", phone=phone)
    _one_order(town, answers, phone)
    assert town.shop.stock(product) == 0
    assert_at_peace(town)
