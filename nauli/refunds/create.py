"""Write down a refund and what it takes from its payment, before anybody outside hears of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings

from nauli.gateways.registry import gateway
from nauli.kit.clock import now
from nauli.kit.money import InvalidMoney, Money
from nauli.ledger import accounts
from nauli.ledger.post import post
from nauli.payments.errors import UnknownPayment
from nauli.payments.lock import lock
from nauli.payments.models import Payment
from nauli.record.models import record
from nauli.refunds.errors import NothingToRefund, RefundsNotConfigured, RefundTooLarge
from nauli.refunds.models import Refund


def create(new_id: UUID, payment_id: UUID, *, amount: str | None, reason: str) -> Refund:
    """Take the money from the payment, in the caller's transaction, or say why it cannot be.

    `amount` is a decimal in the captured currency; None: all that is left.
    """
    known = Payment.objects.filter(pk=payment_id).values_list("reference", flat=True).first()
    if known is None:
        raise UnknownPayment
    payment = lock(known)
    wanted = _wanted(payment, amount)
    payment.returned_minor += wanted.minor
    payment.save(update_fields=["returned_minor"])
    refund = Refund.objects.create(
        id=new_id,
        payment=payment,
        amount_minor=wanted.minor,
        currency=wanted.currency,
        source=payment.booked_to,
        reason=reason,
        next_look_at=now() + timedelta(seconds=settings.FIRST_LOOK_SECONDS),
    )
    post(
        debit=refund.source,
        credit=accounts.REFUNDS,
        amount=wanted,
        key=f"refund/{refund.reference}/started",
        description=f"Order {payment.order.number}",
    )
    record("refund", refund.pk, after=Refund.State.PENDING, reason=payment.reference)
    return refund


def _read(amount: str, currency: str) -> Money:
    try:
        money = Money.parse(amount, currency)
    except InvalidMoney as error:
        raise InvalidMoney(error.detail, field="amount") from error
    if money.minor <= 0:
        raise InvalidMoney("Return more than nothing.", field="amount")
    return money


def _wanted(payment: Payment, amount: str | None) -> Money:
    """Return what is to be returned, or say why it cannot be."""
    captured = payment.captured
    if payment.state == Payment.State.REVERSED:
        raise NothingToRefund("The gateway has taken this payment's money back by itself.")
    if captured is None:
        raise NothingToRefund(f"This payment is {payment.state}: no money has come by it.")
    left = Money(captured.minor - payment.returned_minor, captured.currency)
    if left.minor == 0:
        raise NothingToRefund("All of this payment's money has gone back, or is about to.")
    if missing := gateway(payment.gateway).missing_for_refunds(captured.currency):
        raise RefundsNotConfigured(
            f"{payment.gateway} cannot return {captured.currency} before"
            f" {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} set."
        )
    wanted = left if amount is None else _read(amount, captured.currency)
    if wanted.minor > left.minor:
        raise RefundTooLarge(
            f"{left.spoken()} of this payment can still be returned, not {wanted.spoken()}.",
            field="amount",
            refundable=str(left),
        )
    return wanted
