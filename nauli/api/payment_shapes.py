"""How a payment looks from outside: in its own answers and inside its order's."""

from __future__ import annotations

from uuid import UUID

from ninja import Field, Schema

from nauli.api.answers import Moment, one_of
from nauli.gateways.contract import FAILURES
from nauli.ledger.accounts import ORDERS, SUSPENSE, UNAPPLIED
from nauli.payments.models import Payment


class FailureOut(Schema):
    code: str = Field(json_schema_extra=one_of(*FAILURES))
    message: str


class PaymentOut(Schema):
    id: UUID
    reference: str
    provider_reference: str
    order: UUID
    method: str
    status: str = Field(json_schema_extra=one_of(*Payment.State.values))
    amount: str
    currency: str
    failure: FailureOut | None
    checkout_url: str | None = Field(
        description="The gateway's page where the customer pays, for a method that has one"
    )
    returned: str = Field(description="What has gone back by refunds, or is on its way back")
    booked_to: str | None = Field(
        description="The account in which its money was booked, once it came; see docs/money.md",
        json_schema_extra=one_of(ORDERS, UNAPPLIED, SUSPENSE, None),
    )
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
        checkout_url=payment.checkout_url or None,
        returned=str(payment.returned),
        booked_to=payment.booked_to or None,
        created_at=payment.created_at,
    )
