"""Return the money that a case is about to who paid it."""

from __future__ import annotations

from nauli.cases.close import UnknownCase
from nauli.cases.models import Case
from nauli.payments.errors import UnknownPayment
from nauli.payments.models import Payment
from nauli.refunds.errors import NothingToRefund

_MOST = 2**63 - 1


def payment_of_case(number: int) -> Payment:
    """Return the payment whose money it is; raises UnknownCase or NothingToRefund."""
    case = Case.objects.filter(pk=number).first() if number <= _MOST else None
    if case is None:
        raise UnknownCase(f"There is no case {number}.")
    if case.payment is None:
        raise NothingToRefund("This case is about no payment of ours.")
    payment = Payment.objects.filter(pk=case.payment).first()
    if payment is None:
        raise UnknownPayment
    return payment
