"""What holds the sending of a message within its limits."""

from __future__ import annotations

import pytest
from django.db.models.functions import Now

from nauli.notifications.channels.contract import Accepted, Letter, NotAccepted
from nauli.notifications.models import Message
from nauli.notifications.send import send
from tests.fakes import FakeCarrier
from tests.pool import pooled_connection

pytestmark = pytest.mark.django_db

PASSING = NotAccepted("The carrier is busy.", code="GatewayError", permanent=False)
FINAL = NotAccepted("There is no such number.", code="InvalidPhoneNumber", permanent=True)


def new_message() -> Message:
    return Message.objects.create(
        topic="payment_succeeded",
        fact="fact-1",
        channel="sms",
        to="+256772123456",
        language="en",
        text="Thank you!",
    )


def _again(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def test_an_acceptance_of_an_attempt_whose_lease_was_lost_is_not_recorded(
    carrier: FakeCarrier,
) -> None:
    message = new_message()

    def slow(_: Letter) -> Accepted:
        Message.objects.update(due_at=Now())
        send(message.pk)  # the next attempt, which is refused
        return Accepted(carrier_id="slow")

    carrier.says = [slow, PASSING]
    send(message.pk)
    waiting = _again(message)
    assert (waiting.state, waiting.attempts, waiting.carrier_id) == ("queued", 2, "")


@pytest.mark.parametrize("then", [Accepted(carrier_id="late"), PASSING, FINAL])
@pytest.mark.parametrize("state", ["failed", "delivered"])
def test_what_has_ended_meanwhile_stays_as_it_is(
    carrier: FakeCarrier, then: Accepted | NotAccepted, state: str
) -> None:
    def ended_meanwhile(_: Letter) -> Accepted:
        Message.objects.update(state=state, failure="by hand", due_at=None)
        if isinstance(then, NotAccepted):
            raise then
        return then

    carrier.says = [ended_meanwhile]
    message = new_message()
    send(message.pk)
    ended = _again(message)
    assert (ended.state, ended.failure, ended.carrier_id) == (state, "by hand", "")
    assert ended.due_at is None


@pytest.mark.parametrize("state", ["sent", "failed", "delivered"])
def test_only_what_is_queued_is_sent_whatever_else_is_due(carrier: FakeCarrier, state: str) -> None:
    message = new_message()
    Message.objects.update(state=state, due_at=Now())
    send(message.pk)
    assert carrier.letters == []
    assert _again(message).attempts == 0


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_a_carrier_keeps_no_pooled_connection(
    carrier: FakeCarrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_back = []
    message = new_message()
    with pooled_connection(monkeypatch) as pooled:

        def speak(_: Letter) -> Accepted:
            given_back.append(pooled.connection is None)
            return Accepted()

        carrier.says = [speak]
        send(message.pk)
    assert given_back == [True]
