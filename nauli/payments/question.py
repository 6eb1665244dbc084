"""Put before a person what is asked about a payment."""

from __future__ import annotations

from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from nauli.gateways.contract import Report
from nauli.kit.money import Money
from nauli.payments.models import Payment


def ask_who_gave_it_back(payment: Payment, report: Report) -> None:
    """Ask a person about money that the gateway has given back, where no refund of ours did so."""
    if report.given_back and payment.returned_minor < payment.captured_minor:
        put_before_a_person(
            Case.Kind.REFUND,
            payment,
            detail=f"{payment.gateway} says that the money of this payment has gone back; of that,"
            f" our books know {payment.returned.spoken()}. Was it returned at its own desk?",
            amount=payment.captured,
        )


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
