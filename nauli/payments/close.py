"""Keep a customer from paying an attempt any more, at gateways that have a page for it."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models.functions import Now

from nauli.gateways.contract import GatewayError
from nauli.gateways.registry import gateway
from nauli.kit.clock import now
from nauli.payments.journal import PaymentJournal
from nauli.payments.models import Payment

logger = structlog.get_logger(__name__)


def close(payment: Payment) -> bool:
    """Say whether nobody can pay it any more. Somebody may have paid a moment ago: look afterwards.

    A prompt on a phone cannot be taken back: False, and no request is made.
    """
    if payment.closed_at is not None:
        return True
    try:
        closed = gateway(payment.gateway).cancel(payment.charge(), journal=PaymentJournal(payment))
    except GatewayError as error:
        logger.warning("close_failed", reference=payment.reference, error=error.detail)
        return False
    if closed:
        Payment.objects.filter(pk=payment.pk).update(closed_at=Now())
        logger.info("payment_closed", reference=payment.reference)
    return closed


def page_is_lost(payment: Payment) -> bool:
    """Say whether the answer that held the page's address has been lost for good.

    The gateway tells it once. While the first request may still be answered, it is only late.
    """
    sent = payment.resent_at or payment.created_at
    waited = now() - sent > timedelta(seconds=settings.RESEND_AFTER_SECONDS)
    return not payment.checkout_url and waited
