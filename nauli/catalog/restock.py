"""Put pieces on the shelf, or take them off it, by a delta: never by an absolute number."""

from __future__ import annotations

from django.db import DataError, IntegrityError, transaction
from django.db.models import F

from nauli.catalog.models import Product
from nauli.kit.errors import Conflict
from nauli.record.models import record


class StockOutOfRange(Conflict):
    """That would leave less than nothing, or more than can be counted."""


def restock(product: Product, delta: int) -> Product:
    """Add `delta` to the present stock, whatever it is by now, and return the product as it is."""
    try:
        with transaction.atomic():
            Product.objects.filter(pk=product.pk).update(stock=F("stock") + delta)
            record("product", product.pk, after="restocked", reason=f"{delta:+d}")
    except (IntegrityError, DataError) as error:
        left = Product.objects.values_list("stock", flat=True).get(pk=product.pk)
        raise StockOutOfRange(field="delta", left=left) from error
    product.refresh_from_db()
    return product
