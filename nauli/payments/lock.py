"""Lock what is about one payment: its order, then itself. The one lock order of the house."""

from __future__ import annotations

from nauli.orders.models import Order
from nauli.payments.errors import UnknownPayment
from nauli.payments.models import Payment


def lock(reference: str) -> Payment:
    """Return the payment, read anew under both locks, or raise UnknownPayment."""
    order = (
        Order.objects.select_for_update(of=("self",), no_key=True)
        .select_related("customer")
        .filter(payments__reference=reference)
        .first()
    )
    if order is None:
        raise UnknownPayment
    payment = Payment.objects.select_for_update(no_key=True).get(reference=reference)
    payment.order = order
    return payment
