"""Where every road ends: answer, webhook, return, sweep and operator all settle here."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from nauli.cases.close import answered
from nauli.cases.models import Case
from nauli.gateways.contract import CLOSED, NEVER_ACCEPTED, Outcome, Report
from nauli.kit.bell import ring
from nauli.kit.clock import now
from nauli.ledger import accounts
from nauli.orders.end import mark_paid
from nauli.orders.models import Order
from nauli.payments.aside import set_aside, told_of_what_is_over
from nauli.payments.capture import book, capture, is_taken
from nauli.payments.doubt import end_forgotten, end_if_true, may_be_forgotten
from nauli.payments.lock import lock
from nauli.payments.models import Payment
from nauli.payments.news import is_awaited, tell_failed, tell_succeeded
from nauli.payments.question import ask_who_gave_it_back, put_before_a_person
from nauli.payments.reverse import reverse

logger = structlog.get_logger(__name__)

# A signed event said "paid" or "failed" and the gateway, asked, still says "pending": for this
# long that is its slowness, then it is a disagreement.
_PATIENCE = timedelta(minutes=10)
# What a gateway may say of a page that we have closed.
_OF_A_CLOSED_PAGE = {"cancelled", "not_completed"}


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
    known_again = asked and report.outcome is not Outcome.UNKNOWN_HERE and may_be_forgotten(payment)
    settled = _hear(payment, report, asked=asked)
    if known_again:
        end_forgotten(settled)  # after the stock, which late money takes: one lock order
    return settled


def _hear(payment: Payment, report: Report, *, asked: bool) -> Payment:
    if payment.state in {Payment.State.SET_ASIDE, Payment.State.REVERSED}:
        return told_of_what_is_over(payment, report, asked=asked)
    if not asked and not payment.confirmed_success:
        _look_now(payment)
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
    if asked and report.outcome is Outcome.PENDING:
        _note_accepted(payment)
    settled_long_ago = Payment.objects.filter(pk=payment.pk, settled_at__lte=Now() - _PATIENCE)
    if asked and payment.unconfirmed and settled_long_ago.exists():
        return _disagree(payment, report, go_on_asking=True)
    return payment


def _note_accepted(payment: Payment) -> None:
    """Keep that the gateway has the request. Where it had denied that, its denial is void."""
    denied = payment.failure_code == NEVER_ACCEPTED and payment.confirmed_at is not None
    if denied:
        payment.confirmed_at = None
        payment.next_look_at = payment.next_look_at or now()
    if denied or payment.accepted_at is None:
        payment.accepted_at = payment.accepted_at or now()
        payment.save(update_fields=["accepted_at", "confirmed_at", "next_look_at"])


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
    # Money that did not come has no number; each attempt on a page may bear one of its own.
    number = report.transaction if report.outcome is Outcome.SUCCEEDED else ""
    if number and payment.transaction != number:
        if payment.transaction or is_taken(payment, number):
            return _disagree(payment, report, go_on_asking=False)
        payment.transaction = number
    if not payment.may_be_tried_again:
        _note_source(payment, asked=True)
    payment.save(update_fields=["confirmed_at", "next_look_at", "transaction"])
    answered(
        Case.Kind.DISAGREEMENT, payment.reference, resolution=f"The gateway says {report.outcome}."
    )
    ask_who_gave_it_back(payment, report)
    return payment


def _disagree(payment: Payment, report: Report, *, go_on_asking: bool) -> Payment:
    """Keep the state and have a person look. A gateway that has not decided yet is asked on."""
    number = f", transaction {report.transaction}" if report.transaction else ""
    put_before_a_person(
        Case.Kind.DISAGREEMENT,
        payment,
        detail=f"Ours says {payment.state} over {payment.amount.spoken()}, the gateway says"
        f" {report.outcome}{f' over {report.amount.spoken()}' if report.amount else ''}{number}.",
        amount=payment.amount,
    )
    if not go_on_asking and not payment.news_since_looked:
        payment.next_look_at = None
        payment.save(update_fields=["next_look_at"])
    return payment


def _fail(payment: Payment, report: Report, *, asked: bool) -> Payment:
    # That nothing came of it was hoped; the gateway itself has to say so.
    hoped = payment.state == Payment.State.CANCELLED and not asked
    # It was accepted after all: somebody else has just heard so.
    disproved = report.code == NEVER_ACCEPTED and payment.accepted_at is not None
    if hoped or disproved:
        return payment
    payment.failure_code = _failure(payment, report)
    payment.failure_message = report.message[:300]
    awaited, planned = is_awaited(payment), payment.next_look_at
    _note_source(payment, asked=asked)
    if report.code in {NEVER_ACCEPTED, CLOSED} or payment.checkout_url:
        # Our own process may yet wake up and send it, a payment made in the last moment turn up, or
        # the customer try again on the same page: the gateway goes on being asked for a day.
        payment.next_look_at = planned
    payment.move_to(Payment.State.FAILED, reason=payment.failure_code)
    if awaited:
        tell_failed(payment)
    logger.info("payment_failed", reference=payment.reference, code=payment.failure_code)
    return payment


def _failure(payment: Payment, report: Report) -> str:
    # A gateway has one word for a page that its visitor left and for one that we closed.
    if payment.closed_at is not None and report.code in _OF_A_CLOSED_PAGE:
        return CLOSED
    return report.code or "refused"


def _succeed(payment: Payment, report: Report, *, asked: bool) -> Payment:
    # An event that names no amount speaks for exactly the amount that is bound to its reference.
    amount = report.amount if asked else report.amount or payment.amount
    taken = is_taken(payment, report.transaction)
    if amount != payment.amount or report.misfit or taken:
        return set_aside(payment, report)
    before = payment.state
    paid = mark_paid(payment.order, reason=payment.reference)
    capture(payment, payment.amount, accounts.ORDERS if paid else accounts.UNAPPLIED)
    payment.transaction = report.transaction
    payment.failure_code = payment.failure_message = ""
    _note_source(payment, asked=asked)
    payment.move_to(Payment.State.SUCCEEDED, reason="late" if before != "pending" else "")
    book(payment)
    if asked and before == Payment.State.FAILED:
        end_if_true(payment, report.outcome)
    if not paid:
        put_before_a_person(
            Case.Kind.UNAPPLIED, payment, detail=_why_unapplied(payment), amount=payment.amount
        )
        ring("refunds.return_unapplied", str(payment.pk))
    ask_who_gave_it_back(payment, report)
    tell_succeeded(payment, applied=paid)
    logger.info("payment_succeeded", reference=payment.reference, booked_to=payment.booked_to)
    return payment


def _why_unapplied(payment: Payment) -> str:
    order = payment.order
    if order.status == Order.Status.PAID:
        return f"Order {order.number} is paid by another payment already; this money is owed back."
    what = "nights" if order.booking else "goods"
    gone = f"Order {order.number} is {order.status} and its {what} are gone"
    return f"{gone}; the money is owed back."


def _note_source(payment: Payment, *, asked: bool) -> None:
    if asked:
        payment.confirmed_at = Now()
        if not payment.news_since_looked:
            payment.next_look_at = None
