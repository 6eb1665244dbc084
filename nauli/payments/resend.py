"""End the doubt about a payment that its gateway has never heard of.

Right after a request that answer is no news: it may just not be visible yet. Some minutes later it
means that the request never arrived. Then it is sent once more, under the same reference, so that
the gateway itself sees to it that it counts once; and if it is still unknown, nothing was taken.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Coalesce, Now

from nauli.gateways.contract import NEVER_ACCEPTED, Outcome, Report
from nauli.orders.models import Order
from nauli.payments.ask import ask
from nauli.payments.lock import lock
from nauli.payments.models import Payment
from nauli.payments.settle import settle

logger = structlog.get_logger(__name__)


def resend(payment: Payment) -> Payment:
    """Send again what was sent long enough ago, once; after that, fail it as never accepted.

    `payment` as it was read before the gateway was asked. What the gateway had accepted before is
    left alone: then it is the gateway that has forgotten, and money may be on its way.
    """
    sent_long_ago = _sent_long_ago(payment)
    if sent_long_ago is None:
        return payment
    if _claim(sent_long_ago):
        logger.warning("payment_resent", reference=payment.reference)
        return ask(sent_long_ago, unsent=partial(_give_back, payment))
    if not _sent_long_ago(payment):
        return payment  # somebody else has just sent it
    return settle(
        Report(
            reference=payment.reference,
            outcome=Outcome.FAILED,
            code=NEVER_ACCEPTED,
            message="The gateway does not know our reference.",
        )
    )


def _sent_long_ago(payment: Payment) -> Payment | None:
    after = timedelta(seconds=settings.RESEND_AFTER_SECONDS)
    return (
        Payment.objects.select_related("order__customer")
        .annotate(sent_at=Coalesce("resent_at", "created_at"))
        .filter(
            pk=payment.pk,
            state__in=[Payment.State.PENDING, Payment.State.CANCELLED],
            # Sent once more after we had asked, it was not known because it had yet to be sent.
            resent_at=payment.resent_at,
            sent_at__lte=Now() - after,
        )
        .first()
    )


@transaction.atomic(durable=True)
def _claim(payment: Payment) -> bool:
    """Say whether it is ours to send: never sent again before, still wanted, its order alive."""
    locked = lock(payment.reference)
    alive = Order.objects.filter(
        pk=locked.order_id, status=Order.Status.OPEN, expires_at__gt=Now()
    ).exists()
    asked_for = locked.resent_at is not None or locked.accepted_at is not None
    if locked.state != Payment.State.PENDING or asked_for or not alive:
        return False
    Payment.objects.filter(pk=locked.pk).update(resent_at=Now())
    return True


def _give_back(payment: Payment) -> None:
    """Let it be sent another time: nothing has left, so that the one more time is not spent."""
    Payment.objects.filter(pk=payment.pk).update(resent_at=None)
    logger.warning("payment_not_resent", reference=payment.reference)
