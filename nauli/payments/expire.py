"""End orders that nobody paid in time and give their goods back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from nauli.cases.models import Case
from nauli.kit.each import each
from nauli.orders.end import release
from nauli.orders.models import Order
from nauli.payments.look import look
from nauli.payments.models import Payment

logger = structlog.get_logger(__name__)


# What the gateway, asked once more, may still say is paid.
_UNDECIDED = Q(state__in=[Payment.State.PENDING, Payment.State.CANCELLED]) | Q(
    state=Payment.State.FAILED, confirmed_at=None
)


def _due() -> QuerySet[Order]:
    """Return open orders past their time. One whose payment is in doubt gets a grace on top."""
    waits_for_a_person = Case.objects.filter(
        fact=OuterRef("reference"), kind=Case.Kind.MISMATCH, closed_at=None
    )
    in_doubt = Payment.objects.filter(order=OuterRef("pk")).filter(
        _UNDECIDED | Q(Exists(waits_for_a_person), state=Payment.State.SET_ASIDE)
    )
    return Order.objects.filter(
        ~Q(Exists(in_doubt)) | Q(expires_at__lte=Now() - _grace()),
        status=Order.Status.OPEN,
        expires_at__lte=Now(),
    )


def expire_due(limit: int) -> int:
    """Expire what is due and return how many orders that worked for, at most `limit`.

    An order that breaks has no time that could be put off. So any of those due may be the next,
    lest the same ones are all that is ever tried; and it does not count, lest they leave no rest.
    """
    done: list[UUID] = []
    numbers = list(_due().order_by("?").values_list("pk", flat=True)[:limit])
    each(numbers, lambda number: done.append(_expire(number)))
    return len(done)


def _grace() -> timedelta:
    return timedelta(seconds=settings.HOLD_GRACE_SECONDS)


def _expire(order_id: UUID) -> UUID:
    for payment in _not_asked_lately(order_id):
        look(payment.pk, whether_due_or_not=True)
    _release(order_id)
    return order_id


def _not_asked_lately(order_id: UUID) -> QuerySet[Payment]:
    """Return what is in doubt and was not asked about since half of the grace: the goods go now."""
    lately = F("order__expires_at") + _grace() // 2
    undecided = Payment.objects.filter(_UNDECIDED, order=order_id)
    return undecided.filter(Q(looked_at=None) | Q(looked_at__lt=lately))


@transaction.atomic
def _release(order_id: UUID) -> None:
    # The lock comes first and the question after it: a payment that was started meanwhile is seen.
    order = Order.objects.select_for_update(no_key=True).get(pk=order_id)
    if not _due().filter(pk=order_id).exists():
        return
    release(order, Order.Status.EXPIRED, reason="not paid in time")
    logger.info("order_expired", order=str(order_id))
