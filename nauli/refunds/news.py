"""What a customer is told about a refund: that the money has gone back, and nothing sooner."""

from __future__ import annotations

from nauli.notifications.tell import tell
from nauli.payments.news import recipient
from nauli.refunds.models import Refund


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
        },
    )
