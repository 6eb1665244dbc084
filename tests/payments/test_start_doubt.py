"""Charging where something is in doubt: the earlier attempt, or the database itself."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from nauli.payments.errors import PaymentInFlight
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.payments.start import start_payment
from tests.factories import failed, new_order, new_payment, new_ticket
from tests.fakes import FakeGateway
from tests.payments.world import WAITING, world

pytestmark = pytest.mark.django_db


def test_a_failure_that_only_an_event_told_of_keeps_its_order_until_the_gateway_confirms(
    gateway: FakeGateway,
) -> None:
    payment = new_payment()
    settle(failed(payment), asked=False)
    with pytest.raises(PaymentInFlight) as refusal:
        start_payment(payment.order_id, method="momo", phone="", ticket=new_ticket())
    assert refusal.value.extra["payment"] == str(payment.pk)
    assert gateway.verbs == []
    settle(failed(payment))
    start_payment(payment.order_id, method="momo", phone="", ticket=new_ticket())
    assert gateway.verbs == ["charge"]
    assert Payment.objects.filter(order=payment.order_id).count() == 2


def test_a_database_that_goes_away_after_the_claim_leaves_the_payment_pending(
    gateway: FakeGateway,
) -> None:
    gateway.says.append(OperationalError("server closed the connection"))
    started = start_payment(new_order().pk, method="momo", phone="", ticket=new_ticket())
    assert started.payment is not None
    assert world(started.payment) == WAITING
