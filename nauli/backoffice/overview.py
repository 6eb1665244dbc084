"""The first page: what waits for a person, and whether work gets done."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from nauli.cases.models import Case
from nauli.desk.case_payments import payments_of
from nauli.desk.overdue import overdue_seconds
from nauli.kit.money import Money
from nauli.notifications.models import Message
from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.refunds.models import Refund

_NEWEST = 20


@dataclass(frozen=True, slots=True)
class Figure:
    """One number on the first page, and where its rows are."""

    title: str
    value: str
    url: str
    alarming: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open case, and the payment that it is about, if there is one."""

    case: Case
    payment: Payment | None

    @property
    def amount(self) -> Money | None:
        return self.case.amount or (self.payment.amount if self.payment else None)


def overview() -> dict[str, object]:
    """Return the figures and the open cases, newest first."""
    waiting = Case.objects.filter(closed_at=None)
    newest = list(waiting.order_by("-pk")[:_NEWEST])
    payments = payments_of(newest)
    return {
        "figures": _figures(waiting.count()),
        "cases": [
            Waiting(case, payments.get(case.payment) if case.payment else None) for case in newest
        ],
    }


def _figures(waiting: int) -> list[Figure]:
    payments = reverse("admin:payments_payment_changelist")
    orders = reverse("admin:orders_order_changelist")
    cases = reverse("admin:cases_case_changelist")
    messages = reverse("admin:notifications_message_changelist")
    refunds = reverse("admin:refunds_refund_changelist")
    returning = Refund.objects.filter(state=Refund.State.PENDING).count()
    pending = Payment.objects.filter(state=Payment.State.PENDING).count()
    unpaid = Order.objects.filter(status=Order.Status.OPEN).count()
    failed = Message.objects.filter(state=Message.State.FAILED).count()
    late = overdue_seconds()
    return [
        Figure("Open cases", str(waiting), f"{cases}?state=open", waiting > 0),
        Figure("Messages that failed", str(failed), f"{messages}?state__exact=failed", failed > 0),
        Figure("Payments pending", str(pending), f"{payments}?state__exact=pending"),
        Figure("Refunds on their way", str(returning), f"{refunds}?state__exact=pending"),
        Figure("Orders open", str(unpaid), f"{orders}?status__exact=open"),
        # Beyond this, neither a worker nor the schedule is at work.
        Figure("Oldest overdue work", f"{late} s", "/readyz", late > 60),
    ]
