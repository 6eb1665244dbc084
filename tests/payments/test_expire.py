from __future__ import annotations

import time
from contextlib import ExitStack
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.catalog.models import Product
from nauli.orders.models import Order
from nauli.payments.expire import expire_due
from nauli.payments.settle import settle
from nauli.record.models import Change
from tests.factories import failed, new_order, new_payment, new_product, succeeded
from tests.together import behind_a_lock, together

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ten_minutes_of_grace(settings: Settings) -> None:
    settings.HOLD_GRACE_SECONDS = 600


def _status(order: Order) -> str:
    order.refresh_from_db()
    return order.status


def test_an_order_that_nobody_paid_in_time_gives_its_goods_back() -> None:
    product = new_product(stock=10)
    order = new_order(product, quantity=4, ago=1)
    assert expire_due(10) == 1
    product.refresh_from_db()
    assert (_status(order), product.stock) == ("expired", 10)
    assert Change.objects.get(after="expired").reason == "not paid in time"
    assert expire_due(10) == 0
    product.refresh_from_db()
    assert product.stock == 10


def test_an_order_that_has_time_left_keeps_its_goods() -> None:
    order = new_order()
    assert expire_due(10) == 0
    assert _status(order) == "open"


def test_an_order_that_is_paid_does_not_expire() -> None:
    payment = new_payment(new_order())
    settle(succeeded(payment))
    Order.objects.update(expires_at=Now() - timedelta(days=1))
    assert expire_due(10) == 0
    assert _status(payment.order) == "paid"


@pytest.mark.parametrize(("ago", "status"), [(599, "open"), (601, "expired")])
def test_while_its_payment_is_in_doubt_it_holds_its_goods_for_the_grace(
    ago: int, status: str
) -> None:
    payment = new_payment(new_order(ago=ago))
    expire_due(10)
    assert _status(payment.order) == status


def test_a_payment_that_failed_is_no_doubt() -> None:
    payment = new_payment(new_order(ago=1))
    settle(failed(payment))
    assert expire_due(10) == 1
    assert _status(payment.order) == "expired"


def test_at_most_so_many_are_done_at_once() -> None:
    orders = [new_order(ago=1) for _ in range(3)]
    assert expire_due(2) == 2
    assert sorted(_status(order) for order in orders) == ["expired", "expired", "open"]


def test_an_order_that_breaks_each_time_keeps_nobody_waiting_and_leaves_a_rest() -> None:
    product = new_product(stock=10)
    broken, whole = new_order(product, ago=9), new_order(new_product(), ago=1)
    # More pieces than the column holds come back: the oldest order cannot be ended.
    Product.objects.filter(pk=product.pk).update(stock=2**31 - 1)
    deadline = time.monotonic() + 20
    while _status(whole) == "open" and time.monotonic() < deadline:
        expire_due(1)
    assert _status(whole) == "expired"
    assert expire_due(1) == 0
    assert _status(broken) == "open"


@pytest.mark.django_db(transaction=True)
def test_many_at_once_give_the_goods_back_once() -> None:
    product = new_product(stock=10)
    for _ in range(5):
        new_order(product, ago=1)
    together([partial(expire_due, 10)] * 4)
    product.refresh_from_db()
    assert product.stock == 10
    assert Change.objects.filter(after="expired").count() == 5


@pytest.mark.django_db(transaction=True)
def test_a_payment_that_is_started_while_the_sweep_waits_keeps_its_goods() -> None:
    order = new_order(ago=1)
    with ExitStack() as later:
        with transaction.atomic():
            Order.objects.select_for_update().get(pk=order.pk)
            expiry = later.enter_context(behind_a_lock(partial(expire_due, 10)))
            new_payment(order)
        assert expiry.result(timeout=10) == 1
    assert _status(order) == "open"
