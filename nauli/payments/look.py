"""Ask a gateway what became of a payment, by our own reference, at growing intervals."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import Case as If
from django.db.models import F, Q, When
from django.db.models.functions import Greatest, Least, Now

from nauli.cases.close import answered
from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from nauli.gateways.contract import GatewayError, Misconfigured, Outcome
from nauli.gateways.registry import gateway
from nauli.kit.bell import ring
from nauli.kit.clock import now
from nauli.kit.each import each
from nauli.payments.errors import UnknownPayment
from nauli.payments.journal import PaymentJournal
from nauli.payments.models import Payment
from nauli.payments.resend import resend
from nauli.payments.settle import settle

logger = structlog.get_logger(__name__)

# The look doubles its interval from the first look's on, up to this, and goes on for days.
_LONGEST_INTERVAL = timedelta(hours=1)
# After this long without an answer a person is told; the gateway is asked on.
_TELL_A_PERSON_AFTER = timedelta(days=2)
# A confirmed failure is asked about only where its request may still be on its way, and so long.
_DOUBT_A_FAILURE_FOR = timedelta(days=1)
# An unsigned callback may ask for a look no sooner than this after the last one.
_BREATH = timedelta(seconds=5)


def look(payment_id: UUID | str, *, whether_due_or_not: bool = False) -> Payment:
    """Ask now and settle what is said; without a clear answer the next look is already planned.

    Of several who want to look at once, one does; the others return the payment as it is.
    """
    payment = Payment.objects.filter(pk=payment_id).first()
    if payment is None:
        raise UnknownPayment
    if not _claim(payment, whether_due_or_not=whether_due_or_not):
        return payment
    try:
        report = gateway(payment.gateway).look(payment.charge(), journal=PaymentJournal(payment))
    except Misconfigured as error:
        logger.error("gateway_misconfigured", reference=payment.reference, error=error.detail)  # noqa: TRY400
        return _still_unknown(payment)
    except GatewayError as error:
        logger.warning("look_failed", reference=payment.reference, error=error.detail)
        return _still_unknown(payment)
    if report.outcome is Outcome.UNKNOWN_HERE:
        return _stop_if_over(resend(payment))
    settled = settle(report)
    if report.outcome is Outcome.PENDING:
        _stop_if_over(settled)
    if settled.in_doubt:
        return _still_unknown(settled)
    if _is_old(settled):
        answered(Case.Kind.NO_ANSWER, settled.reference, resolution=f"It has {settled.state}.")
    return settled


def _still_unknown(payment: Payment) -> Payment:
    """Tell a person of a payment that has been in doubt for days."""
    if payment.in_doubt and _is_old(payment):
        raise_case(
            Case.Kind.NO_ANSWER,
            payment.reference,
            detail=f"{payment.gateway} has said neither yes nor no to {payment.amount.spoken()}"
            f" since {payment.created_at:%Y-%m-%d %H:%M} UTC.",
            payment=payment.pk,
            order=payment.order_id,
            amount=payment.amount,
        )
    return payment


def _claim(payment: Payment, *, whether_due_or_not: bool) -> bool:
    """Plan the next look before this one is made, so that a crash in between loses nothing."""
    seconds = max(settings.FIRST_LOOK_SECONDS, 1) * 2 ** min(payment.looks, 20)
    interval = min(timedelta(seconds=seconds), _LONGEST_INTERVAL)
    mine = Payment.objects.filter(pk=payment.pk, looks=payment.looks)
    if not whether_due_or_not:
        mine = mine.filter(next_look_at__lte=Now())
    # Where nobody asks any more, an operator's question does not start the sweep again. Whether
    # that is so is known in the database: somebody may have brought news since we read the row.
    planned = When(next_look_at__isnull=False, then=Now() + interval)
    return bool(
        mine.update(looks=F("looks") + 1, looked_at=Now(), next_look_at=If(planned, default=None))
    )


def _is_old(payment: Payment) -> bool:
    return now() - payment.created_at > _TELL_A_PERSON_AFTER


def _stop_if_over(payment: Payment) -> Payment:
    """Ask no more about a failure that the gateway confirmed long ago and knows nothing new of."""
    over = Payment.objects.filter(
        pk=payment.pk,
        state=Payment.State.FAILED,
        confirmed_at__lte=Now() - _DOUBT_A_FAILURE_FOR,
    )
    over.filter(Q(news_at=None) | Q(news_at__lte=F("looked_at"))).update(next_look_at=None)
    return payment


def ask_soon(payment: Payment) -> None:
    """Have a look made as soon as one may be: somebody says that there is news.

    Who says so may be anybody, so that it costs at most one question every few seconds.
    """
    if payment.state == Payment.State.SET_ASIDE:
        return  # a person decides; the gateway's word is known
    # Reckoned in the database, which knows of a look that was made since the payment was read. What
    # is null there counts for nothing: PostgreSQL leaves it out of GREATEST and LEAST.
    earliest = Greatest(Now(), F("looked_at") + _BREATH)
    Payment.objects.filter(pk=payment.pk).update(
        next_look_at=Least(F("next_look_at"), earliest), news_at=Now()
    )
    ring("payments.look", str(payment.pk))


def look_at_due(limit: int) -> int:
    """Look at every payment whose time has come and return how many there were."""
    due = Payment.objects.filter(next_look_at__lte=Now()).order_by("next_look_at")
    numbers = list(due.values_list("pk", flat=True)[:limit])
    return each(numbers, look)
