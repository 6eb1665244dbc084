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
from nauli.kit.clock import now
from nauli.kit.money import Money
from nauli.ledger import accounts
from nauli.ledger.post import post
from nauli.orders.end import mark_paid
from nauli.orders.models import Order
from nauli.payments.doubt import end_forgotten, end_if_true, may_be_forgotten
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
    known_again = asked and report.outcome is not Outcome.UNKNOWN_HERE and may_be_forgotten(payment)
    settled = _hear(payment, report, asked=asked)
    if known_again:
        end_forgotten(settled)  # after the stock, which late money takes: one lock order
    return settled


def _hear(payment: Payment, report: Report, *, asked: bool) -> Payment:
    if payment.state in {Payment.State.SET_ASIDE, Payment.State.REVERSED}:
        return _told_of_what_is_over(payment, report, asked=asked)
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
    if report.transaction and payment.transaction != report.transaction:
        if payment.transaction or _is_taken(payment, report.transaction):
            return _disagree(payment, report, go_on_asking=False)
        payment.transaction = report.transaction
    if not payment.may_be_tried_again:
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
    payment.failure_code = report.code or "refused"
    payment.failure_message = report.message[:300]
    wanted, planned = payment.state != Payment.State.CANCELLED, payment.next_look_at
    _note_source(payment, asked=asked)
    if report.code in {NEVER_ACCEPTED, CLOSED} or payment.checkout_url:
        # Our own process may yet wake up and send it, a payment made in the last moment turn up, or
        # the customer try again on the same page: the gateway goes on being asked for a day.
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
    _post(payment)
    if asked and before == Payment.State.FAILED:
        end_if_true(payment, report.outcome)
    if not paid:
        _raise(Case.Kind.UNAPPLIED, payment, detail=_why_unapplied(payment), amount=payment.amount)
    tell_succeeded(payment, applied=paid)
    logger.info("payment_succeeded", reference=payment.reference, booked_to=payment.booked_to)
    return payment


def _set_aside(payment: Payment, report: Report) -> Payment:
    """What was told does not fit what was asked for: nothing is paid, a person finds out why."""
    why = _what_does_not_fit(payment, report)
    payment.next_look_at = None
    _capture_in_suspense(payment, report)
    payment.move_to(Payment.State.SET_ASIDE, reason=why)
    _post(payment)
    _raise(Case.Kind.MISMATCH, payment, detail=why, amount=_more_than_nothing(report))
    tell_set_aside(payment)
    return payment


def _told_of_what_is_over(payment: Payment, report: Report, *, asked: bool) -> Payment:
    """Put before a person what is new about a payment of which a person decides, or has decided.

    Money that could not be booked before, for the number that was told was another payment's, is
    booked once its own number is told.
    """
    says_an_end = report.outcome in {Outcome.SUCCEEDED, Outcome.FAILED}
    if payment.state == Payment.State.REVERSED or not asked or not says_an_end:
        return payment
    if report.outcome is Outcome.FAILED:
        why = f"Asked for {payment.amount.spoken()}; it was set aside, and has now failed."
    elif (told := payment.captured) and told != report.amount:
        why = f"{told.spoken()} lies in suspense. Now: {_what_does_not_fit(payment, report)}"
    else:
        why = _what_does_not_fit(payment, report)
    told_before = Case.objects.filter(
        kind=Case.Kind.MISMATCH, fact=payment.reference, detail=why[:300]
    )
    if told_before.exists():
        return payment
    if report.outcome is Outcome.SUCCEEDED and payment.captured is None:
        _capture_in_suspense(payment, report)
        payment.save()
        _post(payment)
    amount = payment.captured or _more_than_nothing(report)
    _raise(Case.Kind.MISMATCH, payment, detail=why, amount=amount)
    return payment


def _what_does_not_fit(payment: Payment, report: Report) -> str:
    told = report.amount.spoken() if report.amount else "no amount"
    return report.misfit or (
        f"Asked for {payment.amount.spoken()}; told {told},"
        f" gateway transaction {report.transaction or 'none'}."
    )


def _more_than_nothing(report: Report) -> Money | None:
    return report.amount if report.amount and report.amount.minor > 0 else None


def _capture_in_suspense(payment: Payment, report: Report) -> None:
    """Note money that is ours although something about it does not fit."""
    told = _more_than_nothing(report)
    if told and not report.misfit and not _is_taken(payment, report.transaction):
        payment.transaction = report.transaction
        _capture(payment, told, accounts.SUSPENSE)


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
    payment.booked_to = account
    payment.captured_minor, payment.captured_currency = amount.minor, amount.currency


def _post(payment: Payment) -> None:
    """Book what was captured, if anything was."""
    if payment.captured is not None:
        post(
            debit=accounts.clearing(payment.gateway),
            credit=payment.booked_to,
            amount=payment.captured,
            key=f"payment/{payment.reference}",
            description=f"Order {payment.order.number}",
        )
