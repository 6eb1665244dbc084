from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.desk.overdue import overdue_seconds
from nauli.notifications.models import Message, Receipt
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.webhooks.models import Event
from tests.factories import failed, new_order, new_payment

pytestmark = pytest.mark.django_db


def _message(**values: object) -> Message:
    return Message.objects.create(
        **{"topic": "t", "fact": "1", "channel": "sms", "to": "x", "language": "en", **values}
    )


def test_where_nothing_is_due_nothing_is_late() -> None:
    assert overdue_seconds() == 0


def test_what_is_due_later_or_never_again_is_not_late() -> None:
    new_payment()
    Payment.objects.update(next_look_at=None)
    _message(due_at=Now() + timedelta(hours=1))
    _message(fact="2", state="sent", due_at=Now() - timedelta(hours=1))
    Event.objects.create(door="momo", digest="1", body=b"", state="processed")
    Receipt.objects.create(digest="1", body=b"", processed_at=Now())
    Event.objects.update(due_at=Now() - timedelta(hours=1))
    Receipt.objects.update(due_at=Now() - timedelta(hours=1))
    assert overdue_seconds() == 0


@pytest.mark.parametrize("queue", ["looks", "events", "messages", "receipts"])
def test_the_oldest_of_every_queue_counts(queue: str) -> None:
    late = Now() - timedelta(minutes=10)
    new_payment()
    Payment.objects.update(next_look_at=late if queue == "looks" else Now())
    Event.objects.create(door="momo", digest="1", body=b"")
    Event.objects.update(due_at=late if queue == "events" else Now())
    _message(due_at=late if queue == "messages" else Now())
    Receipt.objects.create(digest="1", body=b"")
    Receipt.objects.update(due_at=late if queue == "receipts" else Now())
    assert 598 <= overdue_seconds() <= 602


def test_an_order_that_nobody_ends_is_late() -> None:
    new_order()
    assert overdue_seconds() == 0
    new_order(ago=600)
    assert 598 <= overdue_seconds() <= 602


@pytest.mark.parametrize(("ago", "late"), [(599, 0), (700, 100)])
def test_an_order_that_may_still_be_paid_is_late_after_its_grace(
    settings: Settings, ago: int, late: int
) -> None:
    settings.HOLD_GRACE_SECONDS = 600
    payment = new_payment(new_order(ago=ago))
    Payment.objects.update(next_look_at=Now() + timedelta(hours=1))
    assert late <= overdue_seconds() <= late + 2
    settle(failed(payment))
    assert overdue_seconds() >= ago
