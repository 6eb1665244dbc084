"""Any order, any repetition: what is told of one payment ends in the same rows."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from nauli.gateways.contract import Report
from nauli.ledger.models import Entry
from nauli.notifications.models import Message
from nauli.payments.look import look
from nauli.payments.models import Payment
from nauli.webhooks.models import Event
from nauli.webhooks.process import process
from nauli.webhooks.receive import receive_question, receive_signed
from tests.factories import failed, new_order, new_payment, new_product, succeeded
from tests.fakes import FakeGateway
from tests.webhooks.events import SECRET, event_body, sign

pytestmark = pytest.mark.django_db

_many = hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(autouse=True)
def _one_secret(settings: Settings) -> None:
    settings.MOMO_WEBHOOK_SECRETS = [SECRET]


def _rows(payment: Payment) -> tuple[object, ...]:
    """Return all that was written about one payment and its order, without times and numbers."""
    now = Payment.objects.select_related("order").get(pk=payment.pk)
    entries = Entry.objects.filter(transfer__key=f"payment/{now.reference}").order_by("id")
    return (
        now.state,
        now.order.status,
        now.booked_to,
        now.next_look_at is None,
        [(entry.side, entry.account, entry.amount) for entry in entries],
        sorted(Message.objects.filter(fact=str(now.pk)).values_list("topic", "channel")),
        list(now.order.lines.values_list("product__stock", flat=True)),
    )


def _tell(payment: Payment, word: str) -> None:
    """Bring one piece of news by the road that its word names."""
    if word == "callback":
        receive_question("momo", word.encode(), reference=payment.reference)
        return
    body = event_body(payment, word)
    if receive_signed("momo", body, signature=sign(body)):
        process(Event.objects.latest("id").pk)


@pytest.mark.parametrize("truth", ["success", "failed"])
def test_any_order_and_repetition_of_events_ends_in_the_same_rows(
    gateway: FakeGateway, truth: str
) -> None:
    def end_of(words: list[str]) -> tuple[object, ...]:
        payment = new_payment(new_order(new_product()))
        for word in words:
            if word != "look":
                _tell(payment, word)
                continue
            gateway.says = [_truth(payment, truth)]
            look(payment.pk, whether_due_or_not=True)
        gateway.says = [_truth(payment, truth)]
        look(payment.pk, whether_due_or_not=True)
        return _rows(payment)

    plain = end_of([])

    @_many
    @given(
        st.lists(st.sampled_from(["pending", truth, "callback", "look", "unheard of"]), max_size=8)
    )
    def ends_alike(words: list[str]) -> None:
        assert end_of(words) == plain

    ends_alike()


def _truth(payment: Payment, word: str) -> Report:
    return (
        succeeded(payment, transaction=f"T{payment.pk}") if word == "success" else failed(payment)
    )
