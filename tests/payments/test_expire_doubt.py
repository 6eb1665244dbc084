from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.kit.money import Money
from nauli.orders.models import Order
from nauli.payments.expire import expire_due
from nauli.payments.settle import settle
from tests.factories import new_payment, succeeded

pytestmark = pytest.mark.django_db


def test_goods_are_kept_for_the_grace_while_money_is_set_aside(settings: Settings) -> None:
    settings.HOLD_GRACE_SECONDS = 60
    payment = new_payment()
    settle(succeeded(payment, amount=Money(9900, "EUR")))
    Order.objects.update(expires_at=Now() - timedelta(seconds=1))
    assert expire_due(10) == 0
    Order.objects.update(expires_at=Now() - timedelta(seconds=61))
    assert expire_due(10) == 1
