from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import permutations
from typing import Any

import pytest
from django.db import transaction
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.cases.models import Case
from nauli.kit.clock import now
from nauli.notifications.models import Message
from nauli.payments.look import look, look_at_due
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.webhooks.models import Event
from nauli.webhooks.process import process, process_due
from nauli.webhooks.receive import receive_signed
from tests.factories import failed, new_order, new_payment, new_product, succeeded
from tests.fakes import FakeGateway
from tests.payments.world import FAILED, PAID, WAITING, again, world
from tests.together import together
from tests.webhooks.events import SECRET, event_body, sign

pytestmark = pytest.mark.django_db

HEARD = replace(PAID, looks_on=True)  # an event settles, and a look follows

# Some id that is nobody's. A fresh one for each run would give its test another name each time.
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


def test_a_success_settles_for_exactly_the_amount_bound_to_its_reference() -> None:
    payment = new_payment()
    event = _tell(event_body(payment))
    assert world(payment) == HEARD
    assert (event.state, event.payment, event.note) == ("processed", payment, "")
    assert event.processed_at is not None


def test_a_failure_settles() -> None:
    payment = new_payment()
    assert _tell(event_body(payment, "failed")).state == "processed"
    assert world(payment) == replace(FAILED, looks_on=True)
    assert again(payment).failure_code == "gateway_error"


def test_pending_moves_nothing() -> None:
    payment = new_payment()
    assert _tell(event_body(payment, "pending")).state == "processed"
    assert world(payment) == WAITING


def test_a_replay_has_no_effect() -> None:
    payment = new_payment()
    event = _tell(event_body(payment))
    for _ in range(3):
        assert not receive_signed("momo", event_body(payment), signature=sign(event_body(payment)))
        process(event.pk)
    assert world(payment) == HEARD
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    "word", ["SUCCESS", "successful", "refunded", "", None, 1, True, ["success"], {"a": 1}]
)
def test_any_other_word_is_asked_about(gateway: FakeGateway, word: object) -> None:
    payment = new_payment()
    Payment.objects.update(next_look_at=Now() + timedelta(hours=1))
    event = _tell(event_body(payment, word))
    assert event.state == "processed"
    assert "the gateway is asked" in event.note
    look(payment.pk)
    assert gateway.verbs == ["look"]
    assert world(payment) == WAITING


def test_mtns_own_transaction_names_the_payment_once_it_is_known() -> None:
    payment = new_payment()
    settle(succeeded(payment, transaction="363440463"))
    body = event_body(payment).replace(str(payment.pk).encode(), b"363440463")
    assert _tell(body).state == "processed"
    assert world(payment) == PAID


def test_ids_may_be_written_in_any_case() -> None:
    payment = new_payment()
    body = event_body(payment).replace(
        str(payment.order_id).encode(), str(payment.order_id).upper().encode()
    )
    assert _tell(body).state == "processed"
    assert world(payment) == HEARD


# --- What does not fit is set aside, and moves nothing --------------------------------------------


def _set_aside(payment: Payment, body: bytes) -> str:
    """Return the note after a look at that nothing has moved, and that a person hears of it."""
    before = world(payment)
    event = _tell(body)
    assert event.state == "set_aside"
    assert event.processed_at is not None
    assert world(payment) == before
    assert Case.objects.get(kind="event").detail == event.note
    return event.note


@pytest.mark.parametrize("order_id", [STRANGER, "", None, 7, "another", ["x"], "\ud800", "\x00"])
def test_another_order_is_set_aside(order_id: object) -> None:
    payment = new_payment()
    body = json.dumps(
        {"provider_reference": str(payment.pk), "order_id": order_id, "status": "success"}
    ).encode()
    assert "belongs to another order" in _set_aside(payment, body)


def test_a_reference_and_an_order_of_two_payments_are_set_aside() -> None:
    payment, other = new_payment(), new_payment()
    body = event_body(payment).replace(str(payment.pk).encode(), str(other.pk).encode())
    assert f"Payment {other.reference} belongs to another order." in _set_aside(payment, body)
    assert world(other).payment == "pending"


