"""Send one payment to its gateway and settle what comes back. The row was committed before."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError

from nauli.gateways.contract import Misconfigured, Outcome, Refused, Report, Unreachable, Unsure
from nauli.gateways.registry import gateway
from nauli.payments.journal import PaymentJournal
from nauli.payments.models import Payment
from nauli.payments.settle import settle

logger = structlog.get_logger(__name__)


def ask(payment: Payment) -> Payment:
    """Ask, and settle what came back. From here on only "pending" is true of what goes wrong."""
    try:
        return _ask_and_settle(payment)
    except (OperationalError, InterfaceError) as error:
        # The database went away after the claim: the request may have been sent all the same.
        logger.warning("payment_unsure", reference=payment.reference, error=type(error).__name__)
        return payment


def _ask_and_settle(payment: Payment) -> Payment:
    order = payment.order
    note = f"{settings.MERCHANT_NAME} {order.number}"
    try:
        report = gateway(payment.gateway).charge(
            payment.charge(note), journal=PaymentJournal(payment)
        )
    except Refused as error:
        report = Report(
            reference=payment.reference,
            outcome=Outcome.FAILED,
            code=error.code or "refused",
            message=error.detail,
        )
    except Misconfigured as error:
        # Our fault and never a decline: the payment waits until the settings are mended.
        logger.error("gateway_misconfigured", reference=payment.reference, error=error.detail)  # noqa: TRY400
        return payment
    except (Unreachable, Unsure) as error:
        # Money may have moved, or may yet. Stay pending: look.py asks by our reference.
        logger.warning("payment_unsure", reference=payment.reference, error=error.detail)
        return payment
    return settle(report)
