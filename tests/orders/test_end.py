from __future__ import annotations

from datetime import timedelta

import pytest

from nauli.catalog.models import Product
from nauli.orders.end import mark_paid, release
from nauli.orders.models import IllegalMove, Order
from nauli.record.models import Change
from nauli.travel.models import Night
from tests.factories import new_listing, new_order, new_product
from tests.stays import book, states

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


# --- Stays ----------------------------------------------------------------------------------------


def test_a_stay_that_is_paid_is_confirmed() -> None:
    order, booking = book()
    assert mark_paid(order, reason="NAU-1")
    assert states(order) == ("paid", "confirmed", 2)
    change = Change.objects.get(subject="booking", after="confirmed")
    assert (change.before, change.reason) == ("held", order.number)
    booking.refresh_from_db()
    assert booking.confirmed_at is not None


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.EXPIRED])
def test_a_stay_that_ends_unpaid_ends_as_its_order_and_frees_its_nights(
    status: Order.Status,
) -> None:
    order, _ = book(listing := new_listing())
    release(order, status, reason="a test")
    assert states(order) == (status, status, 0)
    assert states(book(listing)[0]) == ("open", "held", 2)


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.EXPIRED])
def test_a_stay_that_had_ended_takes_its_nights_again(status: Order.Status) -> None:
    order, _ = book()
    release(order, status, reason="a test")
    assert mark_paid(order, reason="late")
    assert states(order) == ("paid", "confirmed", 2)


def test_a_stay_that_had_ended_takes_all_of_its_nights_or_none() -> None:
    order, booking = book(listing := new_listing(), nights=3)
    release(order, Status.EXPIRED, reason="a test")
    book(listing, check_in=booking.check_out - timedelta(days=1))
    assert not mark_paid(order, reason="late")
    assert states(order) == ("expired", "expired", 0)
    assert Night.objects.count() == 2


def test_a_paid_stay_is_not_paid_again() -> None:
    order, _ = book()
    mark_paid(order, reason="first")
    assert not mark_paid(order, reason="second")
    assert Change.objects.filter(subject="booking", after="confirmed").count() == 1
