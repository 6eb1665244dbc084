"""What holds the looks within their limits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from nauli.kit.clock import now
from nauli.payments.look import ask_soon, look
from tests.bells import rung
from tests.factories import new_payment
from tests.fakes import FakeGateway
from tests.payments.world import again


@pytest.mark.django_db(transaction=True)
def test_who_brings_news_has_somebody_rung() -> None:
    payment = new_payment()
    assert rung(lambda: ask_soon(payment)) == [("payments.look", str(payment.pk))]


@pytest.mark.django_db
def test_the_interval_grows_also_where_the_first_look_comes_at_once(
    gateway: FakeGateway, settings: Settings
) -> None:
    settings.FIRST_LOOK_SECONDS = 0
    payment = new_payment(looks=3)
    look(payment.pk)
    planned = again(payment).next_look_at
    assert planned is not None
    assert timedelta(seconds=6) < planned - now() <= timedelta(seconds=8)
