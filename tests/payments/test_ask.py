from __future__ import annotations

import pytest
from django.db import InterfaceError, OperationalError

from nauli.gateways.contract import Charge, Journal, Report
from nauli.payments.ask import ask
from tests.factories import new_payment
from tests.fakes import FakeGateway
from tests.payments.world import WAITING, world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lost", [OperationalError, InterfaceError])
def test_a_database_that_goes_away_after_the_claim_leaves_the_payment_pending(
    gateway: FakeGateway, lost: type[Exception]
) -> None:
    def go_away(_: Charge, __: Journal) -> Report:
        raise lost("the connection is closed")

    gateway.says = [go_away]
    payment = new_payment()
    assert ask(payment).state == "pending"
    assert gateway.verbs == ["charge"]
    assert world(payment) == WAITING
