"""What was written down of a payment's refunds in books that know them only by a name."""

from __future__ import annotations

from collections.abc import Iterable

from nauli.payments.models import Payment
from nauli.refunds.models import Refund

# What is posted for a refund: when it is asked for, and when it has gone or will not go.
_POSTED = ("started", "done", "failed")


def transfer_keys(payment: Payment, refunds: Iterable[Refund]) -> list[str]:
    """Return the key of every transfer that there may be for the payment and these refunds."""
    return [
        f"payment/{payment.reference}",
        f"reversal/{payment.reference}",
        *(f"refund/{refund.reference}/{what}" for refund in refunds for what in _POSTED),
    ]


def facts(payment: Payment, refunds: Iterable[Refund]) -> list[str]:
    """Return by which facts there may be messages about the payment and these refunds."""
    return [str(payment.pk), *(str(refund.pk) for refund in refunds)]
