"""A shop in which everything has happened once, and a member of its staff who looks at it."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.db.models.functions import Now
from django.test import Client

from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from nauli.desk.models import LastAudit
from nauli.idempotency.claim import claim
from nauli.kit.money import Money
from nauli.limits.count import Limit, count
from nauli.notifications import receipts
from nauli.notifications.models import Message
from nauli.payments.journal import PaymentJournal
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.refunds.models import Refund
from nauli.travel.close import close
from nauli.travel.models import Booking
from nauli.travel.review import review
from nauli.webhooks.models import Event
from tests.factories import (
    CHECK_IN,
    new_booking,
    new_key,
    new_order,
    new_payment,
    new_ticket,
    succeeded,
)


def pay(payment: Payment, number: int = 0) -> Payment:
    """Settle it and let its SMS arrive."""
    paid = settle(succeeded(payment, transaction=f"41{payment.pk.int % 10**8:08}"))
    carrier_id = f"ATXid_{payment.pk.hex}_{number}"
    Message.objects.filter(fact=str(paid.pk), channel="sms").update(carrier_id=carrier_id)
    receipts.keep(carrier_id=carrier_id, status="Success", reason="", body=carrier_id.encode())
    return paid


def set_aside(payment: Payment) -> Payment:
    """Have the gateway tell another amount than was asked for."""
    return settle(succeeded(payment, amount=Money(1, payment.currency)))


def new_refund(payment: Payment, minor: int = 500) -> Refund:
    """A refund that is on its way, of a payment whose money has come."""
    payment.returned_minor += minor
    payment.save()
    return Refund.objects.create(
        payment=payment,
        amount_minor=minor,
        currency=payment.captured_currency,
        source=payment.booked_to,
        reason="It did not fit",
        next_look_at=Now(),
    )


@pytest.fixture
def paid(transactional_db: None) -> Payment:  # the journal refuses to write in a transaction
    payment = new_payment(new_order())
    exchange = PaymentJournal(payment).sending(
        "requesttopay",
        method="POST",
        url="http://momo.test/requesttopay",
        headers={"X-Reference-Id": str(payment.pk)},
        body=b'{"amount": "12.50"}',
    )
    exchange.answered(202, b"")
    body = b'{"status": "success"}'
    Event.objects.create(door="momo", digest="d" * 64, body=body, payment=payment)
    return pay(payment)


@pytest.fixture
def everything(paid: Payment) -> Payment:
    """One row of every model at least."""
    new_key()
    claim(new_ticket())
    raise_case(Case.Kind.EVENT, 1, detail="It fits nothing.")
    count(Limit(kind="phone", name="+256772123456", most=1))
    LastAudit.objects.create(started_at=Now())
    new_refund(paid)
    stay = new_booking(check_in=date(2026, 1, 1), state=Booking.State.COMPLETED)
    review(stay.listing, stay.pk, rating=4)
    close(stay.listing, CHECK_IN, CHECK_IN)
    return paid


@pytest.fixture
def staff(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_user("amina", is_staff=True))
    return client
