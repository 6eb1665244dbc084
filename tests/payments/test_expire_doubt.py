from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.cases.close import close_case
from nauli.cases.models import Case
from nauli.kit.money import Money
from nauli.orders.models import Order
from nauli.payments.expire import expire_due
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from tests.factories import failed, new_payment, succeeded

pytestmark = pytest.mark.django_db


def test_goods_are_kept_for_the_grace_while_money_is_set_aside(settings: Settings) -> None:
    settings.HOLD_GRACE_SECONDS = 60
    payment = new_payment()
    settle(succeeded(payment, amount=Money(9900, "EUR")))
    Order.objects.update(expires_at=Now() - timedelta(seconds=1))
    assert expire_due(10) == 0
    Order.objects.update(expires_at=Now() - timedelta(seconds=61))
    assert expire_due(10) == 1


def _expired_by(seconds: int) -> int:
    Order.objects.update(expires_at=Now() - timedelta(seconds=seconds))
    return expire_due(10)


def test_goods_are_kept_no_longer_once_a_person_has_decided(settings: Settings) -> None:
    settings.HOLD_GRACE_SECONDS = 60
    settle(succeeded(new_payment(), amount=Money(9900, "EUR")))
    assert _expired_by(1) == 0
    close_case(Case.objects.get().pk, resolution="Paid back in cash.")
    assert _expired_by(1) == 1


def test_goods_are_kept_while_what_was_given_up_may_still_be_approved(settings: Settings) -> None:
    settings.HOLD_GRACE_SECONDS = 60
    payment = new_payment()
    payment.move_to(Payment.State.CANCELLED)
    assert _expired_by(1) == 0
    settle(failed(payment))
    assert _expired_by(1) == 1


def test_goods_are_kept_until_the_gateway_confirms_a_failure(settings: Settings) -> None:
    settings.HOLD_GRACE_SECONDS = 60
    payment = new_payment()
    settle(failed(payment), asked=False)
    assert _expired_by(1) == 0
    settle(failed(payment))
    assert _expired_by(1) == 1


def test_the_grace_ends_whatever_the_doubt(settings: Settings) -> None:
    settings.HOLD_GRACE_SECONDS = 60
    payment = new_payment()
    payment.move_to(Payment.State.CANCELLED)
    assert _expired_by(61) == 1
