"""`nauli schedule` as a process of its own: all due work is done without a broker and a worker."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.catalog.models import Product
from nauli.desk.schedule import QUEUES, _round
from nauli.kit.caller import actor
from nauli.notifications.models import Message, Receipt
from nauli.notifications.receipts import keep
from nauli.payments.models import Payment
from nauli.webhooks.models import Event
from nauli.webhooks.receive import receive_signed
from tests.factories import new_order, new_payment, new_product
from tests.payments.world import again
from tests.processes import environment
from tests.webhooks.events import SECRET, event_body, sign


@contextmanager
def _schedule(free_port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The real process. Whoever it wants to talk to is not there; its log is shown on failure."""
    nowhere = f"http://127.0.0.1:{free_port}"
    env = environment(
        SCHEDULE_INTERVAL_MS="50",
        BELL_GRACE_SECONDS="0",
        AFRICASTALKING_BASE_URL=nowhere,
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=str(free_port),
        CELERY_BROKER_URL=f"redis://127.0.0.1:{free_port}/0",
        MOMO_TARGET_ENVIRONMENT="",
    )
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(
            [sys.executable, "-m", "nauli", "schedule"], env=env, stderr=log, stdout=log
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            log.seek(0)
            sys.stdout.write(log.read().decode())


def _until(true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_every_queue_is_worked_and_a_poisoned_row_stops_none(
    free_port: int, settings: Settings
) -> None:
    settings.MOMO_WEBHOOK_SECRETS = [SECRET]
    shelf = new_product(stock=10)
    new_order(shelf, ago=7200)
    told, poisoned = new_payment(), new_payment()
    for payment in (poisoned, told):
        receive_signed("momo", event_body(payment), signature=sign(event_body(payment)))
    # Against all rules, the customer was told already: settling breaks each time.
    Message.objects.create(
        topic="payment_succeeded",
        fact=str(poisoned.pk),
        channel="sms",
        to="+256772123456",
        language="en",
        text="x",
        state="sent",
        carrier_id="ATXid_1",
        due_at=None,
    )
    keep(carrier_id="ATXid_1", status="Success", reason="", body=b"id=ATXid_1&status=Success")

    def all_done() -> bool:
        tried = Message.objects.filter(fact=str(told.pk), attempts__gte=1).count()
        return (
            again(told).state == "succeeded"
            and Payment.objects.filter(looks__gte=1).count() == 2
            and tried == 2
            and Receipt.objects.filter(processed_at=None).count() == 0
            and Product.objects.get(pk=shelf.pk).stock == 10
        )

    with _schedule(free_port) as process:
        _until(all_done)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0
    assert again(poisoned).state == "pending"
    assert Event.objects.get(state="received").body == event_body(poisoned)
    assert Message.objects.get(fact=str(poisoned.pk)).state == "delivered"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_it_is_told_to(free_port: int, number: signal.Signals) -> None:
    payment = new_payment()
    with _schedule(free_port) as process:
        _until(lambda: again(payment).looks == 1)
        process.send_signal(number)
        assert process.wait(timeout=15) == 0


@pytest.mark.django_db(transaction=True)
def test_it_lives_on_while_the_database_is_away(free_port: int) -> None:
    with _schedule(free_port) as process:
        first = new_payment()
        _until(lambda: again(first).looks == 1)
        _cut_every_other_connection()
        Payment.objects.update(next_look_at=Now())
        _until(lambda: again(first).looks == 2)
        assert process.poll() is None


def _cut_every_other_connection() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND application_name = ''"
        )


@pytest.mark.django_db
def test_a_round_says_whether_there_may_be_more() -> None:
    assert _round("a", lambda limit: limit)
    assert not _round("a", lambda limit: limit - 1)


@pytest.mark.django_db
def test_a_round_acts_in_the_schedules_name_and_outlives_an_error() -> None:
    seen: list[str] = []

    def break_(_: int) -> int:
        seen.append(actor())
        raise RuntimeError("a mistake of ours")

    assert not _round("a", break_)
    assert seen == ["schedule"]


def test_every_kind_of_due_work_has_a_queue() -> None:
    queues = {"events", "looks", "refunds", "returns", "messages", "receipts", "expiries"}
    queues |= {"stays", "keys", "tallies", "audit"}
    assert set(QUEUES) == queues
