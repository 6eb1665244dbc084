"""The proof of a success where events prove nothing. The rest: test_audit_plants.py."""

from __future__ import annotations

import pytest
from django.db import connection

from nauli.desk.audit import find_violations
from nauli.payments.models import Exchange, Payment
from nauli.webhooks.models import Event
from tests.factories import new_paid_payment

pytestmark = pytest.mark.django_db

_SAID = (
    '{"message": "Payment details", "status": "success", "data": {"currency": "EUR",'
    ' "amount": 12.5, "status": "success", "customization": {"title": "Shop"}}}'
)


def _proved(payment: Payment, **said: object) -> bool:
    Exchange.objects.all().delete()
    Exchange.objects.create(
        **{
            "payment": payment,
            "operation": "verify",
            "method": "GET",
            "url": f"https://api.chapa.co/v1/transaction/verify/{payment.reference}",
            "headers": {},
            "status": 200,
            "answer": _SAID,
            **said,
        }
    )
    with connection.cursor() as cursor:
        violated = {one.check.name for one in find_violations(cursor)}
    return "success-is-proved" not in violated


def test_what_chapa_said_to_verify_is_the_proof() -> None:
    payment = new_paid_payment(gateway="chapa")
    assert _proved(payment)
    assert _proved(
        payment, answer=_SAID.replace('"status": "success", "cus', '"status": "refunded", "cus')
    )


@pytest.mark.parametrize(
    "said",
    [
        {"operation": "initialize"},
        {"status": 404},
        {"url": "https://api.chapa.co/v1/transaction/verify/NAU-ANOTHER"},
        {"answer": _SAID.replace("12.5", "12.6")},
        {"answer": _SAID.replace("EUR", "ETB")},
        {"answer": _SAID.replace('"status": "success", "cus', '"status": "failed", "cus')},
    ],
)
def test_anything_else_is_none(said: dict[str, object]) -> None:
    assert not _proved(new_paid_payment(gateway="chapa"), **said)


def test_an_event_of_chapas_is_none() -> None:
    payment = new_paid_payment(gateway="chapa")
    Event.objects.create(
        door="chapa",
        digest="0" * 64,
        body=b'{"status": "success"}',
        state="processed",
        payment=payment,
    )
    assert not _proved(payment, status=500)
