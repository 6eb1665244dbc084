from __future__ import annotations

import pytest

from nauli.catalog.models import Product
from nauli.orders.end import mark_paid, release
from nauli.orders.models import IllegalMove, Order
from nauli.record.models import Change
from tests.factories import new_order, new_product

pytestmark = pytest.mark.django_db
Status = Order.Status


def _stocks(*products: Product) -> list[int]:
    for product in products:
        product.refresh_from_db()
    return [product.stock for product in products]


def test_an_open_order_becomes_paid_with_the_goods_that_it_holds() -> None:
    product = new_product(stock=10)
    order = new_order(product, quantity=4)
    assert mark_paid(order, reason="NAU-1")
    order.refresh_from_db()
    assert order.status == Status.PAID
    assert order.paid_at is not None
    assert _stocks(product) == [6]
    change = Change.objects.get(subject="order", after="paid")
    assert (change.before, change.reason) == ("open", "NAU-1")


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.EXPIRED])
def test_an_order_that_ends_unpaid_gives_its_goods_back(status: Order.Status) -> None:
    one, two = new_product(stock=10), new_product(stock=4)
    order = new_order(one, two, quantity=4)
    assert _stocks(one, two) == [6, 0]
    release(order, status, reason="a test")
    order.refresh_from_db()
    assert (order.status, order.paid_at) == (status, None)
    assert _stocks(one, two) == [10, 4]


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.EXPIRED])
def test_an_ended_order_that_is_paid_takes_its_goods_again(status: Order.Status) -> None:
    one, two = new_product(stock=4), new_product(stock=9)
    order = new_order(one, two, quantity=4)
    release(order, status, reason="a test")
    assert mark_paid(order, reason="late")
    order.refresh_from_db()
    assert order.status == Status.PAID
    assert _stocks(one, two) == [0, 5]


def test_an_ended_order_takes_all_of_its_goods_or_none() -> None:
    one, gone = new_product(stock=4), new_product(stock=4)
    order = new_order(one, gone, quantity=4)
    release(order, Status.EXPIRED, reason="a test")
    Product.objects.filter(pk=gone.pk).update(stock=3)
    assert not mark_paid(order, reason="late")
    order.refresh_from_db()
    assert (order.status, order.paid_at) == (Status.EXPIRED, None)
    assert _stocks(one, gone) == [4, 3]


def test_a_paid_order_is_not_paid_again() -> None:
    product = new_product(stock=10)
    order = new_order(product)
    mark_paid(order, reason="first")
    assert not mark_paid(order, reason="second")
    assert _stocks(product) == [9]
    assert Change.objects.filter(subject="order", after="paid").count() == 1


@pytest.mark.parametrize("status", [Status.PAID, Status.EXPIRED])
def test_what_has_ended_cannot_be_released(status: Order.Status) -> None:
    product = new_product(stock=10)
    order = new_order(product)
    if status == Status.PAID:
        mark_paid(order, reason="NAU-1")
    else:
        release(order, status, reason="a test")
    before = _stocks(product)
    with pytest.raises(IllegalMove):
        release(order, Status.CANCELLED, reason="a test")
    assert _stocks(product) == before
