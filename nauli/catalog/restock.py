"""Put pieces on the shelf, or take them off it, by a delta: never by an absolute number."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from nauli.catalog.models import Product
from nauli.kit.errors import Conflict
from nauli.record.models import record

# Far below what the column holds, so that goods that come back always find room.
MOST_PIECES = 1_000_000_000


class StockOutOfRange(Conflict):
    """That would leave less than nothing, or more than can be counted."""


def restock(product: Product, delta: int) -> Product:
    """Add `delta` to the present stock, whatever it is by now, and return the product as it is."""
    fits = Product.objects.filter(
        pk=product.pk, stock__gte=max(-delta, 0), stock__lte=MOST_PIECES - max(delta, 0)
    )
    with transaction.atomic():
        moved = fits.update(stock=F("stock") + delta)
        if moved:
            record("product", product.pk, after="restocked", reason=f"{delta:+d}")
    product.refresh_from_db()
    if not moved:
        raise StockOutOfRange(field="delta", left=product.stock)
    return product
