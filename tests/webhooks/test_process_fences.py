"""What holds the processing of events within its limits."""

from __future__ import annotations

import json

import pytest
from pytest_django import Settings

from nauli.payments.models import Payment
from nauli.webhooks.models import Event
from nauli.webhooks.process import process
from nauli.webhooks.receive import receive_question, receive_signed
from tests.bells import rung
from tests.factories import new_order, new_payment
from tests.payments.world import WAITING, again, world
from tests.webhooks.events import SECRET, event_body, sign

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_secret(settings: Settings) -> None:
    settings.MOMO_WEBHOOK_SECRETS = [SECRET]


def _come(body: bytes) -> Event:
    receive_signed("momo", body, signature=sign(body))
    event = Event.objects.latest("id")
    process(event.pk)
    event.refresh_from_db()
    return event


def test_an_unsigned_body_is_not_processed_even_when_somebody_tries() -> None:
    payment = new_payment()
    receive_question("momo", event_body(payment), reference=payment.reference)
    process(Event.objects.get().pk)
    assert world(payment) == WAITING


def test_an_event_that_is_done_with_is_not_processed_again() -> None:
    payment = new_payment()
    event = _come(event_body(payment))
    Payment.objects.filter(pk=payment.pk).update(next_look_at=None)
    process(event.pk)
    assert again(payment).next_look_at is None
    assert Event.objects.get().processed_at == event.processed_at


def test_the_door_of_one_gateway_speaks_for_no_other() -> None:
    order = new_order()
    payment = Payment.objects.create(
        order=order,
        gateway="other",
        amount_minor=order.total_minor,
        currency=order.currency,
        transaction="T1",
    )
    for reference in (str(payment.pk), "T1"):
        event = _come(event_body(payment, provider_reference=reference))
        assert event.state != "processed"
    assert again(payment).state == "pending"


def test_an_amount_is_read_to_its_last_digit() -> None:
    payment = new_payment()
    body = event_body(payment, amount="AMOUNT").replace(b'"AMOUNT"', b"12.500000000000000000001")
    assert json.loads(body)["amount"] == 12.5
    assert _come(body).state == "set_aside"
    assert again(payment).state == "pending"


def test_however_long_what_does_not_fit_is_its_note_can_be_kept() -> None:
    event = _come(event_body(new_payment(), amount="12.50", currency="X" * 1000))
    assert (event.state, len(event.note)) == ("set_aside", 300)


@pytest.mark.django_db(transaction=True)
def test_the_bell_is_rung_for_a_new_event_and_for_no_copy_of_it() -> None:
    body = event_body(new_payment())

    def come() -> None:
        receive_signed("momo", body, signature=sign(body))

    bells = rung(come)
    assert bells == [("webhooks.process", Event.objects.get().pk)]
    assert rung(come) == []
