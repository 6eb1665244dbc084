"""What holds the start of a payment within its limits."""

from __future__ import annotations

import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.idempotency.models import Key
from nauli.payments.errors import PaymentInFlight, ReturnUrlNotAllowed
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.payments.start import start_payment
from tests.factories import failed, new_order, new_payment, new_ticket
from tests.fakes import FakeGateway

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_other_collision_is_taken_for_a_payment_in_flight(
    gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, order, ticket = new_payment().pk, new_order(), new_ticket()
    with monkeypatch.context() as patch:
        patch.setattr(uuid, "uuid4", lambda: taken)
        with pytest.raises(IntegrityError, match="payments_payment_pkey"):
            start_payment(order.pk, method="momo", phone="", ticket=ticket)
    assert gateway.asked == []
    assert Payment.objects.count() == 1


def test_who_must_wait_for_a_failure_to_be_confirmed_is_told_how_long(gateway: FakeGateway) -> None:
    payment = new_payment()
    settle(failed(payment), asked=False)
    with pytest.raises(PaymentInFlight) as refusal:
        start_payment(payment.order_id, method="momo", phone="", ticket=new_ticket())
    assert refusal.value.extra == {"payment": str(payment.pk), "retry_after": 5}
    assert gateway.asked == []


def test_when_the_first_died_after_the_end_nobody_is_asked(gateway: FakeGateway) -> None:
    order, ticket = new_order(), new_ticket()
    first = start_payment(order.pk, method="momo", phone="", ticket=ticket).payment
    assert first is not None
    settle(failed(first))
    Key.objects.update(lease_until=Now() - timedelta(seconds=1))
    again = start_payment(order.pk, method="momo", phone="", ticket=ticket).payment
    assert again is not None
    assert (again.pk, again.state) == (first.pk, "failed")
    assert gateway.verbs == ["charge"]


def test_who_is_told_of_a_payment_in_flight_is_told_of_its_page(gateway: FakeGateway) -> None:
    """Chapa tells it once, to the first request; its answer may have been lost on the way."""
    payment = new_payment()
    start = partial(start_payment, payment.order_id, method="momo", phone="")
    for page in ("", "https://checkout.example/1"):
        Payment.objects.update(checkout_url=page)
        with pytest.raises(PaymentInFlight) as refusal:
            start(ticket=new_ticket())
        assert refusal.value.extra.get("checkout_url", "") == page
    assert gateway.asked == []


def test_nobody_is_sent_where_the_merchant_has_not_said(
    gateway: FakeGateway, settings: Settings
) -> None:
    settings.RETURN_URL_HOSTS = {"shop.example"}
    start = partial(start_payment, new_order().pk, method="momo", phone="")
    with pytest.raises(ReturnUrlNotAllowed):
        start(ticket=new_ticket(), return_url="https://evil.example/")
    assert (Payment.objects.count(), Key.objects.count(), gateway.asked) == (0, 0, [])
    start(ticket=new_ticket(), return_url="https://shop.example/thanks")
    assert Payment.objects.get().return_url == "https://shop.example/thanks"
