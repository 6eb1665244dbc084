from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from pytest_django import Settings

from nauli.catalog.models import Product
from nauli.kit.errors import NauliError
from nauli.kit.money import MOST_MINOR
from nauli.orders import place
from nauli.orders.models import Line, Order
from nauli.orders.place import Item, place_order
from nauli.record.models import Change
from tests.factories import new_customer, new_product
from tests.together import together

pytestmark = pytest.mark.django_db


def _stocks() -> dict[str, int]:
    return dict(Product.objects.values_list("name", "stock"))


def _refused(family: type[NauliError], *, customer: int, items: list[Item]) -> NauliError:
    """Return the refusal after a look at that nothing has moved."""
    before = _stocks()
    with pytest.raises(family) as refusal:
        place_order(customer=customer, items=items)
    assert _stocks() == before
    assert not Order.objects.exists()
    assert not Line.objects.exists()
    assert not Change.objects.exists()
    return refusal.value


def test_the_server_prices_the_order_and_holds_its_goods(settings: Settings) -> None:
    settings.ORDER_LIFETIME_SECONDS = 600
    coffee = new_product(name="Coffee", price="12.50", stock=10)
    tea = new_product(name="Tea", price="3.99", stock=5)
    customer = new_customer()
    order, lines = place_order(customer=customer.pk, items=[Item(coffee.pk, 2), Item(tea.pk, 3)])
    order.refresh_from_db()
    assert (order.status, str(order.total), order.currency) == ("open", "36.97", "EUR")
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", order.number)
    held = order.expires_at - order.created_at
    assert abs(held - timedelta(seconds=600)) < timedelta(seconds=1)
    assert [(line.name, line.quantity, str(line.total("EUR"))) for line in lines] == [
        ("Coffee", 2, "25.00"),
        ("Tea", 3, "11.97"),
    ]
    assert _stocks() == {"Coffee": 8, "Tea": 2}
    change = Change.objects.get(subject="order")
    assert (change.subject_id, change.before, change.after) == (str(order.pk), "", "open")


def test_the_same_product_twice_is_one_line() -> None:
    coffee, tea = new_product(name="Coffee", stock=10), new_product(name="Tea", stock=10)
    items = [Item(coffee.pk, 2), Item(tea.pk, 1), Item(coffee.pk, 3)]
    order, _ = place_order(customer=new_customer().pk, items=items)
    assert list(order.lines.values_list("position", "name", "quantity")) == [
        (0, "Coffee", 5),
        (1, "Tea", 1),
    ]
    assert _stocks() == {"Coffee": 5, "Tea": 9}


def test_the_last_piece_can_be_bought() -> None:
    product = new_product(stock=3)
    place_order(customer=new_customer().pk, items=[Item(product.pk, 3)])
    assert list(_stocks().values()) == [0]


def test_a_price_that_changes_later_does_not_change_the_order() -> None:
    product = new_product(price="12.50")
    order, _ = place_order(customer=new_customer().pk, items=[Item(product.pk, 1)])
    Product.objects.update(price_minor=1, name="Other")
    order.refresh_from_db()
    line = order.lines.get()
    assert (str(order.total), str(line.unit_price("EUR"))) == ("12.50", "12.50")
    assert line.name == product.name


def test_an_order_may_have_100_lines_of_10000_pieces() -> None:
    products = [new_product(stock=10_000, price="0.01") for _ in range(100)]
    order, lines = place_order(
        customer=new_customer().pk, items=[Item(product.pk, 10_000) for product in products]
    )
    assert (len(lines), str(order.total)) == (100, "10000.00")


def test_without_items_there_is_no_order() -> None:
    error = _refused(place.NoItems, customer=new_customer().pk, items=[])
    assert error.field == "items"


def test_more_than_100_items_are_refused() -> None:
    items = [Item(new_product().pk, 1)] * 101
    assert _refused(place.TooManyItems, customer=new_customer().pk, items=items).field == "items"


