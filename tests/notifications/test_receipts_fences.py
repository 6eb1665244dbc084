"""What holds receipts within their limits."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.notifications.models import Message, Receipt
from nauli.notifications.receipts import apply_receipts, keep, process, process_due
from tests.bells import rung
from tests.together import behind_a_lock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_grace(settings: Settings) -> None:
    settings.BELL_GRACE_SECONDS = 0
    settings.LEASE_SECONDS = 60


def _message(state: str = "sent") -> Message:
    return Message.objects.create(
        topic="payment_succeeded",
        fact="fact-1",
        channel="sms",
        to="+256772123456",
        language="en",
        text="Thank you!",
        state=state,
        carrier_id="ATXid_1",
    )


def _keep(status: str, reason: str = "") -> Receipt:
    body = f"id=ATXid_1&status={status}&failureReason={reason}".encode()
    keep(carrier_id="ATXid_1", status=status, reason=reason, body=body)
    return Receipt.objects.get(body=body)


@pytest.mark.django_db(transaction=True)
def test_a_receipt_is_judged_by_what_the_message_is_when_its_turn_has_come() -> None:
    message, receipt = _message(), _keep("Failed")
    with ExitStack() as later:
        with transaction.atomic():
            Message.objects.update(state="delivered")
            done = later.enter_context(behind_a_lock(lambda: process(receipt.pk)))
        done.result(timeout=10)
    message.refresh_from_db()
    assert (message.state, message.failure) == ("delivered", "")


def test_one_that_breaks_is_planned_for_later() -> None:
    _message()
    receipt = _keep("Success")

    def break_it(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if sql.startswith('UPDATE "notifications_message"'):
            raise RuntimeError("a mistake of ours")
        return execute(sql, *rest)

    with connection.execute_wrapper(break_it):
        assert process_due(10) == 1
    assert Receipt.objects.filter(due_at__gt=Now() + timedelta(seconds=50)).exists()
    receipt.refresh_from_db()
    assert receipt.processed_at is None


def test_a_message_that_has_ended_is_due_no_more() -> None:
    message = _message(state="queued")
    Message.objects.update(due_at=Now())
    _keep("Success")
    apply_receipts("ATXid_1")
    message.refresh_from_db()
    assert (message.state, message.due_at) == ("delivered", None)


def test_of_two_that_say_the_same_the_first_one_counts() -> None:
    message = _message()
    _keep("Failed", "UserInBlacklist")
    _keep("Rejected", "another")
    apply_receipts("ATXid_1")
    message.refresh_from_db()
    assert message.failure == "UserInBlacklist"


@pytest.mark.parametrize(("hours", "waits"), [(47, True), (49, False)])
def test_without_a_message_it_waits_for_two_days(hours: int, *, waits: bool) -> None:
    receipt = _keep("Success")
    Receipt.objects.update(received_at=Now() - timedelta(hours=hours))
    process(receipt.pk)
    receipt.refresh_from_db()
    assert (receipt.processed_at is None) is waits


@pytest.mark.django_db(transaction=True)
def test_the_bell_is_rung_for_a_new_receipt_and_for_no_copy_of_it() -> None:
    bells = rung(lambda: _keep("Success"))
    assert bells == [("notifications.receipt", Receipt.objects.get().pk)]
    assert rung(lambda: _keep("Success")) == []
