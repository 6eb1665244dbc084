from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import permutations
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.notifications.channels.contract import Accepted, Letter
from nauli.notifications.models import Message, Receipt
from nauli.notifications.receipts import keep, process, process_due
from nauli.notifications.send import send
from tests.fakes import FakeCarrier
from tests.together import together

pytestmark = pytest.mark.django_db

WORDS = ("Sent", "Buffered", "Success", "Failed")
ORDERS = [order for length in range(1, 5) for order in permutations(WORDS, length)]


@pytest.fixture(autouse=True)
def _no_grace(settings: Settings) -> None:
    settings.BELL_GRACE_SECONDS = 0


def _message(state: str = "sent", carrier_id: str = "ATXid_1") -> Message:
    return Message.objects.create(
        topic="payment_succeeded",
        fact="fact-1",
        channel="sms",
        to="+256772123456",
        language="en",
        text="Thank you!",
        state=state,
        carrier_id=carrier_id,
        due_at=None,
    )


def _keep(status: str, *, carrier_id: str = "ATXid_1", reason: str = "", more: str = "") -> Receipt:
    body = f"id={carrier_id}&status={status}&failureReason={reason}{more}".encode()
    keep(carrier_id=carrier_id, status=status, reason=reason, body=body)
    return Receipt.objects.get(body=body)


def _come(status: str, **told: str) -> None:
    process(_keep(status, **told).pk)


