"""An event that contradicts an end waits for a person, unless the gateway says that it is so."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from nauli.cases.models import Case
from nauli.payments.look import look
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.webhooks.models import Event
from nauli.webhooks.process import process
from nauli.webhooks.receive import receive_signed
from tests.factories import failed, new_payment, succeeded
from tests.fakes import FakeGateway
from tests.payments.world import again
from tests.webhooks.events import SECRET, event_body, sign

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _one_secret(settings: Settings) -> None:
    settings.MOMO_WEBHOOK_SECRETS = [SECRET]


def _tell(payment: Payment, **more: object) -> None:
    body = event_body(payment, "success", **more)
    receive_signed("momo", body, signature=sign(body))
    process(Event.objects.latest("id").pk)


def _open() -> list[str]:
    return list(Case.objects.filter(closed_at=None).values_list("detail", flat=True))


def test_late_money_that_it_told_of_ends_its_case(gateway: FakeGateway) -> None:
    payment = settle(failed(new_payment()))
    _tell(payment)
    assert _open() == ["A signed event says succeeded; the payment has failed already."]
    gateway.says = [succeeded(payment, transaction="T1")]
    look(payment.pk)
    assert (again(payment).state, again(payment).order.status) == ("succeeded", "paid")
    assert _open() == []
    assert Case.objects.get().resolution == "It has succeeded."
    assert gateway.verbs == ["look"]


def test_another_amount_that_was_told_stays_a_persons_to_find_out(gateway: FakeGateway) -> None:
    payment = settle(failed(new_payment()))
    _tell(payment, amount="1.00", currency="EUR")
    gateway.says = [succeeded(payment, transaction="T1")]
    look(payment.pk)
    assert gateway.verbs == ["look"]
    ((why),) = _open()
    assert why.startswith("A signed event says EUR 1.00")


def test_what_the_gateway_denies_stays_a_persons_to_find_out(gateway: FakeGateway) -> None:
    payment = settle(failed(new_payment()))
    _tell(payment)
    gateway.says = [failed(payment)]
    look(payment.pk)
    assert gateway.verbs == ["look"]
    assert len(_open()) == 1
