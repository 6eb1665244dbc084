from __future__ import annotations

from contextlib import ExitStack
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from nauli.catalog.models import Product
from nauli.orders import stock
from tests.factories import new_product
from tests.together import behind_a_lock

pytestmark = pytest.mark.django_db


def _stocks(products: list[Product]) -> list[int]:
    found = Product.objects.in_bulk([product.pk for product in products])
    return [found[product.pk].stock for product in products]


@hypothesis_settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 6)), min_size=1, max_size=6))
def test_one_statement_does_what_a_plain_loop_would(rows: list[tuple[int, int]]) -> None:
    products = [new_product(stock=there) for there, _ in rows]
    short = stock.take(
        {product.pk: wanted for product, (_, wanted) in zip(products, rows, strict=True)}
    )
    expected = [there - wanted if there >= wanted else there for there, wanted in rows]
    assert _stocks(products) == expected
    assert short == {
        product.pk
        for product, (there, wanted) in zip(products, rows, strict=True)
        if there < wanted
    }


def test_what_was_taken_can_be_put_back() -> None:
    products = [new_product(stock=5), new_product(stock=1)]
    pieces = {products[0].pk: 5, products[1].pk: 1}
    assert stock.take(pieces) == set()
    assert _stocks(products) == [0, 0]
    stock.put_back(pieces)
    assert _stocks(products) == [5, 1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turned", [False, True])
def test_rows_are_locked_by_their_ids_in_whatever_order_they_are_wanted(*, turned: bool) -> None:
    low, high = UUID(int=1), UUID(int=2)
    # The higher one lies first in the table, where a scan would meet it first.
    made = [
        Product.objects.create(id=number, name="x", price_minor=1, currency="EUR", stock=5)
        for number in (high, low)
    ]
    pieces = dict.fromkeys((high, low) if turned else (low, high), 1)
    with ExitStack() as later:
        with transaction.atomic():
            Product.objects.select_for_update().get(pk=low)
            taken = later.enter_context(behind_a_lock(lambda: stock.take(pieces)))
            # Whoever waits for the lower one must not hold the higher one already.
            Product.objects.select_for_update(nowait=True).get(pk=high)
        assert taken.result(timeout=10) == set()
    assert _stocks(made) == [4, 4]
