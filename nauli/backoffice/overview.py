"""The first page: what waits for a person, and whether work gets done."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from nauli.desk.overdue import overdue_seconds
from nauli.notifications.models import Message
from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.webhooks.models import Event

_NEWEST = 20


@dataclass(frozen=True, slots=True)
class Figure:
    """One number on the first page, and where its rows are."""

    title: str
    value: str
    url: str
    alarming: bool = False


def overview() -> dict[str, object]:
    """Return the figures and the review queue, newest first."""
    to_review = Payment.objects.exclude(review="")
    set_aside = Event.objects.filter(state=Event.State.SET_ASIDE)
    return {
        "figures": _figures(to_review.count(), set_aside.count()),
        "payments_to_review": to_review.select_related("order").order_by("-created_at")[:_NEWEST],
        "events_set_aside": set_aside.select_related("payment").order_by("-pk")[:_NEWEST],
    }


def _figures(to_review: int, set_aside: int) -> list[Figure]:
    payments = reverse("admin:payments_payment_changelist")
    orders = reverse("admin:orders_order_changelist")
    events = reverse("admin:webhooks_event_changelist")
    messages = reverse("admin:notifications_message_changelist")
    pending = Payment.objects.filter(state=Payment.State.PENDING).count()
    unpaid = Order.objects.filter(status=Order.Status.OPEN).count()
    failed = Message.objects.filter(state=Message.State.FAILED).count()
    late = overdue_seconds()
    return [
        Figure("Payments to review", str(to_review), f"{payments}?review=yes", to_review > 0),
        Figure(
            "Events set aside", str(set_aside), f"{events}?state__exact=set_aside", set_aside > 0
        ),
        Figure("Messages that failed", str(failed), f"{messages}?state__exact=failed", failed > 0),
        Figure("Payments pending", str(pending), f"{payments}?state__exact=pending"),
        Figure("Orders open", str(unpaid), f"{orders}?status__exact=open"),
        # Beyond this, neither a worker nor the schedule is at work.
        Figure("Oldest overdue work", f"{late} s", "/readyz", late > 60),
    ]
