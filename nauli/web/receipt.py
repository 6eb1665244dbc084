"""The receipt of an order that is paid: what was paid for, how, and what went back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nauli.kit.money import Money
from nauli.ledger import accounts
from nauli.orders.models import Line, Order
from nauli.payments.models import Payment
from nauli.refunds.models import Refund
from nauli.web.methods import title_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the order; of a stay, its line knows the booking, and the quantity is nights."""

    line: Line
    unit_price: Money
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """Money that went back on a day, or that is still on its way."""

    amount: Money
    reference: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    order: Order
    paid_at: datetime
    rows: Sequence[Row]
    method: str
    reference: str
    returned: Sequence[Returned]
    taken_back: Money | None  # by the gateway itself, which nobody here had asked for
    remains: Money


def receipt_of(order: Order) -> Receipt | None:
    """Return what is true of the order's money now, or None where it is not paid."""
    if order.status != Order.Status.PAID or order.paid_at is None:
        return None
    # A constraint says that there is one: one_payment_pays_an_order.
    payment = order.payments.get(booked_to=accounts.ORDERS)
    returned = [
        Returned(
            amount=refund.amount,
            reference=refund.reference,
            at=refund.settled_at if refund.state == Refund.State.SUCCEEDED else None,
        )
        for refund in payment.refunds.exclude(state=Refund.State.FAILED).order_by(
            "created_at", "pk"
        )
    ]
    remains = payment.amount - payment.returned
    reversed_ = payment.state == Payment.State.REVERSED
    return Receipt(
        order=order,
        paid_at=order.paid_at,
        rows=[
            Row(
                line=line,
                unit_price=line.unit_price(order.currency),
                total=line.total(order.currency),
            )
            for line in order.lines.select_related("booking__listing")
        ],
        method=title_of(payment.gateway),
        reference=payment.reference,
        returned=returned,
        taken_back=remains if reversed_ and remains.minor else None,
        remains=Money(0, order.currency) if reversed_ else remains,
    )
