"""What a customer wants and what it costs, sealed when it was placed."""

from __future__ import annotations

import uuid
from functools import cached_property

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now

from nauli.catalog.models import Product
from nauli.customers.models import Customer
from nauli.kit.money import Money
from nauli.kit.references import order_number
from nauli.record.models import record
from nauli.travel.models import Booking


class IllegalMove(Exception):
    """A state was to change along a way that does not exist: a mistake in our code."""


class Order(models.Model):
    """One purchase, in one currency.

    OPEN ──> PAID
      ├────> CANCELLED ──> PAID   (late money, while what it held was still to be had)
      └────> EXPIRED ────> PAID   (likewise)
    """

    class Status(models.TextChoices):
        OPEN = "open"  # its goods or nights are held for it; nothing is paid yet
        PAID = "paid"  # the money is ours, and what it is for is the customer's
        CANCELLED = "cancelled"  # somebody ended it; what it held went back
        EXPIRED = "expired"  # nobody paid in time; what it held went back

    MOVES = {
        Status.OPEN: {Status.PAID, Status.CANCELLED, Status.EXPIRED},
        Status.CANCELLED: {Status.PAID},
        Status.EXPIRED: {Status.PAID},
        Status.PAID: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=20, unique=True, default=order_number)
    # Whoever knows it sees the order's page; the order's id, which others are told, leads nowhere.
    link = models.UUIDField(unique=True, editable=False, db_default=RandomUUID())
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="orders")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["created_at", "id"]),
            models.Index(
                name="open_orders_by_expiry",
                fields=["expires_at"],
                condition=models.Q(status="open"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="an_order_is_in_a_known_state",
                condition=models.Q(status__in=["open", "paid", "cancelled", "expired"]),
            ),
            models.CheckConstraint(
                name="an_order_costs_something", condition=models.Q(total_minor__gt=0)
            ),
            models.CheckConstraint(
                name="a_paid_order_knows_when",
                condition=models.Q(status="paid", paid_at__isnull=False)
                | (~models.Q(status="paid") & models.Q(paid_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @cached_property
    def booking(self) -> Booking | None:
        """The stay that it is for, read once; None where it is for goods. That never changes."""
        return Booking.objects.filter(line__order=self).first()

    def move_to(self, status: Status, *, reason: str = "") -> None:
        """Move and save, or raise IllegalMove. The only place that writes `status`."""
        before = self.Status(self.status)
        if status not in self.MOVES[before]:
            raise IllegalMove(f"order {self.pk}: {before} -> {status}")
        self.status = status
        fields = ["status"]
        if status is self.Status.PAID:
            self.paid_at = Now()
            fields.append("paid_at")
        self.save(update_fields=fields)
        record("order", self.pk, before=before, after=status, reason=reason)


class Line(models.Model):
    """So many pieces of one product, or the nights of one stay, at the price of the day."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    # One of the two, and an order for a stay has no other line.
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True)
    booking = models.OneToOneField(
        Booking, on_delete=models.PROTECT, related_name="line", null=True, blank=True
    )
    name = models.CharField(max_length=160)
    quantity = models.PositiveIntegerField()  # pieces, or nights
    unit_price_minor = models.BigIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="one_line_per_product", fields=["order", "product"]),
            models.CheckConstraint(name="a_line_has_pieces", condition=models.Q(quantity__gte=1)),
            models.CheckConstraint(
                name="a_line_is_for_goods_or_for_a_stay",
                condition=models.Q(product__isnull=False, booking__isnull=True)
                | models.Q(product__isnull=True, booking__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.name}"

    def unit_price(self, currency: str) -> Money:
        return Money(self.unit_price_minor, currency)

    def total(self, currency: str) -> Money:
        return self.unit_price(currency) * self.quantity
