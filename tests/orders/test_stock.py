from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from nauli.catalog.models import Product
from nauli.orders import stock
from tests.factories import new_product

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
