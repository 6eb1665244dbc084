from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.kit.clock import now
from nauli.notifications.channels.contract import Accepted, Letter, NotAccepted
from nauli.notifications.models import Message
from nauli.notifications.send import BACKOFF, send, send_due
from tests.fakes import FakeCarrier
from tests.together import together

pytestmark = pytest.mark.django_db

PASSING = NotAccepted("The carrier is busy.", code="GatewayError", permanent=False)
FINAL = NotAccepted("There is no such number.", code="InvalidPhoneNumber", permanent=True)


@pytest.fixture(autouse=True)
def _no_grace(settings: Settings) -> None:
    settings.BELL_GRACE_SECONDS = 0
    settings.LEASE_SECONDS = 60


def new_message(fact: str = "fact-1", *, channel: str = "sms", attempts: int = 0) -> Message:
    return Message.objects.create(
        topic="payment_succeeded",
        fact=fact,
        channel=channel,
        to="+256772123456",
        language="en",
        subject="Paid",
        text="Thank you!",
        html="<p>Thank you!</p>",
        attempts=attempts,
    )


def _again(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def _seconds_until(moment: datetime | None) -> float:
    assert moment is not None
    return (moment - now()).total_seconds()


def test_a_message_that_the_carrier_takes_is_sent(carrier: FakeCarrier) -> None:
    message = new_message()
    send(message.pk)
    sent = _again(message)
    assert (sent.state, sent.carrier_id, sent.attempts) == ("sent", "ATXid_1", 1)
    assert (sent.due_at, sent.failure, sent.ended_at) == (None, "", None)
    assert sent.sent_at is not None
    assert carrier.letters == [
        Letter(
            key="payment_succeeded-fact-1-sms",
            to="+256772123456",
            subject="Paid",
            text="Thank you!",
            html="<p>Thank you!</p>",
        )
    ]


def test_what_was_sent_is_not_sent_again(carrier: FakeCarrier) -> None:
    message = new_message()
    for _ in range(3):
        send(message.pk)
    assert len(carrier.letters) == 1


def test_a_message_that_is_not_there_is_no_matter(carrier: FakeCarrier) -> None:
    send(12345)
    assert carrier.letters == []


def test_no_transaction_is_open_while_the_carrier_is_spoken_to(
    carrier: FakeCarrier, transactional_db: None
) -> None:
    open_: list[bool] = []

    def speak(_: Letter) -> Accepted:
        open_.append(connection.in_atomic_block)
        return Accepted()

    carrier.says = [speak]
    send(new_message().pk)
    assert open_ == [False]


@pytest.mark.parametrize("attempt", range(1, len(BACKOFF) + 1))
def test_a_refusal_that_may_pass_is_tried_again_after_a_growing_while(
    carrier: FakeCarrier, attempt: int
) -> None:
    carrier.says = [PASSING]
    message = new_message(attempts=attempt - 1)
    send(message.pk)
    waiting = _again(message)
    assert (waiting.state, waiting.attempts) == ("queued", attempt)
    assert waiting.failure == "GatewayError: The carrier is busy."
    wait = BACKOFF[attempt - 1]
    assert wait - 2 < _seconds_until(waiting.due_at) < wait + 1
    send(message.pk)  # it is not due
    assert len(carrier.letters) == 1


def test_the_growing_whiles_add_up_to_about_a_day() -> None:
    assert list(BACKOFF) == sorted(BACKOFF)
    assert 20 * 3600 < sum(BACKOFF) < 28 * 3600


def test_after_the_last_of_them_we_give_up_and_say_why(carrier: FakeCarrier) -> None:
    carrier.says = [PASSING]
    message = new_message(attempts=len(BACKOFF))
    send(message.pk)
    ended = _again(message)
    assert (ended.state, ended.due_at) == ("failed", None)
    assert ended.failure == "GatewayError: The carrier is busy."
    assert ended.ended_at is not None


def test_a_refusal_for_good_ends_the_message_at_once(carrier: FakeCarrier) -> None:
    carrier.says = [FINAL]
    message = new_message()
    send(message.pk)
    ended = _again(message)
    assert (ended.state, ended.attempts) == ("failed", 1)
    assert ended.failure == "InvalidPhoneNumber: There is no such number."
    send(message.pk)
    assert len(carrier.letters) == 1


def test_a_mistake_of_ours_is_counted_like_a_refusal_that_may_pass(carrier: FakeCarrier) -> None:
    carrier.says = [RuntimeError("of +256772123456")]
    message = new_message()
    send(message.pk)
    waiting = _again(message)
    assert (waiting.state, waiting.failure) == ("queued", "channel_broke: RuntimeError")
    assert BACKOFF[0] - 2 < _seconds_until(waiting.due_at) < BACKOFF[0] + 1


@pytest.mark.parametrize(
    ("what", "failure"),
    [
        (PASSING, "GatewayError: The carrier is busy."),
        (RuntimeError("a mistake of ours"), "channel_broke: RuntimeError"),
    ],
)
def test_ten_tries_are_made_and_no_more(
    carrier: FakeCarrier, what: Exception, failure: str
) -> None:
    carrier.says = [what] * 20
    message = new_message()
    for _ in range(20):
        Message.objects.filter(state="queued").update(due_at=Now())
        send(message.pk)
    assert len(carrier.letters) == 10
    assert (_again(message).state, _again(message).failure) == ("failed", failure)


def test_the_same_key_goes_to_the_carrier_in_every_attempt(carrier: FakeCarrier) -> None:
    carrier.says = [PASSING, PASSING]
    message = new_message()
    for _ in range(3):
        Message.objects.update(due_at=Now())
        send(message.pk)
    assert {letter.key for letter in carrier.letters} == {"payment_succeeded-fact-1-sms"}
    assert (_again(message).state, _again(message).attempts) == ("sent", 3)


# --- Lease and fence ------------------------------------------------------------------------------


class Killed(BaseException):
    """Nobody catches it, as nobody catches a SIGKILL."""


def test_who_dies_with_a_message_in_hand_has_planned_the_next_attempt(
    carrier: FakeCarrier,
) -> None:
    def die(_: Letter) -> Accepted:
        raise Killed

    carrier.says = [die]
    message = new_message()
    with pytest.raises(Killed):
        send(message.pk)
    assert _again(message).state == "queued"
    assert 55 < _seconds_until(_again(message).due_at) < 61


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_sends(carrier: FakeCarrier) -> None:
    message = new_message()
    assert together([partial(send, message.pk)] * 12) == [None] * 12
    assert len(carrier.letters) == 1
    assert (_again(message).state, _again(message).attempts) == ("sent", 1)


def _slow(message: Message, then: Accepted | Exception) -> Callable[[Letter], Accepted]:
    """A carrier so slow that the lease ends and another sends meanwhile."""

    def speak(_: Letter) -> Accepted:
        Message.objects.filter(pk=message.pk).update(due_at=Now())
        send(message.pk)
        if isinstance(then, Exception):
            raise then
        return then

    return speak


@pytest.mark.parametrize("then", [Accepted(carrier_id="slow"), PASSING, FINAL])
def test_a_slow_holder_does_not_record_over_the_next_one(
    carrier: FakeCarrier, then: Accepted | Exception
) -> None:
    message = new_message()
    carrier.says = [_slow(message, then), Accepted(carrier_id="quick")]
    send(message.pk)
    sent = _again(message)
    assert (sent.state, sent.carrier_id, sent.attempts) == ("sent", "quick", 2)
    assert sent.failure == ""


def test_a_slow_holder_does_not_end_what_the_next_one_tries_again(carrier: FakeCarrier) -> None:
    message = new_message()
    carrier.says = [_slow(message, FINAL), PASSING]
    send(message.pk)
    assert (_again(message).state, _again(message).attempts) == ("queued", 2)


# --- Due work -------------------------------------------------------------------------------------


def test_what_no_worker_was_heard_to_send_is_sent(carrier: FakeCarrier) -> None:
    messages = [new_message("1"), new_message("2", channel="email"), new_message("3")]
    Message.objects.filter(fact="3").update(due_at=Now() + timedelta(seconds=30))
    assert send_due(10) == 2
    assert [_again(message).state for message in messages] == ["sent", "sent", "queued"]
    assert send_due(10) == 0


def test_workers_are_given_a_moment_first(carrier: FakeCarrier, settings: Settings) -> None:
    settings.BELL_GRACE_SECONDS = 30
    new_message()
    assert send_due(10) == 0
    Message.objects.update(due_at=Now() - timedelta(seconds=31))
    assert send_due(10) == 1


def test_one_message_that_breaks_does_not_stop_the_others(carrier: FakeCarrier) -> None:
    first, second = new_message("1"), new_message("2")
    Message.objects.filter(pk=first.pk).update(due_at=Now() - timedelta(seconds=9))
    carrier.says = [RuntimeError("a mistake of ours")]
    assert send_due(10) == 2
    assert (_again(first).state, _again(second).state) == ("queued", "sent")
