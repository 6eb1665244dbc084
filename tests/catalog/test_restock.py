from __future__ import annotations

import pytest

from nauli.catalog.models import Product
from nauli.catalog.restock import MOST_PIECES, StockOutOfRange, restock
from nauli.record.models import Change
from tests.factories import new_product
from tests.together import together


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("delta", "left"), [(5, 15), (-10, 0), (0, 10), (MOST_PIECES - 10, MOST_PIECES)]
)
def test_a_delta_is_added(delta: int, left: int) -> None:
    product = new_product(stock=10)
    assert restock(product, delta).stock == left
    product.refresh_from_db()
    assert product.stock == left
    assert Change.objects.get(subject="product").reason == f"{delta:+d}"


@pytest.mark.django_db
@pytest.mark.parametrize("delta", [-11, MOST_PIECES - 9, -(2**31), 2**31 - 1])
def test_what_leaves_less_than_nothing_or_too_much_changes_nothing(delta: int) -> None:
    product = new_product(stock=10)
    with pytest.raises(StockOutOfRange) as refusal:
        restock(product, delta)
    assert refusal.value.extra == {"left": 10}
    product.refresh_from_db()
    assert product.stock == 10
    assert not Change.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_all_count() -> None:
    product = new_product(stock=0)
    together([lambda: restock(Product.objects.get(pk=product.pk), 3)] * 10)
    product.refresh_from_db()
    assert product.stock == 30
