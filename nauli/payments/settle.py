"""Where every road ends: answer, webhook, return, sweep and operator all settle here."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models.functions import Now

from nauli.gateways.contract import Outcome, Report
from nauli.kit.bell import ring
from nauli.kit.clock import now
from nauli.ledger import accounts
from nauli.ledger.post import post
from nauli.orders.end import mark_paid
from nauli.orders.models import Order
from nauli.payments.errors import UnknownPayment
from nauli.payments.models import Payment
from nauli.payments.news import tell_failed, tell_succeeded
from nauli.record.models import record

logger = structlog.get_logger(__name__)

# A signed event said "paid" or "failed" and the gateway, asked, still says "pending": for this
# long that is its slowness, then it is a disagreement.
_PATIENCE = timedelta(minutes=10)


@transaction.atomic
def settle(report: Report, *, asked: bool = True) -> Payment:
    """Move the payment, the ledger, the order and the customer's news together, once.

    `asked`: the gateway itself answered a question of ours. An event that was only sent to us
    settles too, but a look follows, and never moves a state that is final.
    """
    payment = _lock(report.reference)
    if payment.state == Payment.State.SET_ASIDE:
        return payment
    if not asked and not payment.confirmed_success:
        _look_now(payment)
    if report.outcome in {Outcome.PENDING, Outcome.UNKNOWN_HERE}:
        return _still_pending(payment, report, asked=asked)
    if payment.final:
        return _told_again(payment, report, asked=asked)
    if report.outcome is Outcome.FAILED:
        return _fail(payment, report, asked=asked)
    return _succeed(payment, report, asked=asked)


def _lock(reference: str) -> Payment:
    """Lock the order, then its payment: the one lock order of the house."""
    order = (
        Order.objects.select_for_update(of=("self",))
        .select_related("customer")
        .filter(payments__reference=reference)
        .first()
    )
    if order is None:
        raise UnknownPayment
    payment = Payment.objects.select_for_update().get(reference=reference)
    payment.order = order
    return payment


def _look_now(payment: Payment) -> None:
    payment.next_look_at = Now()
    payment.save(update_fields=["next_look_at"])
    ring("payments.look", str(payment.pk))


def _still_pending(payment: Payment, report: Report, *, asked: bool) -> Payment:
    settled = payment.settled_at
    unconfirmed = asked and payment.final and not payment.confirmed_at and not payment.review
    if unconfirmed and settled and now() - settled > _PATIENCE:
        return _disagree(payment, report, go_on_asking=True)
    return payment


def _told_again(payment: Payment, report: Report, *, asked: bool) -> Payment:
    """Hear of a payment that has ended. The same end is no news; another one needs the gateway."""
    failed, told_failed = payment.state == payment.State.FAILED, report.outcome is Outcome.FAILED
    # Money that did not come has no amount that could be wrong.
    fits = told_failed or report.amount in {None, payment.amount}
    if failed is told_failed and fits:
        return _confirm(payment, report) if asked else payment
    if not asked:
        logger.warning("event_contradicts", reference=payment.reference, told=report.outcome)
        return payment
    if failed:
        return _succeed(payment, report, asked=True)  # late money
    return _disagree(payment, report, go_on_asking=False)


def _confirm(payment: Payment, report: Report) -> Payment:
    payment.confirmed_at = Now()
    payment.next_look_at = None
    if not payment.transaction and not _is_taken(payment, report.transaction):
        payment.transaction = report.transaction
    payment.save(update_fields=["confirmed_at", "next_look_at", "transaction"])
    return payment


def _disagree(payment: Payment, report: Report, *, go_on_asking: bool) -> Payment:
    """Keep the state and have a person look. A gateway that has not decided yet is asked on."""
    payment.review = (
        f"Ours says {payment.state} over {payment.amount.spoken()}, the gateway says"
        f" {report.outcome}{f' over {report.amount.spoken()}' if report.amount else ''}."
    )
    if not go_on_asking:
        payment.next_look_at = None
    payment.save(update_fields=["review", "next_look_at"])
    record("payment", payment.pk, before=payment.state, after="review", reason=payment.review)
    logger.error("payment_disagrees", reference=payment.reference, review=payment.review)
    return payment


def _fail(payment: Payment, report: Report, *, asked: bool) -> Payment:
    payment.failure_code = report.code or "refused"
    payment.failure_message = report.message[:300]
    _note_source(payment, asked=asked)
    payment.move_to(Payment.State.FAILED, reason=payment.failure_code)
    tell_failed(payment)
    logger.info("payment_failed", reference=payment.reference, code=payment.failure_code)
    return payment


def _succeed(payment: Payment, report: Report, *, asked: bool) -> Payment:
    # An event that names no amount speaks for exactly the amount that is bound to its reference.
    amount = report.amount if asked else report.amount or payment.amount
    if amount != payment.amount or _is_taken(payment, report.transaction):
        return _set_aside(payment, report)
    before = payment.state
    paid = mark_paid(payment.order, reason=payment.reference)
    payment.booked_to = accounts.ORDERS if paid else accounts.UNAPPLIED
    payment.transaction = report.transaction
    payment.failure_code = payment.failure_message = ""
    if not paid:
        payment.review = (
            f"Paid, but the order is {payment.order.status} and its goods are not held."
        )
    _note_source(payment, asked=asked)
    payment.move_to(Payment.State.SUCCEEDED, reason="late" if before != "pending" else "")
    _post(payment, credit=payment.booked_to)
    tell_succeeded(payment, applied=paid)
    logger.info("payment_succeeded", reference=payment.reference, booked_to=payment.booked_to)
    return payment


def _set_aside(payment: Payment, report: Report) -> Payment:
    """What was told does not fit what was asked for: nothing is paid, a person finds out why."""
    told = report.amount
    payment.review = (
        f"Asked for {payment.amount.spoken()}; told {told.spoken() if told else 'no amount'},"
        f" gateway transaction {report.transaction or 'none'}."
    )
    payment.next_look_at = None
    if told and told.minor > 0 and not _is_taken(payment, report.transaction):
        payment.booked_to = accounts.SUSPENSE
        payment.transaction = report.transaction
        _post(payment, credit=accounts.SUSPENSE, report=report)
    payment.move_to(Payment.State.SET_ASIDE, reason=payment.review)
    logger.error("payment_set_aside", reference=payment.reference, review=payment.review)
    return payment


def _note_source(payment: Payment, *, asked: bool) -> None:
    if asked:
        payment.confirmed_at = Now()
        payment.next_look_at = None


def _is_taken(payment: Payment, transaction_number: str) -> bool:
    """Say whether the gateway told this number for another payment already."""
    return bool(transaction_number) and (
        Payment.objects.filter(gateway=payment.gateway, transaction=transaction_number)
        .exclude(pk=payment.pk)
        .exists()
    )


def _post(payment: Payment, *, credit: str, report: Report | None = None) -> None:
    post(
        debit=accounts.clearing(payment.gateway),
        credit=credit,
        amount=report.amount if report and report.amount else payment.amount,
        key=f"payment/{payment.reference}",
        description=f"Order {payment.order.number}",
    )
