"""Put before a person what is asked about a payment."""

from __future__ import annotations

from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from nauli.kit.money import Money
from nauli.payments.models import Payment


def put_before_a_person(
    kind: Case.Kind, payment: Payment, *, detail: str, amount: Money | None
) -> None:
    """Open the payment's case of this kind, or have it say `detail`. `amount`: what it is about."""
    raise_case(
        kind,
        payment.reference,
        detail=detail,
        payment=payment.pk,
        order=payment.order_id,
        amount=amount,
    )
