"""The receipt of an order that is paid: what was paid for, how, and what went back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

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
    """Money that went back at a moment, or that is still on its way."""

    amount: Money
    reference: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Its moments are by the clock of the place, or of the merchant where there is none."""

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
    lines = list(order.lines.select_related("booking__listing"))
    # A constraint says that there is one: one_payment_pays_an_order.
    payment = order.payments.get(booked_to=accounts.ORDERS)
    clock = _clock(lines)
    returned = [
        Returned(
            amount=refund.amount,
            reference=refund.reference,
            at=_by(clock, refund.settled_at) if refund.state == Refund.State.SUCCEEDED else None,
        )
        for refund in payment.refunds.exclude(state=Refund.State.FAILED).order_by(
            "created_at", "pk"
        )
    ]
    remains = payment.amount - payment.returned
    reversed_ = payment.state == Payment.State.REVERSED
    return Receipt(
        order=order,
        paid_at=order.paid_at.astimezone(clock),
        rows=[
            Row(
                line=line,
                unit_price=line.unit_price(order.currency),
                total=line.total(order.currency),
            )
            for line in lines
        ],
        method=title_of(payment.gateway),
        reference=payment.reference,
        returned=returned,
        taken_back=remains if reversed_ and remains.minor else None,
        remains=Money(0, order.currency) if reversed_ else remains,
    )


def _clock(lines: Sequence[Line]) -> ZoneInfo:
    place = next((line.booking for line in lines if line.booking), None)
    return ZoneInfo(place.time_zone if place else settings.MERCHANT_TIME_ZONE)


def _by(clock: ZoneInfo, at: datetime | None) -> datetime | None:
    return at and at.astimezone(clock)
