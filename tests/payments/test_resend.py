from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.gateways.contract import (
    Charge,
    Journal,
    Misconfigured,
    Outcome,
    Refused,
    Report,
    Unreachable,
    Unsure,
)
from nauli.orders.models import Order
from nauli.payments.look import look
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.record.models import Change
from tests.factories import new_payment, succeeded
from tests.fakes import FakeGateway
from tests.payments.world import FAILED, PAID, WAITING, again, old_payment, world
from tests.together import behind_a_lock, together

pytestmark = pytest.mark.django_db(transaction=True)  # a claim to send is committed


@pytest.fixture(autouse=True)
def _two_minutes(settings: Settings) -> None:
    settings.RESEND_AFTER_SECONDS = 120


def _sent(payment: Payment, *, ago: int, field: str = "resent_at") -> None:
    Payment.objects.filter(pk=payment.pk).update(**{field: Now() - timedelta(seconds=ago)})


def _old_payment(order: Order | None = None) -> Payment:
    """A payment that was sent 121 seconds ago."""
    return old_payment(timedelta(seconds=121), order)


def _unknown(charge: Charge, _: Journal) -> Report:
    return Report(reference=charge.reference, outcome=Outcome.UNKNOWN_HERE)


def test_right_after_the_request_it_is_no_news(gateway: FakeGateway) -> None:
    payment = new_payment()
    gateway.says = [_unknown]
    look(payment.pk)
    assert gateway.verbs == ["look"]
    assert world(payment) == WAITING


def test_two_minutes_later_it_is_sent_again_under_the_same_reference(gateway: FakeGateway) -> None:
    payment = _old_payment()
    gateway.says = [_unknown]
    look(payment.pk)
    assert gateway.verbs == ["look", "charge"]
    charge = gateway.asked[1][1]
    assert (charge.id, charge.reference) == (payment.pk, payment.reference)
    assert payment.order.number in charge.note
    assert world(payment) == WAITING
    assert again(payment).resent_at is not None
    assert gateway.inside_a_transaction == [False, False]


def test_it_is_sent_again_once_and_then_it_was_never_accepted(gateway: FakeGateway) -> None:
    payment = _old_payment()
    gateway.says = [_unknown, Unsure("gone again"), _unknown, _unknown]
    look(payment.pk)
    look(payment.pk, whether_due_or_not=True)
    assert world(payment) == WAITING  # it was sent a moment ago
    _sent(payment, ago=121)
    look(payment.pk, whether_due_or_not=True)
    assert gateway.verbs == ["look", "charge", "look", "look"]
    # It may yet be sent by a process of ours that slept all the while: it is asked about on.
    assert world(payment) == replace(FAILED, looks_on=True)
    assert again(payment).failure_code == "never_accepted"


@pytest.mark.parametrize("end", ["expired", "cancelled", "paid", "out of time"])
def test_an_order_that_is_not_alive_is_not_charged_again(gateway: FakeGateway, end: str) -> None:
    payment = _old_payment()
    if end == "out of time":
        Order.objects.update(expires_at=Now())
    else:
        paid_at = Now() if end == "paid" else None
        Order.objects.update(status=end, paid_at=paid_at)
    gateway.says = [_unknown]
    look(payment.pk)
    assert gateway.verbs == ["look"]
    assert (again(payment).state, again(payment).failure_code) == ("failed", "never_accepted")


def test_one_that_the_customer_moved_on_from_is_not_sent_again(gateway: FakeGateway) -> None:
    payment = _old_payment()
    payment.move_to(Payment.State.CANCELLED)
    gateway.says = [_unknown]
    look(payment.pk)
    assert gateway.verbs == ["look"]
    assert again(payment).state == "failed"
    assert world(payment).told == []


def test_refused_when_it_is_sent_again_it_has_failed(gateway: FakeGateway) -> None:
    payment = _old_payment()
    gateway.says = [_unknown, Refused("no")]
    look(payment.pk)
    assert world(payment) == FAILED


def test_success_after_never_accepted_is_late_money(gateway: FakeGateway) -> None:
    payment = _old_payment()
    _sent(payment, ago=121)
    gateway.says = [_unknown, succeeded(payment, transaction="T1")]
    look(payment.pk)
    assert again(payment).state == "failed"
    look(payment.pk, whether_due_or_not=True)
    assert world(payment) == replace(PAID, told=FAILED.told + PAID.told)


