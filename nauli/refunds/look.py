"""Ask a gateway what became of a refund, at growing intervals, until it is definite.

What the gateway does not know is sent again under the same reference, so that the gateway itself
sees to it that it counts once: a refund that is owed is insisted upon and never given up. It ends
by itself only where it is not owed any more, since the gateway took the payment's money back.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest, Least, Now

from nauli.cases.close import answered
from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from nauli.gateways.contract import NEVER_ACCEPTED, Outcome, Report
from nauli.gateways.registry import gateway
from nauli.kit.bell import ring
from nauli.kit.clock import now
from nauli.kit.each import each
from nauli.payments.ask import carry
from nauli.payments.journal import PaymentJournal
from nauli.payments.models import Payment
from nauli.payments.turn import take_turn
from nauli.refunds.ask import ask
from nauli.refunds.errors import UnknownRefund
from nauli.refunds.models import Refund
from nauli.refunds.settle import settle

logger = structlog.get_logger(__name__)

# After this long without an answer a person is told; the gateway is asked on.
_TELL_A_PERSON_AFTER = timedelta(days=2)
# What has failed is asked about only where it may have been accepted all the same, and so long.
_DOUBT_A_FAILURE_FOR = timedelta(days=1)
# News of strangers may bring a look no sooner than this after the last one.
_BREATH = timedelta(seconds=5)


def look(refund_id: UUID | str, *, whether_due_or_not: bool = False) -> Refund:
    """Ask now and settle what is said; without a clear answer the next look is already planned."""
    refund = Refund.objects.select_related("payment__order__customer").filter(pk=refund_id).first()
    if refund is None:
        raise UnknownRefund
    mine = Refund.objects.filter(pk=refund.pk)
    if not take_turn(mine, looks=refund.looks, whether_due_or_not=whether_due_or_not):
        return refund
    payment = refund.payment
    journal = PaymentJournal(payment, refund=refund.pk)
    call = partial(gateway(payment.gateway).look_refund, refund.wanted(), journal=journal)
    settled = carry(refund, call, settle=_settle_or_resend, what="refund")
    _tell_if_old(settled)
    return settled


def _settle_or_resend(report: Report) -> Refund:
    if report.outcome is not Outcome.UNKNOWN_HERE:
        return settle(report)
    refund = Refund.objects.select_related("payment__order__customer").get(
        reference=report.reference
    )
    if _claim_to_resend(refund):
        return ask(refund, again=True)
    return _never_accepted(refund) if _is_for_nobody(refund) else _stop_if_over(refund)


def _unknown_for_long() -> QuerySet[Refund]:
    after = timedelta(seconds=settings.RESEND_AFTER_SECONDS)
    return Refund.objects.filter(
        state=Refund.State.PENDING, accepted_at=None, sent_at__lte=Now() - after
    )


def _claim_to_resend(refund: Refund) -> bool:
    """Say whether it is ours to send again: never accepted, and sent long enough ago."""
    # The payments are named by themselves and not joined: an UPDATE that joins asks its question of
    # the row as it was, and two who wait for each other would both send.
    mine = _unknown_for_long().filter(
        pk=refund.pk,
        payment__in=Payment.objects.exclude(state=Payment.State.REVERSED),
    )
    claimed = bool(mine.update(sent_at=Now()))
    if claimed:
        logger.warning("refund_resent", reference=refund.reference)
    return claimed


def _is_for_nobody(refund: Refund) -> bool:
    """Say whether it will never be sent again: the gateway has taken its payment's money."""
    mine = _unknown_for_long().filter(pk=refund.pk, payment__state=Payment.State.REVERSED)
    return mine.exists()


def _never_accepted(refund: Refund) -> Refund:
    return settle(
        Report(
            reference=refund.reference,
            outcome=Outcome.FAILED,
            code=NEVER_ACCEPTED,
            message="The gateway does not know our reference.",
        )
    )


def _stop_if_over(refund: Refund) -> Refund:
    """Ask no more about a failure of long ago that the gateway knows nothing of."""
    over = Refund.objects.filter(
        pk=refund.pk,
        state=Refund.State.FAILED,
        settled_at__lte=Now() - _DOUBT_A_FAILURE_FOR,
    )
    if over.update(next_look_at=None):
        refund.next_look_at = None
    return refund


def _tell_if_old(refund: Refund) -> None:
    if now() - refund.created_at <= _TELL_A_PERSON_AFTER:
        return
    if not _is_undecided(refund):
        answered(Case.Kind.NO_ANSWER, refund.reference, resolution=f"It has {refund.state}.")
        return
    raise_case(
        Case.Kind.NO_ANSWER,
        refund.reference,
        detail=f"{refund.payment.gateway} has said neither yes nor no to returning"
        f" {refund.amount.spoken()} since {refund.created_at:%Y-%m-%d %H:%M} UTC.",
        payment=refund.payment_id,
        order=refund.payment.order_id,
        amount=refund.amount,
    )


def _is_undecided(refund: Refund) -> bool:
    """Say whether the gateway has it and has not decided, also where it had refused it before."""
    taken_since = Q(state=Refund.State.FAILED, accepted_at__gt=F("settled_at"))
    undecided = Q(state=Refund.State.PENDING) | taken_since & Q(next_look_at__isnull=False)
    return Refund.objects.filter(undecided, pk=refund.pk).exists()


def ask_soon(refund: Refund) -> None:
    """Have a look made as soon as one may be: somebody, who may be anybody, says there is news."""
    earliest = Greatest(Now(), F("looked_at") + _BREATH)
    Refund.objects.filter(pk=refund.pk).update(next_look_at=Least(F("next_look_at"), earliest))
    ring("refunds.look", str(refund.pk))


def look_at_due(limit: int) -> int:
    """Look at every refund whose time has come and return how many there were."""
    due = Refund.objects.filter(next_look_at__lte=Now()).order_by("next_look_at")
    return each(list(due.values_list("pk", flat=True)[:limit]), look)
