"""Where every road ends: answer, webhook, return, sweep and operator all settle here."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from nauli.cases.close import answered
from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from nauli.gateways.contract import CLOSED, NEVER_ACCEPTED, Outcome, Report
from nauli.kit.bell import ring
from nauli.kit.money import Money
from nauli.ledger import accounts
from nauli.ledger.post import post
from nauli.orders.end import mark_paid
from nauli.orders.models import Order
from nauli.payments.lock import lock
from nauli.payments.models import Payment
from nauli.payments.news import tell_failed, tell_set_aside, tell_succeeded
from nauli.payments.reverse import reverse

logger = structlog.get_logger(__name__)

# A signed event said "paid" or "failed" and the gateway, asked, still says "pending": for this
# long that is its slowness, then it is a disagreement.
_PATIENCE = timedelta(minutes=10)


def settle(report: Report, *, asked: bool = True) -> Payment:
    """Move the payment, the ledger, the order and the customer's news together, once.

    `asked`: the gateway itself answered a question of ours. An event that was only sent to us
    settles too, but a look follows, and never moves a state that is final.
    """
    try:
        return _settle(report, asked=asked)
    except IntegrityError as error:
        # Two payments at once were told one number of the gateway's. The other one has it now.
        if "one_payment_per_gateway_transaction" not in str(error):
            raise
        return _settle(report, asked=asked)


@transaction.atomic
def _settle(report: Report, *, asked: bool) -> Payment:
    payment = lock(report.reference)
    if report.outcome is Outcome.REVERSED:
        return reverse(payment)
    over = payment.state in {Payment.State.SET_ASIDE, Payment.State.REVERSED}
    if not over and not asked and not payment.confirmed_success:
        _look_now(payment)
    # That nothing came of it was hoped; the gateway itself has to say so.
    cancelled = payment.state == Payment.State.CANCELLED
    hoped = cancelled and not asked and report.outcome is Outcome.FAILED
    if over or hoped:
        return payment
    if report.outcome in {Outcome.PENDING, Outcome.UNKNOWN_HERE}:
        return _still_pending(payment, report, asked=asked)
    if payment.final:
        return _told_again(payment, report, asked=asked)
    if report.outcome is Outcome.FAILED:
        return _fail(payment, report, asked=asked)
    return _succeed(payment, report, asked=asked)


def _look_now(payment: Payment) -> None:
    payment.next_look_at = payment.news_at = Now()
    payment.save(update_fields=["next_look_at", "news_at"])
    ring("payments.look", str(payment.pk))


def _still_pending(payment: Payment, report: Report, *, asked: bool) -> Payment:
    if report.checkout_url and not payment.checkout_url:
        payment.checkout_url = report.checkout_url
        payment.save(update_fields=["checkout_url"])
    settled_long_ago = Payment.objects.filter(pk=payment.pk, settled_at__lte=Now() - _PATIENCE)
    unconfirmed = asked and payment.final and not payment.confirmed_at
    if unconfirmed and settled_long_ago.exists():
        return _disagree(payment, report, go_on_asking=True)
    return payment


def _told_again(payment: Payment, report: Report, *, asked: bool) -> Payment:
    """Hear of a payment that has ended. The same end is no news; another one needs the gateway."""
    failed, told_failed = payment.state == payment.State.FAILED, report.outcome is Outcome.FAILED
    # Money that did not come has no amount that could be wrong.
    fits = told_failed or (report.amount in {None, payment.amount} and not report.misfit)
    if failed is told_failed and fits:
        return _confirm(payment, report) if asked else payment
    if not asked:
        logger.warning("event_contradicts", reference=payment.reference, told=report.outcome)
        return payment
    if failed:
        return _succeed(payment, report, asked=True)  # late money
    return _disagree(payment, report, go_on_asking=False)


def _confirm(payment: Payment, report: Report) -> Payment:
    if report.transaction and payment.transaction != report.transaction:
        if payment.transaction or _is_taken(payment, report.transaction):
            return _disagree(payment, report, go_on_asking=False)
        payment.transaction = report.transaction
    _note_source(payment, asked=True)
    payment.save(update_fields=["confirmed_at", "next_look_at", "transaction"])
    answered(
        Case.Kind.DISAGREEMENT, payment.reference, resolution=f"The gateway says {report.outcome}."
    )
    return payment


def _disagree(payment: Payment, report: Report, *, go_on_asking: bool) -> Payment:
    """Keep the state and have a person look. A gateway that has not decided yet is asked on."""
    number = f", transaction {report.transaction}" if report.transaction else ""
    _raise(
        Case.Kind.DISAGREEMENT,
        payment,
        detail=f"Ours says {payment.state} over {payment.amount.spoken()}, the gateway says"
        f" {report.outcome}{f' over {report.amount.spoken()}' if report.amount else ''}{number}.",
    )
    if not go_on_asking and not payment.news_since_looked:
        payment.next_look_at = None
        payment.save(update_fields=["next_look_at"])
    return payment


def _fail(payment: Payment, report: Report, *, asked: bool) -> Payment:
    payment.failure_code = report.code or "refused"
    payment.failure_message = report.message[:300]
    wanted, planned = payment.state != Payment.State.CANCELLED, payment.next_look_at
    _note_source(payment, asked=asked)
    if report.code in {NEVER_ACCEPTED, CLOSED}:
        # Our own process may yet wake up and send it, or a payment made in the last moment turn up:
        # the gateway goes on being asked for a day.
        payment.next_look_at = planned
    payment.move_to(Payment.State.FAILED, reason=payment.failure_code)
    if wanted:
        tell_failed(payment)
    logger.info("payment_failed", reference=payment.reference, code=payment.failure_code)
    return payment


def _succeed(payment: Payment, report: Report, *, asked: bool) -> Payment:
    # An event that names no amount speaks for exactly the amount that is bound to its reference.
    amount = report.amount if asked else report.amount or payment.amount
    taken = _is_taken(payment, report.transaction)
    if amount != payment.amount or report.misfit or taken:
        return _set_aside(payment, report)
    before = payment.state
    paid = mark_paid(payment.order, reason=payment.reference)
    _capture(payment, payment.amount, accounts.ORDERS if paid else accounts.UNAPPLIED)
    payment.transaction = report.transaction
    payment.failure_code = payment.failure_message = ""
    _note_source(payment, asked=asked)
    payment.move_to(Payment.State.SUCCEEDED, reason="late" if before != "pending" else "")
    if not paid:
        _raise(Case.Kind.UNAPPLIED, payment, detail=_why_unapplied(payment), amount=payment.amount)
    tell_succeeded(payment, applied=paid)
    logger.info("payment_succeeded", reference=payment.reference, booked_to=payment.booked_to)
    return payment


def _set_aside(payment: Payment, report: Report) -> Payment:
    """What was told does not fit what was asked for: nothing is paid, a person finds out why."""
    told = report.amount
    why = report.misfit or (
        f"Asked for {payment.amount.spoken()}; told {told.spoken() if told else 'no amount'},"
        f" gateway transaction {report.transaction or 'none'}."
    )
    payment.next_look_at = None
    booked = not report.misfit and not _is_taken(payment, report.transaction)
    if told and told.minor > 0 and booked:
        payment.transaction = report.transaction
        _capture(payment, told, accounts.SUSPENSE)
    payment.move_to(Payment.State.SET_ASIDE, reason=why)
    _raise(Case.Kind.MISMATCH, payment, detail=why, amount=told)
    tell_set_aside(payment)
    return payment


def _why_unapplied(payment: Payment) -> str:
    order = payment.order
    if order.status == Order.Status.PAID:
        return f"Order {order.number} is paid by another payment already; this money is owed back."
    return f"Order {order.number} is {order.status} and its goods are gone; the money is owed back."


def _raise(kind: Case.Kind, payment: Payment, *, detail: str, amount: Money | None = None) -> None:
    raise_case(
        kind,
        payment.reference,
        detail=detail,
        payment=payment.pk,
        order=payment.order_id,
        amount=amount,
    )


def _note_source(payment: Payment, *, asked: bool) -> None:
    if asked:
        payment.confirmed_at = Now()
        if not payment.news_since_looked:
            payment.next_look_at = None


def _is_taken(payment: Payment, transaction_number: str) -> bool:
    """Say whether the gateway told this number for another payment already."""
    return bool(transaction_number) and (
        Payment.objects.filter(gateway=payment.gateway, transaction=transaction_number)
        .exclude(pk=payment.pk)
        .exists()
    )


def _capture(payment: Payment, amount: Money, account: str) -> None:
    """Book what came; the caller saves."""
    payment.booked_to = account
    payment.captured_minor, payment.captured_currency = amount.minor, amount.currency
    post(
        debit=accounts.clearing(payment.gateway),
        credit=account,
        amount=amount,
        key=f"payment/{payment.reference}",
        description=f"Order {payment.order.number}",
    )