@pytest.mark.parametrize("wrong", [{"order_id": STRANGER}, {"amount": "1"}, {"amount": "much"}])
def test_what_is_set_aside_still_names_its_payment(wrong: dict[str, str]) -> None:
    payment = new_payment()
    told = {**json.loads(event_body(payment)), **wrong}
    assert _tell(json.dumps(told).encode()).payment == payment


@pytest.mark.parametrize(
    "reference",
    [STRANGER, "", None, 5, [], {}, "x" * 5000, "\x00", "\ud800"],
)
def test_a_reference_that_nobody_knows_is_set_aside(reference: object) -> None:
    payment = new_payment()
    body = json.dumps(
        {
            "provider_reference": reference,
            "order_id": str(payment.order_id),
            "status": "success",
        }
    ).encode()
    assert _set_aside(payment, body)


@pytest.mark.parametrize("wrong", [{"order_id": STRANGER}, {"amount": "99.00"}])
def test_what_is_set_aside_has_the_gateway_asked(
    gateway: FakeGateway, wrong: dict[str, str]
) -> None:
    payment = settle(failed(new_payment()))
    assert not world(payment).looks_on
    told = {**json.loads(event_body(payment)), **wrong}
    assert _tell(json.dumps(told).encode()).state == "set_aside"
    gateway.says = [succeeded(payment, transaction="T1")]
    assert look_at_due(10) == 1
    assert world(payment).payment == "succeeded"


def test_what_is_set_aside_is_a_case() -> None:
    payment = new_payment()
    event = _tell(event_body(payment, amount="99.00"))
    case = Case.objects.get()
    assert (case.kind, case.fact, case.payment) == ("event", str(event.pk), payment.pk)
    assert case.detail == event.note


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'"success"',
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"1" * 5000,
    ],
)
def test_what_is_no_object_is_set_aside(body: bytes) -> None:
    assert "The body is not" in _set_aside(new_payment(), body)


def test_a_field_that_stands_twice_is_set_aside() -> None:
    payment = new_payment()
    body = event_body(payment)[:-1] + b', "status": "failed"}'
    assert "twice" in _set_aside(payment, body)


@pytest.mark.parametrize(
    "told",
    [
        {"amount": "12.50"},
        {"amount": "12.5"},
        {"amount": 12.5},
        {"amount": "12.500"},
        {"currency": "EUR"},
        {"amount": "12.50", "currency": "EUR"},
        {"amount": None, "currency": None},
    ],
)
def test_an_amount_that_is_told_and_fits_is_no_matter(told: dict[str, Any]) -> None:
    payment = new_payment()
    assert _tell(event_body(payment, **told)).state == "processed"
    assert world(payment) == HEARD


def test_amounts_without_decimals_are_compared_as_money() -> None:
    payment = new_payment(new_order(new_product(price="25000", currency="UGX")))
    assert _tell(event_body(payment, amount=25000.0)).state == "processed"
    assert world(payment).payment == "succeeded"


@pytest.mark.parametrize(
    "told",
    [
        {"amount": "12.49"},
        {"amount": "12.51"},
        {"amount": 12},
        {"amount": 1250},
        {"amount": "12.501"},
        {"amount": "-12.50"},
        {"amount": "1e400"},
        {"amount": True},
        {"amount": []},
        {"amount": "\x00"},
        {"amount": "12.50", "currency": "UGX"},
        {"currency": "USD"},
        {"currency": "eur"},
        {"currency": {"code": "EUR"}},
        {"currency": "\ud800"},
    ],
)
def test_an_amount_that_is_told_and_does_not_fit_is_set_aside(told: dict[str, Any]) -> None:
    payment = new_payment()
    assert _set_aside(payment, event_body(payment, **told))


HUGE = b"1e9999999999999999999999"  # more than even a Decimal can hold


@pytest.mark.parametrize("place", [b', "x": ', b', "amount": '])
def test_a_number_that_python_cannot_read_is_set_aside(place: bytes) -> None:
    payment = new_payment()
    assert _set_aside(payment, event_body(payment)[:-1] + place + HUGE + b"}")


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"1e400", b"1E+999999999", b"9" * 5000])
def test_numbers_that_are_none_are_set_aside(number: bytes) -> None:
    payment = new_payment()
    assert _set_aside(payment, event_body(payment)[:-1] + b', "amount": ' + number + b"}")


