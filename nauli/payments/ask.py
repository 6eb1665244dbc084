"""Send to a gateway what was committed before, and settle what comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Protocol, TypeVar

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError

from nauli.gateways.contract import Misconfigured, Outcome, Refused, Report, Unreachable, Unsure
from nauli.gateways.registry import gateway
from nauli.kit.database import give_back_connection
from nauli.payments.journal import PaymentJournal
from nauli.payments.models import Payment
from nauli.payments.return_url import way_back
from nauli.payments.settle import settle

logger = structlog.get_logger(__name__)


class Sent(Protocol):
    """A row whose request is about to be sent."""

    reference: str


Row = TypeVar("Row", bound=Sent)


def ask(payment: Payment, *, unsent: Callable[[], object] | None = None) -> Payment:
    """Ask for the money, and settle what came back. `unsent`: as `carry` has it.

    What was ended since it was claimed is not sent: its journal refuses to write it down.
    """
    order = payment.order
    wanted = replace(
        payment.charge(),
        note=f"{settings.MERCHANT_NAME} {order.number}",
        name=order.customer.name,
        email=order.customer.email,
        return_url=_return_url(payment),
    )
    journal = PaymentJournal(payment, while_pending=True)
    call = partial(gateway(payment.gateway).charge, wanted, journal=journal)
    return carry(payment, call, settle=settle, unsent=unsent)


def _return_url(payment: Payment) -> str:
    """Lead back to us, so that the gateway is asked at once; we lead on to the merchant's page."""
    if not settings.PUBLIC_URL:
        return payment.return_url
    return f"{settings.PUBLIC_URL}{way_back(payment.pk)}"


def carry(
    row: Row,
    call: Callable[[], Report],
    *,
    settle: Callable[[Report], Row],
    unsent: Callable[[], object] | None = None,
    what: str = "payment",
) -> Row:
    """Send the row's request and settle the answer. Where only doubt is left, it stays pending.

    `unsent` is called where it is sure that the gateway has not taken the request, nor refused it.
    `what`: the log's word for the row.
    """
    # A gateway may wait for another thread's token before it asks: who waits keeps no connection.
    give_back_connection()
    try:
        report = _heard(row, call, unsent, what)
        return settle(report) if report else row
    except (OperationalError, InterfaceError) as error:
        # The database went away after the claim: the request may have been sent all the same.
        logger.warning(
            "request_unsure", of=what, reference=row.reference, error=type(error).__name__
        )
        return row


def _heard(
    row: Sent, call: Callable[[], Report], unsent: Callable[[], object] | None, what: str
) -> Report | None:
    try:
        return call()
    except Refused as error:
        return Report(
            reference=row.reference,
            outcome=Outcome.FAILED,
            code=error.code or "refused",
            message=error.detail,
        )
    except Unreachable as error:
        _say_unsent(row, error, what)
        if unsent:
            unsent()
    except Unsure as error:
        # Money may have moved, or may yet. It stays pending: the look asks by our reference.
        logger.warning("request_unsure", of=what, reference=row.reference, error=error.detail)
    return None


def _say_unsent(row: Sent, error: Unreachable, what: str) -> None:
    if isinstance(error, Misconfigured):
        # Our fault and never a decline: it waits until the settings are mended.
        logger.error("gateway_misconfigured", reference=row.reference, error=error.detail)
    else:
        logger.warning("request_unsent", of=what, reference=row.reference, error=error.detail)
