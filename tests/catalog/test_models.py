from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from nauli.catalog.models import Product
from tests.factories import new_product

pytestmark = pytest.mark.django_db


def test_stock_is_never_below_zero_whoever_writes_it() -> None:
    product = new_product(stock=1)
    with pytest.raises(IntegrityError, match="stock_is_never_below_zero"), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(stock=-1)
    product.refresh_from_db()
    assert product.stock == 1


@pytest.mark.parametrize("minor", [0, -1])
def test_a_price_is_more_than_nothing(minor: int) -> None:
    with pytest.raises(IntegrityError, match="a_price_is_more"), transaction.atomic():
        Product.objects.create(name="x", price_minor=minor, currency="EUR")
    assert not Product.objects.exists()
