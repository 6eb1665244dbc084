"""Who buys, and what there is to buy."""

from __future__ import annotations

from nauli.backoffice.read_only import ReadOnly, shown
from nauli.catalog.models import Product


class ProductPages(ReadOnly):
    list_display = ("name", "price_shown", "stock", "active", "created_at")
    list_filter = ("active",)
    search_fields = ("name", "description", "id")
    ordering = ("-created_at", "-pk")
    fields = (
        "id",
        "name",
        "description",
        "photos",
        "photo_texts",
        "price_shown",
        "stock",
        "active",
        "created_at",
    )

    @shown("Price", ordering="price_minor")
    def price_shown(self, product: Product) -> str:
        return product.price.spoken()


class CustomerPages(ReadOnly):
    list_display = ("name", "phone", "email", "language", "created_at")
    list_filter = ("language",)
    search_fields = ("name", "phone", "email")
    ordering = ("-pk",)