@pytest.mark.parametrize("quantities", [(0,), (-1,), (10_001,), (10_000, 1), (1, 0)])
def test_quantities_are_1_to_10000_also_when_they_are_added_up(
    quantities: tuple[int, ...],
) -> None:
    product = new_product(stock=50_000)
    items = [Item(product.pk, quantity) for quantity in quantities]
    error = _refused(place.QuantityOutOfRange, customer=new_customer().pk, items=items)
    assert error.field == f"items.{len(quantities) - 1}.quantity"


@pytest.mark.parametrize("number", [0, -1, 10**30])
def test_a_customer_that_is_not_there_is_refused(number: int) -> None:
    items = [Item(new_product().pk, 1)]
    assert _refused(place.UnknownCustomer, customer=number, items=items).field == "customer"


def test_a_product_that_is_not_there_is_named() -> None:
    known, unknown = new_product(), uuid4()
    error = _refused(
        place.UnknownProduct,
        customer=new_customer().pk,
        items=[Item(known.pk, 1), Item(unknown, 1)],
    )
    assert error.field == "items.1.product"
    assert str(unknown) in error.detail


def test_a_product_that_is_not_for_sale_is_named() -> None:
    items = [Item(new_product().pk, 1), Item(new_product(active=False, name="Old").pk, 1)]
    error = _refused(place.InactiveProduct, customer=new_customer().pk, items=items)
    assert (error.field, "Old" in error.detail) == ("items.1.product", True)


def test_two_currencies_in_one_order_are_refused() -> None:
    items = [
        Item(new_product(name="Coffee").pk, 1),
        Item(new_product(currency="UGX", price="25000", name="Tea").pk, 1),
    ]
    error = _refused(place.MixedCurrencies, customer=new_customer().pk, items=items)
    assert error.field == "items.1.product"
    assert "Tea is priced in UGX, Coffee in EUR" in error.detail


def test_a_total_that_the_database_cannot_hold_is_refused() -> None:
    product = new_product(price=str(MOST_MINOR), currency="UGX", stock=2)
    items = [Item(product.pk, 2)]
    assert _refused(place.TotalTooLarge, customer=new_customer().pk, items=items).field == "items"


def test_not_enough_stock_names_the_product_and_what_is_left_and_takes_nothing() -> None:
    plenty, scarce = new_product(stock=100), new_product(stock=3, name="Scarce")
    error = _refused(
        place.NotEnoughStock,
        customer=new_customer().pk,
        items=[Item(plenty.pk, 4), Item(scarce.pk, 2), Item(scarce.pk, 2)],
    )
    assert error.detail == "Scarce: 4 wanted, 3 left."
    assert error.field == "items.1.quantity"
    assert error.extra == {"product": str(scarce.pk), "left": 3}


@pytest.mark.django_db(transaction=True)
def test_fifty_buyers_of_ten_pieces_get_ten() -> None:
    product, buyer = new_product(stock=10), new_customer()

    def buy() -> object:
        return place_order(customer=buyer.pk, items=[Item(product.pk, 1)])

    came = together([buy] * 50)
    refused = [error for error in came if isinstance(error, Exception)]
    assert len(refused) == 40
    assert all(isinstance(error, place.NotEnoughStock) for error in refused), refused
    assert Order.objects.count() == Line.objects.count() == 10
    product.refresh_from_db()
    assert product.stock == 0


@pytest.mark.django_db(transaction=True)
def test_the_same_goods_in_another_order_never_wait_in_a_circle() -> None:
    one, two = new_product(stock=10_000), new_product(stock=10_000)
    buyer = new_customer()

    def buy(*products: Product) -> None:
        for _ in range(25):
            place_order(customer=buyer.pk, items=[Item(p.pk, 1) for p in products])

    came = together([lambda: buy(one, two), lambda: buy(two, one)] * 3)
    assert came == [None] * 6  # a deadlock would be an OperationalError
    for product in (one, two):
        product.refresh_from_db()
        assert product.stock == 10_000 - 6 * 25
