"""Where the money of a payment lies once it has come, and in which account it was booked."""

from __future__ import annotations

from nauli.kit.money import Money
from nauli.ledger import accounts
from nauli.ledger.post import post
from nauli.payments.models import Payment


def capture(payment: Payment, amount: Money, account: str) -> None:
    """Note what came and where it lies. The caller saves it, and then books it."""
    payment.booked_to = account
    payment.captured_minor, payment.captured_currency = amount.minor, amount.currency


def book(payment: Payment) -> None:
    """Post what was captured, if anything was."""
    if payment.captured is not None:
        post(
            debit=accounts.clearing(payment.gateway),
            credit=payment.booked_to,
            amount=payment.captured,
            key=f"payment/{payment.reference}",
            description=f"Order {payment.order.number}",
        )


def is_taken(payment: Payment, transaction_number: str) -> bool:
    """Say whether the gateway told this number for another payment already."""
    return bool(transaction_number) and (
        Payment.objects.filter(gateway=payment.gateway, transaction=transaction_number)
        .exclude(pk=payment.pk)
        .exists()
    )