# --- Contradictions, order, repetition ------------------------------------------------------------


def test_an_event_that_contradicts_an_end_is_set_aside_and_asked_about() -> None:
    paid, unpaid = new_payment(), new_payment()
    settle(succeeded(paid), asked=False)
    settle(failed(unpaid))
    Payment.objects.update(next_look_at=None)
    first, second = _tell(event_body(paid, "failed")), _tell(event_body(unpaid, "success"))
    assert first.note == "A signed event says failed; the payment has succeeded already."
    assert second.note == "A signed event says succeeded; the payment has failed already."
    assert (again(paid).state, again(unpaid).state) == ("succeeded", "failed")
    assert again(paid).next_look_at is not None
    assert again(unpaid).next_look_at is not None


@pytest.mark.parametrize(
    "words", list(permutations(["pending", "success", "failed"])), ids=" then ".join
)
def test_contradicting_events_end_in_what_the_gateway_says(
    gateway: FakeGateway, words: tuple[str, ...]
) -> None:
    payment = new_payment()
    for word in (*words, *words):
        _tell(event_body(payment, word))
    gateway.says = [succeeded(payment, transaction="T1")]
    look(payment.pk)
    end = world(payment)
    told = FAILED.told if words.index("failed") < words.index("success") else []
    assert end == replace(PAID, told=told + PAID.told)


@pytest.mark.django_db(transaction=True)
def test_processed_by_many_at_once_settles_once() -> None:
    payment = new_payment()
    event = _receive(event_body(payment))
    assert together([partial(process, event.pk)] * 8) == [None] * 8
    assert world(payment) == HEARD


@pytest.mark.django_db(transaction=True)
def test_an_event_that_another_processes_is_left_to_them() -> None:
    payment = new_payment()
    event = _receive(event_body(payment))
    with transaction.atomic():
        Event.objects.select_for_update().get(pk=event.pk)
        assert together([partial(process, event.pk)]) == [None]
        assert world(payment) == WAITING
    process(event.pk)
    assert world(payment) == HEARD


def test_an_event_that_breaks_is_put_off_and_stops_none_of_the_others() -> None:
    payments = [new_payment() for _ in range(3)]
    for payment in payments:
        _receive(event_body(payment))
    # The customer was told already, against all rules: settling breaks a constraint.
    Message.objects.create(
        topic="payment_succeeded",
        fact=str(payments[0].pk),
        channel="sms",
        to="x",
        language="en",
        text="",
    )
    assert process_due(10) == 3
    assert [again(payment).state for payment in payments] == ["pending", "succeeded", "succeeded"]
    assert process_due(10) == 0
    broken = Event.objects.get(state="received")
    assert broken.due_at > now()
    Message.objects.filter(fact=str(payments[0].pk)).delete()
    process(broken.pk)
    assert again(payments[0]).state == "succeeded"


# --- Due work -------------------------------------------------------------------------------------


def test_what_no_worker_was_heard_to_process_is_processed() -> None:
    payment = new_payment()
    _receive(event_body(payment))
    assert process_due(10) == 1
    assert world(payment) == HEARD
    assert process_due(10) == 0


def test_workers_are_given_a_moment_first(settings: Settings) -> None:
    settings.BELL_GRACE_SECONDS = 30
    payment = new_payment()
    _receive(event_body(payment))
    assert process_due(10) == 0
    Event.objects.update(due_at=Now() - timedelta(seconds=31))
    assert process_due(10) == 1


def test_events_are_processed_in_the_order_in_which_they_came() -> None:
    payment = new_payment()
    for number, word in enumerate(["failed", "success"]):
        event = _receive(event_body(payment, word))
        Event.objects.filter(pk=event.pk).update(due_at=Now() - timedelta(seconds=10 - number))
    assert process_due(1) == 1
    assert world(payment).payment == "failed"
