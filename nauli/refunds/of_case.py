"""Return the money that a case is about to who paid it."""

from __future__ import annotations

from nauli.cases.close import UnknownCase
from nauli.cases.models import Case
from nauli.payments.errors import UnknownPayment
from nauli.payments.models import Payment
from nauli.refunds.errors import NothingToRefund

_MOST = 2**63 - 1


def money_of_case(number: int) -> tuple[Payment, str | None]:
    """Return the payment whose money it is, and how much of it the case is about.

    None: all that is left. Raises UnknownCase or NothingToRefund.
    """
    case = Case.objects.filter(pk=number).first() if number <= _MOST else None
    if case is None:
        raise UnknownCase(f"There is no case {number}.")
    if case.payment is None:
        raise NothingToRefund("This case is about no payment of ours.")
    payment = Payment.objects.filter(pk=case.payment).first()
    if payment is None:
        raise UnknownPayment
    return payment, _part(case, payment)


def _part(case: Case, payment: Payment) -> str | None:
    """Return the amount of a refund that did not go: it may have been a part of the payment."""
    left = payment.captured_minor - payment.returned_minor
    of_a_part = case.kind == Case.Kind.REFUND and case.currency == payment.captured_currency
    if not of_a_part or case.amount is None or case.amount.minor >= left:
        return None
    return str(case.amount)
