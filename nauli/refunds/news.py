"""What a customer is told about money on its way back: that it has gone, and nothing sooner.

Who cancels a stay is told at once that it is cancelled, and what is about to go back.
"""

from __future__ import annotations

from nauli.kit.money import Money
from nauli.notifications.tell import tell
from nauli.orders.address import address_of
from nauli.payments.models import Payment
from nauli.payments.news import recipient
from nauli.refunds.models import Refund
from nauli.travel.facts import facts
from nauli.travel.models import Booking


def tell_refunded(refund: Refund) -> None:
    payment = refund.payment
    tell(
        "refund_succeeded",
        fact=refund.pk,
        recipient=recipient(payment),
        context={
            "amount": refund.amount.spoken(),
            "order": payment.order.number,
            "reference": refund.reference,
            "page": address_of(payment.order),
        },
    )


def tell_cancelled(booking: Booking, payment: Payment, *, returned: Money) -> None:
    """Say that the stay is cancelled and what of its money goes back, which may be nothing."""
    tell(
        "booking_cancelled",
        fact=payment.pk,
        recipient=recipient(payment),
        context={
            **facts(booking),
            "order": payment.order.number,
            "refund": returned.spoken() if returned.minor else "",
            "page": address_of(payment.order),
        },
    )
