"""Book that a gateway took back what a payment had brought. Who owes it now, a person finds out."""

from __future__ import annotations

import structlog
from django.db.models.functions import Now

from nauli.cases.close import answered
from nauli.cases.models import Case
from nauli.gateways.contract import TAKEN_BACK
from nauli.kit.money import Money
from nauli.ledger import accounts
from nauli.ledger.post import post
from nauli.payments.models import Payment
from nauli.payments.news import tell_failed
from nauli.payments.question import put_before_a_person

logger = structlog.get_logger(__name__)

_NEVER_OURS = "It came and went before our books knew of it: they hold nothing of it."
_NOTHING_IS_OWED = "The gateway has taken the money back: nothing is owed to the customer any more."


def reverse(payment: Payment) -> Payment:
    """Take what is left of the payment's money out of the books, once. The caller has locked it.

    Its order stays as it is: the goods may be with the customer already.
    """
    if payment.state == Payment.State.REVERSED:
        return payment
    captured = payment.captured
    if captured is None:
        return _never_ours(payment)
    taken = Money(captured.minor - payment.returned_minor, captured.currency)
    if taken.minor > 0:
        post(
            debit=payment.booked_to,
            credit=accounts.clearing(payment.gateway),
            amount=taken,
            key=f"reversal/{payment.reference}",
            description=f"Order {payment.order.number}",
        )
    payment.next_look_at = None
    payment.move_to(Payment.State.REVERSED, reason="taken back by the gateway")
    for kind in (Case.Kind.UNAPPLIED, Case.Kind.MISMATCH):
        answered(kind, payment.reference, resolution=_NOTHING_IS_OWED)
    put_before_a_person(
        Case.Kind.REVERSAL,
        payment,
        detail=f"{payment.gateway} took back {taken.spoken()} that had come for order"
        f" {payment.order.number}, which is {payment.order.status}.",
        amount=taken if taken.minor else None,
    )
    logger.error("payment_reversed", reference=payment.reference)
    return payment


def _never_ours(payment: Payment) -> Payment:
    """End a payment whose money came and went before we heard of it. Only the gateway says so."""
    wanted = payment.state == Payment.State.PENDING
    payment.next_look_at = None
    payment.confirmed_at = Now()
    if payment.in_doubt:
        payment.failure_code = TAKEN_BACK
        payment.move_to(Payment.State.FAILED, reason=TAKEN_BACK)
    else:
        payment.save(update_fields=["next_look_at", "confirmed_at"])
    # An event may have said so first, and had a person asked.
    answered(Case.Kind.REVERSAL, payment.reference, resolution=_NEVER_OURS)
    if wanted:
        tell_failed(payment)
    return payment
