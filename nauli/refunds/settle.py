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
from nauli.gateways.contract import Outcome, Report
from nauli.ledger import accounts
from nauli.ledger.post import post
from nauli.payments.models import Payment
from nauli.refunds.lock import lock
from nauli.refunds.models import Refund
from nauli.refunds.news import tell_refunded

logger = structlog.get_logger(__name__)

# Of money that is owed back: what its case is called, by the account that it lies in.
_OWED = {accounts.UNAPPLIED: Case.Kind.UNAPPLIED, accounts.SUSPENSE: Case.Kind.MISMATCH}


@transaction.atomic
def settle(report: Report) -> Refund:
    """Move the refund, the payment's balance, the ledger and the customer's news, once."""
    refund = lock(report.reference)
    if report.outcome is Outcome.UNKNOWN_HERE:
        return refund
    if _contradicts(refund, report):
        return _disagree(refund, report)
    if report.outcome is Outcome.PENDING:
        return _accepted(refund, report)
    if report.outcome == refund.state:
        return refund  # no news
    return _fail(refund, report) if report.outcome is Outcome.FAILED else _succeed(refund, report)


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
    _end_what_was_owed(refund)
    logger.info("refund_succeeded", reference=refund.reference)
    return refund


def _fail(refund: Refund, report: Report) -> Refund:
    refund.failure_code = report.code or "refused"
    refund.failure_message = report.message[:300]
    _reserve(refund.payment, -refund.amount_minor)
    refund.move_to(Refund.State.FAILED, reason=refund.failure_code)
    _post(refund, "failed", debit=accounts.REFUNDS, credit=refund.source)
    if refund.accepted_at is not None:
        # Who asked for it was told that it is on its way.
        _raise(
            Case.Kind.REFUND,
            refund,
            detail=f"A refund of {refund.amount.spoken()} that was on its way has failed:"
            f" {refund.failure_message or refund.failure_code}. Nothing has gone back.",
        )
    logger.warning("refund_failed", reference=refund.reference, code=refund.failure_code)
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
    return refund


def _end_what_was_owed(refund: Refund) -> None:
    """Close the case of money that was owed back, once all of it has gone."""
    payment, kind = refund.payment, _OWED.get(refund.source)
    in_flight = payment.refunds.filter(state=Refund.State.PENDING).exists()
    if kind and payment.returned_minor == payment.captured_minor and not in_flight:
        answered(kind, payment.reference, resolution="All of it was returned to the customer.")


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
