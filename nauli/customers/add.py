"""Write down who buys."""

from __future__ import annotations

from nauli.customers.models import Customer
from nauli.record.models import record


def add_customer(*, name: str, phone: str, email: str, language: str) -> Customer:
    """Add a customer whose phone was read as E.164. Two may share one: families do."""
    customer = Customer.objects.create(name=name, phone=phone, email=email, language=language)
    record("customer", customer.pk, after="added")
    return customer
