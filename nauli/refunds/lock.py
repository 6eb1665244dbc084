"""Lock what is about one refund: the order, the payment, then itself."""

from __future__ import annotations

from nauli.payments.lock import lock as lock_payment
from nauli.refunds.errors import UnknownRefund
from nauli.refunds.models import Refund


def lock(reference: str) -> Refund:
    """Return the refund and its payment, read anew under their locks, or raise UnknownRefund."""
    of = Refund.objects.filter(reference=reference).values_list("payment__reference", flat=True)
    payment = of.first()
    if payment is None:
        raise UnknownRefund
    locked = lock_payment(payment)
    refund = Refund.objects.select_for_update(no_key=True).get(reference=reference)
    refund.payment = locked
    return refund
