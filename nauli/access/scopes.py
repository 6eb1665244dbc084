"""What a key may do. One merchant per installation: every key that may read sees everything."""

from __future__ import annotations

from django.db import models


class Scope(models.TextChoices):
    READ = "read", "see everything"
    CUSTOMERS = "customers:write", "add customers"
    ORDERS = "orders:write", "place orders"
    PAYMENTS = "payments:write", "charge and verify payments"
    PRODUCTS = "products:write", "change products and their stock"
