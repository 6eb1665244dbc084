"""Events that name MTN's own number, which may come before we have heard of it."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.cases.models import Case
from nauli.kit.clock import now
from nauli.orders.models import Order
from nauli.payments.look import look_at_due
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.webhooks.models import Event
from nauli.webhooks.process import process, process_due
from nauli.webhooks.receive import receive_signed
from tests.factories import new_order, new_payment, succeeded
from tests.fakes import FakeGateway
from tests.payments.world import PAID, WAITING, again, world
from tests.together import behind_a_lock
from tests.webhooks.events import SECRET, event_body, sign

pytestmark = pytest.mark.django_db

STRANGER = "6f3c1b0e-8a52-4c1d-9d57-2b7e0f6a4c11"


@pytest.fixture(autouse=True)
def _one_secret(settings: Settings) -> None:
    settings.MOMO_WEBHOOK_SECRETS = [SECRET]
    settings.BELL_GRACE_SECONDS = 0


def _receive(body: bytes) -> Event:
    receive_signed("momo", body, signature=sign(body))
    return Event.objects.latest("id")


def _tell(body: bytes) -> Event:
    event = _receive(body)
    process(event.pk)
    event.refresh_from_db()
    return event


def _by_number(payment: Payment, number: str = "363440463") -> bytes:
    return event_body(payment).replace(str(payment.pk).encode(), number.encode())


def test_a_number_that_is_not_known_yet_waits_and_has_the_gateway_asked(
    gateway: FakeGateway,
) -> None:
    payment = new_payment()
    Payment.objects.update(next_look_at=Now() + timedelta(hours=1))
    event = _tell(_by_number(payment))
    assert (event.state, event.due_at > now()) == ("received", True)
    gateway.says = [succeeded(payment, transaction="363440463")]
    assert look_at_due(10) == 1
    Event.objects.update(due_at=Now())
    assert process_due(10) == 1
    event.refresh_from_db()
    assert (event.state, event.payment) == ("processed", payment)
    assert world(payment) == PAID


def test_a_number_that_nobody_ever_hears_of_is_set_aside() -> None:
    payment = new_payment()
    event = _receive(_by_number(payment))
    Event.objects.update(received_at=Now() - timedelta(minutes=11))
    process(event.pk)
    event.refresh_from_db()
    assert (event.state, event.note) == ("set_aside", "No payment is known by '363440463'.")
    assert Case.objects.get().kind == "event"


@pytest.mark.parametrize("order_id", [STRANGER, "", None, 7, "\x00"])
def test_a_number_of_no_order_of_ours_is_set_aside_at_once(order_id: object) -> None:
    payment = new_payment()
    told = {"provider_reference": "363440463", "order_id": order_id, "status": "success"}
    assert _tell(json.dumps(told).encode()).state == "set_aside"
    assert world(payment) == WAITING


def test_a_number_that_looks_like_an_id_of_ours_is_found() -> None:
    payment = settle(succeeded(new_payment(), transaction="1" * 32))
    assert _tell(_by_number(payment, "1" * 32)).state == "processed"


@pytest.mark.django_db(transaction=True)
def test_the_payments_of_its_order_are_asked_about_under_the_orders_lock() -> None:
    """Whoever cancels the order locks it and then its payments: nobody waits in a circle."""
    order = new_order()
    first, last = (
        Payment.objects.create(
            id=UUID(id_),
            order=order,
            gateway="momo",
            state=state,
            amount_minor=order.total_minor,
            currency=order.currency,
            next_look_at=Now() + timedelta(hours=1),
        )
        # Written in such an order that whoever takes them as they come begins with the last one.
        for id_, state in (
            ("ffffffff-0000-4000-8000-000000000001", "cancelled"),
            ("00000000-0000-4000-8000-000000000001", "pending"),
        )
    )
    event = _receive(_by_number(first))
    with ExitStack() as later:
        with transaction.atomic():
            Order.objects.select_for_update().get(pk=order.pk)
            Payment.objects.select_for_update().get(pk=last.pk)
            done = later.enter_context(behind_a_lock(partial(process, event.pk)))
            Payment.objects.select_for_update(nowait=True).get(pk=first.pk)
        done.result(timeout=10)
    assert again(first).news_at is not None
    assert again(last).news_at is not None
