"""What a key may do. One merchant per installation: every key that may read sees everything."""

from __future__ import annotations

from django.db import models


class Scope(models.TextChoices):
    READ = "read", "see everything"
    CUSTOMERS = "customers:write", "add customers"
    ORDERS = "orders:write", "place and cancel orders"
    PAYMENTS = "payments:write", "charge, verify and cancel payments"
    REFUNDS = "refunds:write", "return money to customers"
    PRODUCTS = "products:write", "change products and their stock"
    LISTINGS = "listings:write", "change listings, their policies and reviews"
    BOOKINGS = "bookings:write", "book and cancel stays, check vouchers"
    CASES = "cases:write", "close cases"
