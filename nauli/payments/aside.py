"""What was told does not fit what was asked for: it is set aside, and a person decides."""

from __future__ import annotations

from nauli.cases.models import Case
from nauli.gateways.contract import Outcome, Report
from nauli.kit.money import Money
from nauli.ledger import accounts
from nauli.payments.capture import book, capture, is_taken
from nauli.payments.models import Payment
from nauli.payments.news import tell_set_aside
from nauli.payments.question import put_before_a_person


def set_aside(payment: Payment, report: Report) -> Payment:
    """Pay nothing with it, and have a person find out why. The caller has locked it."""
    why = _what_does_not_fit(payment, report)
    payment.next_look_at = None
    _capture_in_suspense(payment, report)
    payment.move_to(Payment.State.SET_ASIDE, reason=why)
    book(payment)
    _raise(payment, why, amount=_more_than_nothing(report))
    tell_set_aside(payment)
    return payment


def told_of_what_is_over(payment: Payment, report: Report, *, asked: bool) -> Payment:
    """Put before a person what is new about a payment of which a person decides, or has decided.

    Money that could not be booked before, for the number that was told was another payment's, is
    booked once its own number is told.
    """
    says_an_end = report.outcome in {Outcome.SUCCEEDED, Outcome.FAILED}
    if not asked or not says_an_end:
        return payment
    if payment.state == Payment.State.REVERSED:
        return _told_after_it_was_taken_back(payment, report)
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
        book(payment)
    _raise(payment, why, amount=payment.captured or _more_than_nothing(report))
    return payment


def _told_after_it_was_taken_back(payment: Payment, report: Report) -> Payment:
    if report.outcome is Outcome.SUCCEEDED:
        put_before_a_person(
            Case.Kind.DISAGREEMENT,
            payment,
            detail="Ours says that the gateway took this payment's money back, and now the gateway"
            f" says {report.outcome}{f' over {report.amount.spoken()}' if report.amount else ''}:"
            " it may have come again.",
            amount=_more_than_nothing(report),
        )
    return payment


def _raise(payment: Payment, why: str, *, amount: Money | None) -> None:
    put_before_a_person(Case.Kind.MISMATCH, payment, detail=why, amount=amount)


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
    if told and not report.misfit and not is_taken(payment, report.transaction):
        payment.transaction = report.transaction
        capture(payment, told, accounts.SUSPENSE)
