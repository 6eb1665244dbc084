"""Before the goods of a payment in doubt go, its gateway is asked a last time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.gateways.contract import Report, Unsure
from nauli.payments.expire import expire_due
from nauli.payments.look import look
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from tests.factories import failed, new_order, new_payment, succeeded
from tests.fakes import FakeGateway
from tests.payments.world import PAID, again, old_payment, world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _half_an_hour_of_grace(settings: Settings) -> None:
    settings.HOLD_GRACE_SECONDS = 1800


def _asked(payment: Payment, *, ago: timedelta) -> None:
    """The gateway was asked so long ago, and the next look is far away."""
    later = Now() + timedelta(minutes=25)
    Payment.objects.filter(pk=payment.pk).update(looked_at=Now() - ago, next_look_at=later)


def _cancelled(payment: Payment) -> None:
    payment.move_to(Payment.State.CANCELLED)


def _failed_by_an_event(payment: Payment) -> None:
    settle(failed(payment), asked=False)


def _pending(_: Payment) -> None:
    """Leave it as it is."""


@pytest.mark.parametrize("doubt", [_pending, _cancelled, _failed_by_an_event])
def test_money_that_came_in_the_last_minutes_is_found_before_the_goods_go(
    gateway: FakeGateway, doubt: Callable[[Payment], None]
) -> None:
    payment = new_payment(new_order(ago=1801))
    doubt(payment)
    _asked(payment, ago=timedelta(minutes=18))
    gateway.says = [succeeded(payment, transaction="T1")]
    assert expire_due(10) == 1
    assert gateway.verbs == ["look"]
    assert gateway.inside_a_transaction == [False]
    told = world(payment).told[-2:]
    assert (again(payment).order.status, told) == ("paid", PAID.told)


@pytest.mark.parametrize("said", [None, Unsure("down"), failed])
def test_without_a_yes_the_goods_go(
    gateway: FakeGateway, said: Exception | Callable[[Payment], Report] | None
) -> None:
    payment = new_payment(new_order(ago=1801))
    answer = said(payment) if callable(said) else said
    gateway.says = [answer] if answer else []
    assert expire_due(10) == 1
    assert gateway.verbs == ["look"]
    assert (world(payment).order, world(payment).stock) == ("expired", 10)


def test_a_gateway_that_was_asked_a_moment_ago_is_not_asked_again(gateway: FakeGateway) -> None:
    payment = new_payment(new_order(ago=1801))
    _asked(payment, ago=timedelta(seconds=30))
    assert expire_due(10) == 1
    assert gateway.verbs == []
    assert again(payment).order.status == "expired"


def test_while_the_grace_lasts_nobody_is_asked_for_it(gateway: FakeGateway) -> None:
    payment = new_payment(new_order(ago=1700))
    assert expire_due(10) == 0
    assert gateway.verbs == []
    assert again(payment).order.status == "open"


def test_a_look_is_planned_for_the_last_half_minute_of_the_grace(gateway: FakeGateway) -> None:
    """By its age alone the payment would be asked about an hour later."""
    payment = old_payment(timedelta(hours=1), new_order(ago=60))
    look(payment.pk)
    now = again(payment)
    assert gateway.verbs == ["look"]
    assert now.next_look_at == now.order.expires_at + timedelta(seconds=1770)