def _again(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def _end(words: tuple[str, ...]) -> str:
    """The one state that these words may end in, whatever their order."""
    if "Success" in words:
        return "delivered"
    return "failed" if "Failed" in words else "sent"


def test_a_receipt_that_the_phone_has_it_ends_the_story() -> None:
    message = _message()
    _come("Success")
    ended = _again(message)
    assert (ended.state, ended.failure, ended.due_at) == ("delivered", "", None)
    assert ended.ended_at is not None
    assert Receipt.objects.get().processed_at is not None


@pytest.mark.parametrize("word", ["Failed", "Rejected", "Expired", "AbsentSubscriber"])
@pytest.mark.parametrize("reason", ["", "UserInBlacklist"])
def test_a_receipt_that_it_will_not_arrive_says_why(word: str, reason: str) -> None:
    message = _message()
    _come(word, reason=reason)
    assert (_again(message).state, _again(message).failure) == ("failed", reason or word)


@pytest.mark.parametrize("word", ["Sent", "Submitted", "Buffered", "", "Anything", "success"])
def test_a_word_that_says_nothing_final_moves_nothing(word: str) -> None:
    message = _message()
    _come(word)
    assert (_again(message).state, _again(message).ended_at) == ("sent", None)
    assert Receipt.objects.get().processed_at is not None


@pytest.mark.parametrize("words", ORDERS, ids=" then ".join)
def test_the_end_does_not_depend_on_the_order(words: tuple[str, ...]) -> None:
    message = _message()
    for word in words:
        _come(word)
    assert _again(message).state == _end(words)


@pytest.mark.parametrize("words", [order for order in ORDERS if len(order) > 2], ids=" then ".join)
def test_the_end_does_not_depend_on_which_come_before_the_carriers_own_answer(
    carrier: FakeCarrier, words: tuple[str, ...]
) -> None:
    message = _message(state="queued", carrier_id="")
    Message.objects.update(due_at=Now())
    early, late = words[:2], words[2:]

    def speak(_: Letter) -> Accepted:
        for word in early:
            _come(word)
        return Accepted(carrier_id="ATXid_1")

    carrier.says = [speak]
    send(message.pk)
    assert _again(message).state == _end(early)
    for word in late:
        _come(word)
    assert _again(message).state == _end(words)
    assert not Receipt.objects.filter(processed_at=None).exists()


def test_what_comes_twice_is_kept_once() -> None:
    message = _message()
    body = b"id=ATXid_1&status=Success"
    came = [keep(carrier_id="ATXid_1", status="Success", reason="", body=body) for _ in range(3)]
    assert came == [True, False, False]
    process(Receipt.objects.get().pk)
    ended_at = _again(message).ended_at
    _come("Success", more="&retryCount=1")
    assert (_again(message).state, _again(message).ended_at) == ("delivered", ended_at)


def test_delivered_is_stronger_than_any_word_after_it() -> None:
    message = _message()
    _come("Failed", reason="AbsentSubscriber")
    _come("Success")
    assert (_again(message).state, _again(message).failure) == ("delivered", "")


@pytest.mark.parametrize("carrier_id", ["", "ATXid_other"])
def test_a_receipt_for_no_message_of_ours_waits_and_moves_nothing(carrier_id: str) -> None:
    # A message without an id must not be found by a receipt without one.
    message = _message(carrier_id="")
    _come("Success", carrier_id=carrier_id)
    assert _again(message).state == "sent"
    receipt = Receipt.objects.get()
    assert receipt.processed_at is None
    assert receipt.due_at > receipt.received_at
    assert process_due(10) == 0


def test_it_waits_ever_longer_and_after_two_days_no_more() -> None:
    receipt = _keep("Success")
    Receipt.objects.update(received_at=Now() - timedelta(hours=1))
    process(receipt.pk)
    receipt.refresh_from_db()
    assert (
        timedelta(hours=2) <= receipt.due_at - receipt.received_at < timedelta(hours=2, minutes=1)
    )
    Receipt.objects.update(received_at=Now() - timedelta(days=3))
    process(receipt.pk)
    receipt.refresh_from_db()
    assert receipt.processed_at is not None


def test_long_words_are_cut_and_kept() -> None:
    _come("x" * 500, reason="y" * 500)
    receipt = Receipt.objects.get()
    assert (receipt.status, receipt.reason) == ("x" * 40, "y" * 100)


def test_what_no_worker_was_heard_to_process_is_processed(settings: Settings) -> None:
    message = _message()
    _keep("Success")
    settings.BELL_GRACE_SECONDS = 30
    assert process_due(10) == 0
    settings.BELL_GRACE_SECONDS = 0
    assert process_due(10) == 1
    assert _again(message).state == "delivered"


@pytest.mark.django_db(transaction=True)
def test_all_at_once_end_in_one_state() -> None:
    for number in range(5):
        carrier_id = f"ATXid_{number}"
        message = _message(carrier_id=carrier_id)
        receipts = [_keep(word, carrier_id=carrier_id) for word in WORDS]
        together([partial(process, receipt.pk) for receipt in receipts] * 2)
        # Whoever found its receipt locked left it to the one who held it, or to the schedule.
        process_due(10)
        assert _again(message).state == "delivered"
        assert not Receipt.objects.filter(processed_at=None).exists()
        message.delete()


@pytest.mark.django_db(transaction=True)
def test_a_receipt_that_comes_while_the_answer_is_recorded_is_not_lost(
    carrier: FakeCarrier,
) -> None:
    for number in range(5):
        carrier_id = f"ATXid_{number}"
        message = _message(state="queued", carrier_id="")
        Message.objects.filter(pk=message.pk).update(due_at=Now())
        carrier.says = [Accepted(carrier_id=carrier_id)]
        jobs: list[Callable[[], object]] = [
            partial(send, message.pk),
            partial(_come, "Success", carrier_id=carrier_id),
        ]
        assert together(jobs) == [None, None]
        Receipt.objects.update(due_at=Now())
        process_due(10)
        assert _again(message).state == "delivered"
        message.delete()


@pytest.mark.django_db(transaction=True)
def test_a_receipt_that_is_stored_while_others_are_applied_is_not_lost() -> None:
    message = _message()
    first = _keep("Sent")
    late: list[object] = []

    def store_another_once_they_are_read(
        execute: Callable[..., Any], sql: str, *rest: object
    ) -> object:
        result = execute(sql, *rest)
        all_of_them = "notifications_receipt" in sql and "ORDER BY" in sql and "LIMIT" not in sql
        if all_of_them and not late:
            late.extend(together([partial(_keep, "Success")]))
        return result

    with connection.execute_wrapper(store_another_once_they_are_read):
        process(first.pk)
    [another] = late
    assert isinstance(another, Receipt)
    process(another.pk)
    assert _again(message).state == "delivered"


def test_a_receipt_is_processed_with_its_message_or_not_at_all() -> None:
    message = _message()
    receipt = _keep("Success")
    with transaction.atomic():
        process(receipt.pk)
        transaction.set_rollback(True)
    assert _again(message).state == "sent"
    receipt.refresh_from_db()
    assert receipt.processed_at is None
