"""End orders that nobody paid in time and give their goods back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from nauli.cases.models import Case
from nauli.kit.each import each
from nauli.orders.end import release
from nauli.orders.models import Order
from nauli.payments.models import Payment

logger = structlog.get_logger(__name__)


def _due() -> QuerySet[Order]:
    """Return open orders past their time. One whose payment is in doubt gets a grace on top."""
    waits_for_a_person = Case.objects.filter(
        fact=OuterRef("reference"), kind=Case.Kind.MISMATCH, closed_at=None
    )
    in_doubt = Payment.objects.filter(order=OuterRef("pk")).filter(
        Q(state__in=[Payment.State.PENDING, Payment.State.CANCELLED])
        | Q(state=Payment.State.FAILED, confirmed_at=None)
        | Q(Exists(waits_for_a_person), state=Payment.State.SET_ASIDE)
    )
    grace = timedelta(seconds=settings.HOLD_GRACE_SECONDS)
    return Order.objects.filter(
        ~Q(Exists(in_doubt)) | Q(expires_at__lte=Now() - grace),
        status=Order.Status.OPEN,
        expires_at__lte=Now(),
    )


def expire_due(limit: int) -> int:
    """Expire what is due and return how many orders there were."""
    numbers = list(_due().order_by("expires_at").values_list("pk", flat=True)[:limit])
    return each(numbers, _expire)


@transaction.atomic
def _expire(order_id: UUID) -> None:
    # The lock comes first and the question after it: a payment that was started meanwhile is seen.
    order = Order.objects.select_for_update().get(pk=order_id)
    if not _due().filter(pk=order_id).exists():
        return
    release(order, Order.Status.EXPIRED, reason="not paid in time")
    logger.info("order_expired", order=str(order_id))
