"""Everything that happened to a payment in the order of cause, and what will happen next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from nauli.cases.models import Case
from nauli.desk import steps
from nauli.desk.phone_hider import phone_hider
from nauli.desk.standing import standing
from nauli.desk.steps import KINDS, Step
from nauli.desk.strange import strange_words
from nauli.gateways.registry import GATEWAYS
from nauli.kit.errors import NotFound
from nauli.notifications.models import Channel, Message
from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.refunds.models import Refund
from nauli.refunds.of_payment import facts
from nauli.travel.models import Booking


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    payment: Payment
    steps: list[Step]
    standing: str


def explain(payment: Payment) -> Story:
    """Tell it in as many queries as there are tables, however long the story is.

    `payment.order` costs one more unless it was read with the payment.
    """
    refunds = list(payment.refunds.order_by("created_at", "pk"))
    cases = list(Case.objects.filter(payment=payment.pk).order_by("pk"))
    messages = list(Message.objects.filter(fact__in=facts(payment, refunds)).order_by("id"))
    changes = steps.read_changes(payment, refunds, cases)
    exchanges = steps.read_exchanges(payment)
    told = [
        *steps.requests(payment, refunds),
        *steps.changes(changes, refunds, cases),
        *steps.looks(payment, refunds),
        *steps.exchanges(exchanges, refunds),
        *steps.events(payment),
        *steps.entries(payment, refunds),
        *steps.told(messages),
    ]
    hide = phone_hider([payment.payer, *(row.to for row in messages if row.channel == Channel.SMS)])
    return Story(
        payment=payment,
        steps=[step.with_texts(hide) for step in sorted(told, key=_by_time)],
        standing=standing(
            payment,
            refunds=refunds,
            cases=cases,
            closed_by={
                int(row.subject_id): row.actor
                for row in changes
                if row.subject == "case" and row.after == "closed"
            },
            messages=messages,
            strange=strange_words(payment, refunds, exchanges),
        ),
    )


def _by_time(step: Step) -> tuple[datetime, int]:
    return step.at, KINDS.index(step.kind)


def find_payments(name: str) -> list[Payment]:
    """Return the payments meant, oldest first, or raise NotFound.

    `name` is a payment's reference, its id or the gateway's number for it, the reference or id of
    a refund of it, or an order's number or id, which stands for all payments of the order, as do
    the code and the id of the stay that it is for.
    """
    word = name.strip()
    payments = [] if "\x00" in word else _find(word)
    if not payments:
        raise NotFound(
            f"No payment is known by {word[:80]!r}. Give its reference, its id or the gateway's"
            " number for it, the reference of a refund, the number or id of its order, or the code"
            " of its stay."
        )
    return payments


def _find(word: str) -> list[Payment]:
    """Ask by one kind of name after the other, so that each question has its index."""
    number = _uuid(word)
    orders = Order.objects.filter(Q(number=word.upper()) | Q(pk=number))
    refunds = Refund.objects.filter(Q(reference=word.upper()) | Q(pk=number))
    stays = Booking.objects.filter(Q(code=word.upper()) | Q(pk=number))
    kinds = (
        Q(reference=word.upper()) | Q(pk=number),
        Q(order_id__in=list(orders.values_list("pk", flat=True))),
        Q(pk__in=list(refunds.values_list("payment_id", flat=True))),
        Q(order__lines__booking__in=list(stays.values_list("pk", flat=True))),
        Q(gateway__in=list(GATEWAYS), transaction=word or None),
    )
    for kind in kinds:
        found = Payment.objects.select_related("order").filter(kind).order_by("created_at", "pk")
        if payments := list(found):
            return payments
    return []


def _uuid(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None
