"""Rows for tests, made the way the product makes them where that matters."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, time, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.db.models.functions import Now
from django.db.transaction import atomic

from nauli.access import keys
from nauli.access.scopes import Scope
from nauli.catalog.models import Product
from nauli.customers.models import Customer
from nauli.gateways.contract import Outcome, Report
from nauli.idempotency.claim import Ticket
from nauli.kit.clock import now
from nauli.kit.money import Money
from nauli.orders.models import Order
from nauli.orders.place import Item, place_order
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.travel.confirm import confirm
from nauli.travel.hold import seal
from nauli.travel.models import Booking, Listing, Policy
from nauli.travel.nights import take
from nauli.travel.release import release
from nauli.travel.stay import Stay

_numbers = count(1)


def new_product(
    *,
    price: str = "12.50",
    currency: str = "EUR",
    stock: int = 10,
    active: bool = True,
    name: str = "",
    photos: Sequence[str] = (),
) -> Product:
    return Product.objects.create(
        name=name or f"Product {next(_numbers)}",
        photos=list(photos),
        price_minor=Money.parse(price, currency).minor,
        currency=currency,
        stock=stock,
        active=active,
    )


# A day that no test comes to, and that can be booked.
CHECK_IN = now().date() + timedelta(days=200)


def new_policy(*steps: tuple[int, int], name: str = "") -> Policy:
    """A policy of these steps of days before and percent back."""
    chosen = steps or ((14, 100), (3, 50))
    return Policy.objects.create(
        name=name or f"policy {next(_numbers)}",
        version=1,
        steps=[{"days_before": days, "percent": percent} for days, percent in chosen],
    )


def new_listing(*, price: str = "40.00", currency: str = "EUR", **changes: object) -> Listing:
    """A lodge at Jinja; `changes` are columns."""
    columns: dict[str, Any] = {
        "title": f"Lodge {next(_numbers)}",
        "town": "Jinja",
        "country": "UG",
        "price_minor": Money.parse(price, currency).minor,
        "currency": currency,
        "max_guests": 4,
        "check_in_from": time(14),
        "check_out_until": time(10, 30),
        "time_zone": "Africa/Kampala",
        **changes,
    }
    if "policy" not in columns:
        columns["policy"] = new_policy()
    return Listing.objects.create(**columns)


def new_booking(
    listing: Listing | None = None,
    *,
    check_in: date = CHECK_IN,
    nights: int = 2,
    guests: int = 2,
    state: Booking.State = Booking.State.HELD,
) -> Booking:
    """Two nights of two guests, taken; past ones too. An ended booking holds none any more."""
    stay = Stay(check_in, check_in + timedelta(days=nights), guests)
    with atomic():
        booking = seal(listing or new_listing(), stay)
        assert take(booking) == []
        if state in {Booking.State.CONFIRMED, Booking.State.COMPLETED}:
            assert confirm(booking)
        if state == Booking.State.COMPLETED:
            booking.move_to(state)
        if state in {Booking.State.CANCELLED, Booking.State.EXPIRED}:
            release(booking, state, reason="a test says so")
    return booking


def new_customer(
    *,
    phone: str = "+256772123456",
    email: str = "amina@example.org",
    language: str = "en",
    name: str = "Amina",
) -> Customer:
    return Customer.objects.create(name=name, phone=phone, email=email, language=language)


def new_order(
    *products: Product, quantity: int = 1, customer: Customer | None = None, ago: int = 0
) -> Order:
    """Place an order for `quantity` of each product; `ago`: it ran out so many seconds ago."""
    buyer = customer or new_customer()
    items = [Item(product.pk, quantity) for product in products or (new_product(),)]
    order, _ = place_order(customer=buyer.pk, items=items)
    if ago:
        Order.objects.filter(pk=order.pk).update(expires_at=Now() - timedelta(seconds=ago))
        order.refresh_from_db()
    return order


def new_payment(order: Order | None = None, *, looks: int = 0, gateway: str = "momo") -> Payment:
    """A pending payment over its order's total, due to be looked at now."""
    paid_for = order or new_order()
    return Payment.objects.create(
        order=paid_for,
        gateway=gateway,
        amount_minor=paid_for.total_minor,
        currency=paid_for.currency,
        payer="+256772123456",
        next_look_at=Now(),
        looks=looks,
    )


def new_paid_payment(order: Order | None = None, *, gateway: str = "momo") -> Payment:
    """A payment whose money has come and pays its order."""
    payment = new_payment(order, gateway=gateway)
    return settle(succeeded(payment, transaction=f"T{payment.pk.hex[:12]}"))


def new_ticket(key: str = "", *, scope: int = 1, fingerprint: str = "") -> Ticket:
    return Ticket(
        scope=scope,
        key=key or uuid4().hex,
        fingerprint=fingerprint or hashlib.sha256(b"the same").hexdigest(),
    )


def new_key(*scopes: Scope) -> str:
    """Return the secret text of a key with these scopes, or with all of them."""
    return keys.create("tests", scopes=scopes or tuple(Scope))[1]


def succeeded(payment: Payment, *, amount: Money | None = None, transaction: str = "") -> Report:
    return Report(
        reference=payment.reference,
        outcome=Outcome.SUCCEEDED,
        amount=amount or payment.amount,
        transaction=transaction,
    )


def failed(payment: Payment, code: str = "declined") -> Report:
    return Report(
        reference=payment.reference, outcome=Outcome.FAILED, code=code, message="APPROVAL_REJECTED"
    )


def pending(payment: Payment) -> Report:
    return Report(reference=payment.reference, outcome=Outcome.PENDING)
