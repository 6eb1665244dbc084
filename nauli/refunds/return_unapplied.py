"""Return by itself what came too late for a stay whose nights are gone, once.

Goods may be had again tomorrow, so that a person decides about money that came late for them; a
night that is sold is gone. Whoever has paid for one is told at once, and again when the money has
gone back. Where the gateway refuses to return it, its case stays open and a person goes on.
"""

from __future__ import annotations

from uuid import UUID

import structlog
from django.db.models import Exists, OuterRef, QuerySet

from nauli.gateways.registry import gateway
from nauli.idempotency.claim import KeyInUse
from nauli.kit.each import each
from nauli.ledger import accounts
from nauli.orders.models import Line, Order
from nauli.payments.models import Payment
from nauli.refunds.by_itself import remember, ticket_for
from nauli.refunds.errors import NothingToRefund
from nauli.refunds.models import Refund
from nauli.refunds.start import start_refund

logger = structlog.get_logger(__name__)

_GONE = "The nights were gone"
_PAID_TWICE = "The stay was paid already"


def return_due(limit: int) -> int:
    """Return what is owed back and return of how many payments, at most `limit`.

    What breaks has no time that could be put off, as with orders that expire: any of those due may
    be the next, and only what was done is counted.
    """
    done: list[UUID] = []
    numbers = list(_owed().order_by("?").values_list("pk", flat=True)[:limit])
    each(numbers, lambda number: done.append(number) if return_unapplied(number) else None)
    return len(done)


def return_unapplied(payment_id: UUID | str) -> bool:
    """Return all that this payment brought, if that is owed and nobody has begun to.

    A gateway that cannot return it with the present settings is asked as soon as it can.
    """
    payment = _owed().select_related("order").filter(pk=payment_id).first()
    if payment is None or gateway(payment.gateway).missing_for_refunds(payment.captured_currency):
        return False
    ticket = ticket_for(f"unapplied/{payment.reference}")
    reason = _PAID_TWICE if payment.order.status == Order.Status.PAID else _GONE
    try:
        started = start_refund(payment.pk, amount=None, reason=reason, ticket=ticket)
    except (KeyInUse, NothingToRefund):
        return False  # somebody else is returning it
    if started.refund is None:
        return False
    remember(started.held, started.refund)
    logger.info("unapplied_returned", reference=payment.reference)
    return True


def _owed() -> QuerySet[Payment]:
    """Money for a stay that pays nothing, and of which nobody has tried to return anything.

    Only what the gateway itself says that it has: an event alone returns no money.
    """
    return Payment.objects.filter(
        Exists(Line.objects.filter(order=OuterRef("order_id"), booking__isnull=False)),
        ~Exists(Refund.objects.filter(payment=OuterRef("pk"))),
        state=Payment.State.SUCCEEDED,
        booked_to=accounts.UNAPPLIED,
        returned_minor=0,
        confirmed_at__isnull=False,
    )
