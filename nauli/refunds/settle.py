"""Where every road of a refund ends: answer, webhook, sweep and operator all settle here.

The money lies in the account `refunds` while it is on its way. A refund that succeeded took it out
of the gateway's hands; one that failed puts it back where it came from.
"""

from __future__ import annotations

import structlog
from django.db import transaction
from django.db.models.functions import Now

from nauli.cases.close import answered
from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from nauli.gateways.contract import NEVER_ACCEPTED, Outcome, Report
from nauli.ledger import accounts
from nauli.ledger.post import post
from nauli.payments.models import Payment
from nauli.refunds.lock import lock
from nauli.refunds.models import Refund
from nauli.refunds.news import tell_refunded
from nauli.travel.models import Booking

logger = structlog.get_logger(__name__)

# Of money that is owed back: what its case is called, by the account that it lies in.
_OWED = {accounts.UNAPPLIED: Case.Kind.UNAPPLIED, accounts.SUSPENSE: Case.Kind.MISMATCH}


@transaction.atomic
def settle(report: Report, *, sent_before: bool = False) -> Refund:
    """Move the refund, the payment's balance, the ledger and the customer's news, once.

    `sent_before`: this answers a request that had been sent before. Refused now, it may have been
    accepted then: the gateway goes on being asked for a day.
    """
    refund = lock(report.reference)
    if report.outcome is Outcome.UNKNOWN_HERE:
        return refund
    if _contradicts(refund, report):
        return _disagree(refund, report)
    if report.outcome is Outcome.PENDING:
        return _accepted(refund, report)
    if report.outcome == refund.state:
        return refund if sent_before else _ask_no_more(refund)  # no news
    if report.outcome is Outcome.FAILED:
        return _fail(refund, report, sent_before=sent_before)
    return _succeed(refund, report)


def _contradicts(refund: Refund, report: Report) -> bool:
    """Say whether a number, an amount or an end was told that cannot be this refund's."""
    other_number = bool(report.transaction) and refund.number not in {"", report.transaction}
    if other_number or report.outcome is Outcome.PENDING:
        return other_number
    if report.outcome is Outcome.FAILED:
        return refund.state == Refund.State.SUCCEEDED
    if report.outcome is not Outcome.SUCCEEDED:
        return True  # speaks of payments alone
    if refund.state == Refund.State.SUCCEEDED:
        return report.amount not in {None, refund.amount}
    return report.amount != refund.amount or not _is_covered(refund)


def _accepted(refund: Refund, report: Report) -> Refund:
    refund.number = report.transaction or refund.number
    if refund.accepted_at is None:
        refund.accepted_at = Now()
    refund.save(update_fields=["number", "accepted_at"])
    return refund


def _is_covered(refund: Refund) -> bool:
    """Say whether its money is set apart, or still there to be: one that failed gave it back."""
    if refund.state == Refund.State.PENDING:
        return True
    payment = refund.payment
    if payment.state == Payment.State.REVERSED:
        return False  # the gateway has taken it
    return payment.returned_minor + refund.amount_minor <= payment.captured_minor


def _succeed(refund: Refund, report: Report) -> Refund:
    late = refund.state == Refund.State.FAILED
    if late:
        _reserve(refund.payment, refund.amount_minor)
    refund.number = report.transaction or refund.number
    refund.failure_code = refund.failure_message = ""
    refund.move_to(Refund.State.SUCCEEDED, reason="late" if late else "")
    _post(
        refund,
        "done",
        debit=refund.source if late else accounts.REFUNDS,
        credit=accounts.clearing(refund.payment.gateway),
    )
    tell_refunded(refund)
    if late:
        answered(Case.Kind.REFUND, refund.reference, resolution="It has gone back after all.")
    _end_what_was_asked(refund.payment, refund.source)
    logger.info("refund_succeeded", reference=refund.reference)
    return refund


