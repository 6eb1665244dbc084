"""Place an order: price it, write it, take its goods. All or nothing, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from nauli.catalog.models import Product
from nauli.customers.models import Customer
from nauli.kit.errors import Conflict, Invalid
from nauli.kit.money import MOST_MINOR
from nauli.orders import stock
from nauli.orders.models import Line, Order
from nauli.record.models import record

MOST_LINES = 100
MOST_PIECES = 10_000


class NoItems(Invalid):
    """An order needs at least one item."""


class TooManyItems(Invalid):
    """An order has at most 100 lines."""


class QuantityOutOfRange(Invalid):
    """A quantity is a whole number from 1 to 10000, all items of one product together."""


class UnknownCustomer(Invalid):
    """There is no customer with this number."""


class UnknownProduct(Invalid):
    """There is no product with this id."""


class InactiveProduct(Invalid):
    """This product is not for sale."""


class MixedCurrencies(Invalid):
    """All items of an order must have prices in the same currency."""


class TotalTooLarge(Invalid):
    """The total is larger than an order can be."""


class NotEnoughStock(Conflict):
    """There are not enough pieces of a product left."""


@dataclass(frozen=True, slots=True)
class Item:
    product: UUID
    quantity: int


@transaction.atomic
def place_order(*, customer: int, items: Sequence[Item]) -> tuple[Order, list[Line]]:
    """Write an open order and hold its goods, or raise an error that says what to change."""
    pieces = _add_up(items)
    buyer = Customer.objects.annotate(now=Now()).filter(pk=customer).first()
    if buyer is None:
        raise UnknownCustomer(f"There is no customer {customer}.", field="customer")
    products = _price(items, pieces)
    currency = next(iter(products.values())).currency
    total = sum(products[id_].price_minor * quantity for id_, quantity in pieces.items())
    if total > MOST_MINOR:
        raise TotalTooLarge(field="items")
    order = Order.objects.create(
        customer=buyer,
        currency=currency,
        total_minor=total,
        expires_at=buyer.now + timedelta(seconds=settings.ORDER_LIFETIME_SECONDS),
    )
    lines = Line.objects.bulk_create(
        Line(
            order=order,
            position=position,
            product=products[id_],
            name=products[id_].name,
            quantity=quantity,
            unit_price_minor=products[id_].price_minor,
        )
        for position, (id_, quantity) in enumerate(pieces.items())
    )
    record("order", order.pk, after=Order.Status.OPEN)
    # Last, so that a hot product is locked for the shortest time.
    _take_stock(pieces, items, products)
    return order, lines


def _add_up(items: Sequence[Item]) -> dict[UUID, int]:
    """Return pieces per product in the request's order: the same product twice is one line."""
    if not items:
        raise NoItems(field="items")
    if len(items) > MOST_LINES:
        raise TooManyItems(field="items")
    pieces: dict[UUID, int] = {}
    for index, item in enumerate(items):
        pieces[item.product] = pieces.get(item.product, 0) + item.quantity
        if not 1 <= item.quantity <= MOST_PIECES or pieces[item.product] > MOST_PIECES:
            raise QuantityOutOfRange(field=f"items.{index}.quantity")
    return pieces


def _price(items: Sequence[Item], pieces: dict[UUID, int]) -> dict[UUID, Product]:
    products = Product.objects.in_bulk(list(pieces))
    for index, item in enumerate(items):
        product = products.get(item.product)
        where = f"items.{index}.product"
        if product is None:
            raise UnknownProduct(f"There is no product {item.product}.", field=where)
        if not product.active:
            raise InactiveProduct(f"{product.name} is not for sale.", field=where)
        first = products[items[0].product]
        if product.currency != first.currency:
            raise MixedCurrencies(
                f"{product.name} is priced in {product.currency}, {first.name} in"
                f" {first.currency}. Place one order per currency.",
                field=where,
            )
    return products


def _take_stock(
    pieces: dict[UUID, int], items: Sequence[Item], products: dict[UUID, Product]
) -> None:
    short = stock.take(pieces)
    if not short:
        return
    # What is left is read anew: the number that priced the order may be old by now.
    left = dict(Product.objects.filter(pk__in=short).values_list("pk", "stock"))
    id_ = next(product for product in pieces if product in short)
    index = next(index for index, item in enumerate(items) if item.product == id_)
    raise NotEnoughStock(
        f"{products[id_].name}: {pieces[id_]} wanted, {left[id_]} left.",
        field=f"items.{index}.quantity",
        product=str(id_),
        left=left[id_],
    )
