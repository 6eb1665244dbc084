"""How a payment looks from outside: in its own answers and inside its order's."""

from __future__ import annotations

from uuid import UUID

from ninja import Schema

from nauli.api.answers import Moment
from nauli.gateways.contract import FAILURES
from nauli.payments.models import Payment


class FailureOut(Schema):
    code: str
    message: str


class PaymentOut(Schema):
    id: UUID
    reference: str
    provider_reference: str
    order: UUID
    method: str
    status: str
    amount: str
    currency: str
    failure: FailureOut | None
    created_at: Moment


def payment_shape(payment: Payment) -> PaymentOut:
    failure = None
    if payment.failure_code:
        message = FAILURES.get(payment.failure_code, FAILURES["refused"])
        failure = FailureOut(code=payment.failure_code, message=message)
    return PaymentOut(
        id=payment.pk,
        reference=payment.reference,
        provider_reference=str(payment.pk),
        order=payment.order_id,
        method=payment.gateway,
        status=payment.state,
        amount=str(payment.amount),
        currency=payment.currency,
        failure=failure,
        created_at=payment.created_at,
    )