def test_a_new_payment_may_follow_what_was_never_accepted(gateway: FakeGateway) -> None:
    payment = _old_payment()
    _sent(payment, ago=121)
    gateway.says = [_unknown]
    look(payment.pk)
    assert again(payment).confirmed_at is not None


def test_what_was_never_accepted_is_asked_about_for_a_day(gateway: FakeGateway) -> None:
    payment = _old_payment()
    _sent(payment, ago=121)
    gateway.says = [_unknown, _unknown, _unknown]
    look(payment.pk)
    Payment.objects.update(confirmed_at=Now() - timedelta(hours=23))
    look(payment.pk, whether_due_or_not=True)
    assert world(payment).looks_on
    Payment.objects.update(confirmed_at=Now() - timedelta(hours=25))
    look(payment.pk, whether_due_or_not=True)
    assert not world(payment).looks_on
    assert gateway.verbs == ["look"] * 3
    assert Change.objects.filter(subject="payment").count() == 1  # it failed once


def test_many_who_hear_it_at_once_send_once(gateway: FakeGateway) -> None:
    payment = _old_payment()
    gateway.says = [_unknown] * 6
    together([partial(look, payment.pk, whether_due_or_not=True)] * 6)
    assert gateway.verbs.count("charge") == 1
    assert world(payment) == WAITING


def test_one_that_was_settled_meanwhile_is_left_alone(gateway: FakeGateway) -> None:
    payment = _old_payment()

    def unknown_while_an_event_comes(charge: Charge, journal: Journal) -> Report:
        settle(succeeded(payment, transaction="T1"))
        return _unknown(charge, journal)

    gateway.says = [unknown_while_an_event_comes]
    look(payment.pk)
    assert gateway.verbs == ["look"]
    assert world(payment) == PAID


@pytest.mark.parametrize("error", [Misconfigured("INVALID_CALLBACK_URL_HOST"), Unreachable("down")])
def test_what_did_not_leave_has_not_been_sent_again(gateway: FakeGateway, error: Exception) -> None:
    payment = _old_payment()
    for _ in range(3):
        gateway.says = [_unknown, error]
        look(payment.pk, whether_due_or_not=True)
    assert gateway.verbs == ["look", "charge"] * 3
    assert world(payment) == WAITING
    assert again(payment).resent_at is None
    gateway.says = [_unknown]
    look(payment.pk, whether_due_or_not=True)  # the settings are mended
    assert again(payment).resent_at is not None
    assert world(payment) == WAITING


def test_what_may_have_left_has_been_sent_again(gateway: FakeGateway) -> None:
    payment = _old_payment()
    gateway.says = [_unknown, Unsure("no answer")]
    look(payment.pk)
    assert gateway.verbs == ["look", "charge"]
    assert again(payment).resent_at is not None


def test_who_finds_it_just_sent_again_by_another_does_not_end_it(gateway: FakeGateway) -> None:
    """Both found it unsent. The one was quicker to claim it; the other's 404 says nothing of it."""
    payment = _old_payment()
    gateway.says = [_unknown]
    with ExitStack() as later:
        with transaction.atomic():
            Order.objects.select_for_update().get(pk=payment.order_id)
            looked = later.enter_context(
                behind_a_lock(partial(look, payment.pk, whether_due_or_not=True))
            )
            _sent(payment, ago=0)
        looked.result(timeout=10)
    assert gateway.verbs == ["look"]
    assert world(payment) == WAITING


@pytest.mark.parametrize("ago", [0, 121])
def test_unknown_before_it_was_sent_again_is_no_end(gateway: FakeGateway, ago: int) -> None:
    """Another process sent it after this one had asked; this one may have slept since."""
    payment = _old_payment()

    def sent_again_meanwhile(charge: Charge, journal: Journal) -> Report:
        _sent(payment, ago=ago)
        return _unknown(charge, journal)

    gateway.says = [sent_again_meanwhile]
    look(payment.pk)
    assert gateway.verbs == ["look"]
    assert world(payment) == WAITING
