"""Ask a gateway what became of a payment, by our own reference, at growing intervals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least, Now

from nauli.gateways.contract import CLOSED, GatewayError, Misconfigured, Outcome, Report
from nauli.gateways.registry import gateway
from nauli.kit.bell import ring
from nauli.kit.clock import now
from nauli.kit.database import Moment, give_back_connection
from nauli.kit.each import each
from nauli.orders.models import Order
from nauli.payments.close import close, page_is_lost
from nauli.payments.doubt import end_if_answered, tell_if_unanswered, tell_if_unknown
from nauli.payments.errors import UnknownPayment
from nauli.payments.journal import PaymentJournal
from nauli.payments.models import Payment
from nauli.payments.resend import resend
from nauli.payments.settle import settle
from nauli.payments.turn import take_turn

logger = structlog.get_logger(__name__)

# So long before the goods of an order whose payment is in doubt go, the gateway is asked once more.
_LAST_QUESTION = timedelta(seconds=30)
# A confirmed failure is asked about only where its request may still be on its way, and so long.
_DOUBT_A_FAILURE_FOR = timedelta(days=1)
# What the gateway says of what may still be paid on its page.
_UNPAID = {Outcome.PENDING, Outcome.FAILED}
# An unsigned callback may ask for a look no sooner than this after the last one.
_BREATH = timedelta(seconds=5)


def look(payment_id: UUID | str, *, whether_due_or_not: bool = False) -> Payment:
    """Ask now and settle what is said; without a clear answer the next look is already planned.

    Of several who want to look at once, one does; the others return the payment as it is.
    """
    payment = Payment.objects.select_related("order").filter(pk=payment_id).first()
    if payment is None:
        raise UnknownPayment
    mine = Payment.objects.filter(pk=payment.pk)
    if not take_turn(
        mine,
        looks=payment.looks,
        whether_due_or_not=whether_due_or_not,
        moments=_moments(payment.order),
    ):
        return payment
    report = _hear(payment)
    if report and report.outcome in _UNPAID and _shall_be_closed(payment) and close(payment):
        report = _hear_after_close(payment)
    settled = _settle(payment, report)
    end_if_answered(settled)
    return settled


def _settle(payment: Payment, report: Report | None) -> Payment:
    """Act on what was heard, and tell a person of what has not been said for long."""
    if report is None:
        tell_if_unanswered(payment)
        return payment
    if report.outcome is Outcome.UNKNOWN_HERE:
        resend(payment)
        payment = Payment.objects.select_related("order").get(pk=payment.pk)
        tell_if_unknown(payment)
        return _stop_if_over(payment)
    settled = settle(report)
    if report.outcome not in _UNPAID:
        return settled
    if settled.in_doubt:
        tell_if_unanswered(settled)
    return _stop_if_over(settled)


def _moments(order: Order) -> tuple[datetime, datetime]:
    """Return when the order's time is over, and when its goods are about to go all the same."""
    grace = timedelta(seconds=settings.HOLD_GRACE_SECONDS)
    return order.expires_at, order.expires_at + max(grace - _LAST_QUESTION, timedelta())


def _hear(payment: Payment) -> Report | None:
    give_back_connection()  # as in ask.py
    try:
        return gateway(payment.gateway).look(payment.charge(), journal=PaymentJournal(payment))
    except Misconfigured as error:
        logger.error("gateway_misconfigured", reference=payment.reference, error=error.detail)  # noqa: TRY400
    except GatewayError as error:
        logger.warning("look_failed", reference=payment.reference, error=error.detail)
    return None


def _shall_be_closed(payment: Payment) -> bool:
    """Say whether nobody shall pay it any more, or nobody can: its page's address was lost.

    Where an attempt has failed, the page is still there, and the next attempt may succeed.
    """
    order = payment.order
    ended = order.status != Order.Status.OPEN or order.expires_at <= now()
    if payment.may_be_tried_again:
        return payment.has_open_page and (ended or _was_followed(payment))
    moved_on = payment.state == Payment.State.CANCELLED
    return payment.in_doubt and (ended or moved_on or page_is_lost(payment))


def _was_followed(payment: Payment) -> bool:
    """Say whether its customer has begun to pay anew, so that they would pay here a second time."""
    later = Payment.objects.filter(order=payment.order_id, created_at__gt=payment.created_at)
    return later.exists()


def _hear_after_close(payment: Payment) -> Report | None:
    """Ask once more, now that nobody can pay any more: what was not paid by now will not be."""
    report = _hear(payment)
    if report and report.outcome is Outcome.PENDING:
        return Report(
            reference=payment.reference,
            outcome=Outcome.FAILED,
            code=CLOSED,
            message="The checkout was closed, and nobody had paid.",
        )
    return report


def _stop_if_over(payment: Payment) -> Payment:
    """Ask no more about a failure that the gateway confirmed long ago and knows nothing new of."""
    over = Payment.objects.filter(
        pk=payment.pk,
        state=Payment.State.FAILED,
        confirmed_at__lte=Now() - _DOUBT_A_FAILURE_FOR,
    )
    over.filter(Q(news_at=None) | Q(news_at__lte=F("looked_at"))).update(next_look_at=None)
    return payment


def ask_soon(payment: Payment, *, signed: bool = False) -> None:
    """Have a look made as soon as one may be: somebody says that there is news.

    Who says so may be anybody, so that it costs at most one question every few seconds; save what
    is `signed`, which comes from the gateway alone and is heard once.
    """
    if payment.state == Payment.State.SET_ASIDE:
        return  # a person decides; the gateway's word is known
    # Reckoned in the database, which knows of a look that was made since the payment was read. What
    # is null there counts for nothing: PostgreSQL leaves it out of GREATEST and LEAST.
    earliest = Now() if signed else Greatest(Now(), F("looked_at") + _BREATH)
    Payment.objects.filter(pk=payment.pk).update(
        next_look_at=Least(F("next_look_at"), earliest), news_at=Moment()
    )
    ring("payments.look", str(payment.pk))


def have_pages_closed(payments: Iterable[Payment]) -> None:
    """Have the pages closed soon on which an attempt has failed: its customer goes another way.

    In the caller's transaction, which has locked their order.
    """
    for payment in payments:
        if payment.state == Payment.State.FAILED and payment.has_open_page:
            ask_soon(payment)


def look_at_due(limit: int) -> int:
    """Look at every payment whose time has come and return how many there were."""
    due = Payment.objects.filter(next_look_at__lte=Now()).order_by("next_look_at")
    numbers = list(due.values_list("pk", flat=True)[:limit])
    return each(numbers, look)
