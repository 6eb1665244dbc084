"""When somebody asks next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.payments.look import look
from nauli.payments.models import Payment
from nauli.webhooks.receive import receive_question
from tests.factories import new_order, new_payment
from tests.fakes import FakeGateway
from tests.payments.world import again, old_payment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _first_look_after_five_seconds(settings: Settings) -> None:
    settings.FIRST_LOOK_SECONDS = 5


def _after_the_look(row: Payment) -> float:
    """Return how many seconds after its last look the next one is planned, whatever time it is."""
    assert row.next_look_at is not None
    assert row.looked_at is not None
    return (row.next_look_at - row.looked_at).total_seconds()


@pytest.mark.parametrize(
    ("age", "seconds"),
    [(0, 5), (3, 5), (10, 10), (20, 20), (2560, 2560), (3600, 3600), (10**6, 3600)],
)
def test_the_looks_come_at_growing_intervals_up_to_an_hour(
    gateway: FakeGateway, age: int, seconds: int
) -> None:
    payment = old_payment(timedelta(seconds=age), new_order(ago=7200))
    look(payment.pk)
    assert gateway.verbs == ["look"]
    assert seconds - 1 < _after_the_look(again(payment)) < seconds + 1


def test_the_interval_grows_also_where_the_first_look_comes_at_once(
    gateway: FakeGateway, settings: Settings
) -> None:
    settings.FIRST_LOOK_SECONDS = 0
    new, older = new_payment(), old_payment(timedelta(seconds=8))
    for payment in (new, older):
        look(payment.pk)
    assert gateway.verbs == ["look"] * 2
    assert 0 < _after_the_look(again(new)) <= 1
    assert 7 < _after_the_look(again(older)) < 9


def test_however_often_a_customer_asks_the_planned_looks_come_as_before(
    gateway: FakeGateway,
) -> None:
    payment = new_payment()
    for _ in range(12):
        look(payment.pk, whether_due_or_not=True)
    assert gateway.verbs == ["look"] * 12
    assert _after_the_look(again(payment)) < 6


def test_however_often_a_stranger_calls_back_the_planned_looks_come_as_before(
    gateway: FakeGateway,
) -> None:
    payment = new_payment()
    for _ in range(12):
        receive_question("momo", b"{}", reference=payment.reference)
        Payment.objects.update(next_look_at=Now())
        look(payment.pk)
    assert gateway.verbs == ["look"] * 12
    assert _after_the_look(again(payment)) < 6