def _fail(refund: Refund, report: Report, *, sent_before: bool) -> Refund:
    accepted = refund.accepted_at is not None
    never_accepted = report.code == NEVER_ACCEPTED
    if never_accepted and accepted:
        return refund  # somebody else has just heard that it was
    refund.failure_code = report.code or "refused"
    refund.failure_message = report.message[:300]
    _reserve(refund.payment, -refund.amount_minor)
    doubted = sent_before or never_accepted
    refund.move_to(Refund.State.FAILED, reason=refund.failure_code, doubted=doubted)
    _post(refund, "failed", debit=accounts.REFUNDS, credit=refund.source)
    reversed_ = refund.payment.state == Payment.State.REVERSED
    if accepted or reversed_ or _is_of_a_cancelled_stay(refund):
        # Somebody was told that it is on its way; or nobody knows whose the money is now.
        _raise(Case.Kind.REFUND, refund, detail=_why_told(refund))
    logger.warning("refund_failed", reference=refund.reference, code=refund.failure_code)
    return refund


def _is_of_a_cancelled_stay(refund: Refund) -> bool:
    """Say whether its guest was told that it goes back: who cancels a stay is, at once."""
    booking = refund.payment.order.booking
    return (
        refund.source == accounts.ORDERS
        and booking is not None
        and booking.state == Booking.State.CANCELLED
    )


def _why_told(refund: Refund) -> str:
    why = (refund.failure_message or refund.failure_code).rstrip(".")
    if refund.payment.state == Payment.State.REVERSED:
        return (
            f"A refund of {refund.amount.spoken()} has failed: {why}. Meanwhile the gateway took"
            " back the payment's money: whether it took this part too, only the gateway can say."
        )
    return (
        f"A refund of {refund.amount.spoken()} that was on its way has failed: {why}. Nothing has"
        " gone back."
    )


def _ask_no_more(refund: Refund) -> Refund:
    """End the doubt about one that has ended: the gateway, asked again, says the same."""
    if refund.next_look_at is not None:
        refund.next_look_at = None
        refund.save(update_fields=["next_look_at"])
    return refund


def _disagree(refund: Refund, report: Report) -> Refund:
    """Keep the state and have a person look."""
    number = f" under number {report.transaction}" if report.transaction else ""
    told = f" over {report.amount.spoken()}" if report.amount else ""
    _raise(
        Case.Kind.DISAGREEMENT,
        refund,
        detail=f"Ours says that a refund of {refund.amount.spoken()} is {refund.state}, the gateway"
        f" says {report.outcome}{told}{number}.",
    )
    return refund if refund.state == Refund.State.PENDING else _ask_no_more(refund)


def _end_what_was_asked(payment: Payment, source: str) -> None:
    """Close the cases that are answered once all of the payment's money has gone back."""
    owed = _OWED.get(source)
    if payment.returned_minor < payment.captured_minor:
        return
    if payment.refunds.filter(state=Refund.State.PENDING).exists():
        return
    if owed:
        answered(owed, payment.reference, resolution="All of it was returned to the customer.")
    # A signed event had told of it before our books knew, or another try at it had failed.
    answered(
        Case.Kind.REFUND,
        payment.reference,
        *payment.refunds.values_list("reference", flat=True),
        resolution="All of it is known to have gone back.",
    )


def _reserve(payment: Payment, minor: int) -> None:
    payment.returned_minor += minor
    payment.save(update_fields=["returned_minor"])


def _post(refund: Refund, what: str, *, debit: str, credit: str) -> None:
    post(
        debit=debit,
        credit=credit,
        amount=refund.amount,
        key=f"refund/{refund.reference}/{what}",
        description=f"Order {refund.payment.order.number}",
    )


def _raise(kind: Case.Kind, refund: Refund, *, detail: str) -> None:
    raise_case(
        kind,
        refund.reference,
        detail=detail,
        payment=refund.payment_id,
        order=refund.payment.order_id,
        amount=refund.amount,
    )
