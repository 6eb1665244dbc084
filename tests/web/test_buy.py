from __future__ import annotations

from functools import partial

import pytest
from django.db import connection

from nauli.catalog.models import Product
from nauli.customers.models import Customer
from nauli.gateways.contract import Unsure
from nauli.orders.models import Order
from nauli.orders.place import Item, place_order
from nauli.payments.models import Payment
from nauli.web import buy as buying
from nauli.web.buy import PriceChanged, Wish, buy, new_key, pay, seen_as
from tests.factories import new_order, new_payment, new_product
from tests.fakes import FakeGateway
from tests.payments.world import again
from tests.together import together

pytestmark = pytest.mark.django_db


def _wish(*, seen: str, key: str = "", method: str = "momo") -> Wish:
    return Wish(
        key=key or new_key(),
        name="Amina",
        phone="+256772123456",
        email="",
        language="en",
        method=method,
        seen=seen,
        limits=(),
    )


def _place(product: Product, customer: int) -> Order:
    return place_order(customer=customer, items=[Item(product.pk, 1)])[0]


def test_a_price_that_was_not_seen_writes_nothing(gateway: FakeGateway) -> None:
    product = new_product(price="12.50")
    for seen in ("EUR.1249", "UGX.1250", ""):
        with pytest.raises(PriceChanged):
            buy(_wish(seen=seen), partial(_place, product))
    assert (Order.objects.count(), Customer.objects.count(), gateway.asked) == (0, 0, [])
    product.refresh_from_db()
    assert product.stock == 10


def test_who_died_between_order_and_charge_goes_on_there(gateway: FakeGateway) -> None:
    product = new_product()
    wish = _wish(seen=seen_as(product.price))
    order = buying._order(wish, partial(_place, product))  # and then the process died
    assert buy(wish, partial(_place, product)) == order
    assert gateway.verbs == ["charge"]
    assert Order.objects.count() == 1


def test_who_died_in_the_charge_has_it_asked_about_and_not_sent_again(gateway: FakeGateway) -> None:
    product = new_product()
    wish = _wish(seen=seen_as(product.price))
    gateway.says.append(Unsure("The connection broke off."))
    order = buy(wish, partial(_place, product))
    assert buy(wish, partial(_place, product)) == order
    assert gateway.verbs == ["charge"]
    assert Payment.objects.get().state == "pending"


@pytest.mark.django_db(transaction=True)
def test_sent_many_times_at_once_it_is_one_order_and_one_charge(gateway: FakeGateway) -> None:
    product = new_product(stock=10)
    wish = _wish(seen=seen_as(product.price))
    orders = together([partial(buy, wish, partial(_place, product)) for _ in range(8)])
    assert len({getattr(order, "pk", order) for order in orders}) == 1
    assert (Order.objects.count(), Customer.objects.count()) == (1, 1)
    assert gateway.verbs == ["charge"]
    assert gateway.inside_a_transaction == [False]
    product.refresh_from_db()
    assert product.stock == 9
    connection.close()


def test_a_form_that_is_sent_twice_does_not_give_up_what_it_has_begun(gateway: FakeGateway) -> None:
    first = new_payment()
    order, key = first.order, new_key()
    for _ in range(2):
        pay(order, key=key, method="momo", phone="+256772000111", instead=first.pk)
    assert again(first).state == "cancelled"
    second = order.payments.exclude(pk=first.pk).get()
    assert (second.state, second.payer) == ("pending", "+256772000111")
    assert gateway.verbs.count("charge") == 1


def test_one_key_pays_one_order_alone(gateway: FakeGateway) -> None:
    key, mine, other = new_key(), new_order(), new_order()
    pay(mine, key=key, method="momo")
    pay(other, key=key, method="momo")
    assert (mine.payments.count(), other.payments.count()) == (1, 0)


def test_what_cannot_be_paid_any_more_is_not_asked_for(gateway: FakeGateway) -> None:
    order = new_order(ago=1)
    pay(order, key=new_key(), method="momo")
    assert (order.payments.count(), gateway.asked) == (0, [])
