"""Somebody who has read nothing books and buys in the shop, by its pages alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.stories.ends import assert_at_peace, assert_paid
from tests.stories.shop import Json
from tests.stories.stays import await_told
from tests.stories.town import Town
from tests.stories.visitor import Visitor

pytestmark = pytest.mark.story


@pytest.fixture
def visitor(told_town: Town) -> Iterator[Visitor]:
    visitor = Visitor(f"{told_town.shop.url}/")
    yield visitor
    visitor.close()


def _payment(town: Town, visitor: Visitor) -> Json:
    """Return the newest payment of the order whose page is open."""
    (number,) = set(re.findall(r"\b\w{4}-\w{4}-\w{4}\b", visitor.text))
    (order,) = town.shop.get("/api/orders/", number=number)["items"]
    return order["payments"][-1]


def _until(town: Town, visitor: Visitor, words: str) -> None:
    """Look at the page again, as it does by itself, until it says so."""

    def says() -> bool:
        visitor.look_again()
        return words in visitor.text

    town.eventually(says, what=words)


def test_a_stay_is_booked_and_paid_by_mobile_money(told_town: Town, visitor: Visitor) -> None:
    listing = told_town.shop.add_listing("145000", "UGX")
    arrive = datetime.now(UTC).date() + timedelta(days=40)
    visitor.follow("/stays/")
    visitor.find(f"/stays/{listing['id']}/")
    found = visitor.steps
    visitor.send("#stay", check_in=str(arrive), check_out=str(arrive + timedelta(days=2)))
    assert "UGX\u00a0290,000" in visitor.text
    visitor.follow("/book/")
    phone = "0772 700 001"
    told_town.outside.make_wait("256772700001")
    visitor.send(name="Amina", phone=phone, email="amina@nauli.example")
    for words in ("A prompt is on your phone", "***001", "UGX\u00a0290,000"):
        assert words in visitor.text
    assert visitor.steps - found == 3  # the price, the form, paid for

    payment = _payment(told_town, visitor)
    told_town.outside.approve(payment)
    _until(told_town, visitor, "Booked and paid")
    assert_paid(told_town, payment)
    (code,) = set(re.findall(r"NV-\w{4}-\w{4}-\w{4}", visitor.text))
    assert told_town.shop.check_voucher(code)["verdict"] == "early"
    await_told(told_town, payment, "booking_confirmed")
    _until(told_town, visitor, "SMS to ***001: delivered")

    visitor.follow("/cancel/")
    assert "You get back now" in visitor.text
    visitor.send()
    _until(
        told_town, visitor, "UGX\u00a0290,000 has gone back to you".replace("0 h", "0</strong> h")
    )
    await_told(told_town, payment, "booking_confirmed", "booking_cancelled", "refund_succeeded")
    assert_at_peace(told_town)


def test_goods_are_bought_on_chapas_page(told_town: Town, visitor: Visitor) -> None:
    product = told_town.shop.add_product("780.00", "ETB")
    visitor.follow("/goods/")
    visitor.find(f"/goods/{product['id']}/")
    visitor.send("/cart/", pieces="2")
    assert "ETB\u00a01,560.00" in visitor.text
    visitor.follow("/checkout/")
    visitor.send(name="Abebe", phone="+251911234567")
    # Over a page of ours that leads on, to the gateway's own.
    assert not visitor.page.url.startswith(told_town.shop.url)
    assert "1,560.00 ETB" in visitor.text
    visitor.send(do="pay")
    assert visitor.page.url.startswith(f"{told_town.shop.url}/o/")
    payment = _payment(told_town, visitor)
    _until(told_town, visitor, "Paid. Thank you!")
    assert_paid(told_town, payment)
    visitor.follow("/cart/")
    assert "There is nothing in your cart yet." in visitor.text
    assert_at_peace(told_town)


def test_who_cannot_pay_from_one_number_pays_from_another(
    told_town: Town, visitor: Visitor
) -> None:
    product = told_town.shop.add_product("12000", "UGX")
    visitor.follow("/goods/")
    visitor.find(f"/goods/{product['id']}/")
    visitor.send("/cart/")
    visitor.follow("/checkout/")
    # The sandbox's account that has not enough money.
    visitor.send(name="Amina", phone="+46733123455")
    first = _payment(told_town, visitor)
    _until(told_town, visitor, "This payment did not go through")
    told_town.outside.make_wait("256772700003")
    visitor.send("/pay/", phone="0772 700 003")
    assert "***003" in visitor.text
    waiting = _payment(told_town, visitor)
    # No prompt to be seen: another number, and the first one is given up.
    visitor.follow("/pay/")
    visitor.send("/pay/", phone="0772 700 004")
    newest = _payment(told_town, visitor)
    assert len({one["id"] for one in (first, waiting, newest)}) == 3
    _until(told_town, visitor, "Paid. Thank you!")
    assert_paid(told_town, newest)
    told_town.outside.reject(waiting)
    told_town.shop.verify(waiting)
    assert_at_peace(told_town)
