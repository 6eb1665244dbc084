"""What is true after a settlement, read back from the database in one look.

An order here is one piece at EUR 12.50 from a shelf of ten.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Sum
from django.db.models.functions import Now

from nauli.cases.models import Case
from nauli.catalog.models import Product
from nauli.gateways.contract import Report
from nauli.ledger.models import Entry
from nauli.notifications.models import Message
from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from tests.factories import new_order


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    payment: str  # its state
    order: str
    books: list[tuple[str, str, str]]  # side, account, amount with currency; in writing order
    told: list[tuple[str, str]]  # topic, channel
    looks_on: bool  # whether the gateway will be asked again
    stock: int  # of all products together


def world(payment: Payment) -> World:
    now = Payment.objects.select_related("order").get(pk=payment.pk)
    return World(
        payment=now.state,
        order=now.order.status,
        books=[
            (entry.side, entry.account, entry.amount.spoken())
            for entry in Entry.objects.order_by("id")
        ],
        told=list(Message.objects.order_by("id").values_list("topic", "channel")),
        looks_on=now.next_look_at is not None,
        stock=Product.objects.aggregate(all=Sum("stock"))["all"],
    )


BOOKED = [("debit", "clearing:momo", "EUR 12.50"), ("credit", "orders", "EUR 12.50")]
UNAPPLIED = [("debit", "clearing:momo", "EUR 12.50"), ("credit", "unapplied", "EUR 12.50")]
PAID = World(
    payment="succeeded",
    order="paid",
    books=BOOKED,
    told=[("payment_succeeded", "email"), ("payment_succeeded", "sms")],
    looks_on=False,
    stock=9,
)
FAILED = World(
    payment="failed",
    order="open",
    books=[],
    told=[("payment_failed", "email"), ("payment_failed", "sms")],
    looks_on=False,
    stock=9,
)
WAITING = World(payment="pending", order="open", books=[], told=[], looks_on=True, stock=9)


def cases_of(payment: Payment) -> list[tuple[str, str]]:
    """Return kind and detail of the open cases, oldest first."""
    open_ones = Case.objects.filter(fact=payment.reference, closed_at=None).order_by("pk")
    return list(open_ones.values_list("kind", "detail"))


def again(payment: Payment) -> Payment:
    return Payment.objects.get(pk=payment.pk)


def heard(report: Report) -> Payment:
    """Settle what a look has heard: that it asks is written down before it does."""
    Payment.objects.filter(reference=report.reference).update(looked_at=Now())
    return settle(report)


def old_payment(age: timedelta, order: Order | None = None, **fields: object) -> Payment:
    """A pending payment that was made so long ago; its birth never changes once it is written."""
    paid_for = order or new_order()
    values = {
        "order": paid_for,
        "gateway": "momo",
        "amount_minor": paid_for.total_minor,
        "currency": paid_for.currency,
        "payer": "+256772123456",
        "next_look_at": Now(),
        "created_at": Now() - age,
    }
    return Payment.objects.create(**(values | fields))
