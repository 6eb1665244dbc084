"""The worker dies by SIGKILL between handing an SMS to the carrier and recording it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.stories.ends import assert_at_peace, assert_paid, until_ended
from tests.stories.shop import Json
from tests.stories.town import Town, raise_town

pytestmark = pytest.mark.story


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town without a schedule: only a worker can do any work."""
    settings = {"NAULI_LEASE_SECONDS": "2", "BELL_REPEAT_SECONDS": "2"}
    with raise_town(tmp_path, schedule=False, settings=settings) as town:
        yield town


def _pay_until_the_sms_hangs(town: Town) -> Json:
    """Return a payment whose SMS the carrier has, while the worker waits to hear so."""
    customer = town.shop.add_customer()
    match = {"number": customer["phone"]}
    town.outside.fault("sms.send", "hang_after", seconds=6, match=match)
    # Late, so that the worker has nothing else in hand when its time comes.
    number = {"number": customer["phone"], "receipts": ["Success"], "delay_ms": 2500}
    town.outside.tell("sms/numbers", number)
    payment = town.shop.charge(town.shop.place(customer, town.shop.add_product("45000", "UGX")))
    until_ended(town, payment)
    town.eventually(lambda: town.outside.sms_about(payment), what="the SMS at the carrier")
    town.eventually(
        lambda: town.shop.messages(payment)["email"]["status"] == "sent", what="the e-mail"
    )
    sms = _sms(town, payment)
    assert (sms["status"], sms["attempts"], sms["sent_at"]) == ("queued", 1, None)
    return payment


def _kill_the_worker(town: Town) -> int:
    """Kill it, see it dead, and return the pid of the one that the supervisor started instead."""
    dead = town.pid("worker")
    town.kill("worker")
    town.eventually(lambda: town.pid("worker") != dead, what="another worker")
    assert "The worker was killed by SIGKILL; starting it again." in town.said
    with pytest.raises(ProcessLookupError):
        os.kill(dead, 0)
    return town.pid("worker")


def _sms(town: Town, payment: Mapping[str, Json]) -> Json:
    return town.shop.messages(payment)["sms"]


def _await_delivery(town: Town, payment: Json) -> None:
    town.eventually(
        lambda: _sms(town, payment)["status"] == "delivered", what="the delivery", seconds=40
    )


def _lost(town: Town, payment: Json) -> bool:
    """Say whether the worker has found that the message was not in its hands any more."""
    number = _sms(town, payment)["id"]
    lines = town.logs()["worker.log"].splitlines()
    told = [json.loads(line) for line in lines if '"message_lease_lost"' in line]
    return any(line["message"] == number and line["attempt"] == 1 for line in told)


def _who_recorded(town: Town, payment: Json) -> list[tuple[str, int]]:
    """Return (who, attempt) for each time that the SMS was recorded as sent."""
    number = _sms(town, payment)["id"]
    lines = [
        json.loads(line)
        for name in ("worker.log", "schedule.log")
        for line in town.logs().get(name, "").splitlines()
        if '"message_sent"' in line
    ]
    return [(line["actor"], line["attempt"]) for line in lines if line["message"] == number]


def _assert_one_end(town: Town, payment: Json, *, finished_by: str) -> None:
    assert_paid(town, payment)
    assert _who_recorded(town, payment) == [(finished_by, 2)]
    messages = town.shop.messages(payment)
    assert {name: message["status"] for name, message in messages.items()} == {
        "email": "sent",
        "sms": "delivered",
    }
    # The carrier's wire knows no key: a repeat after no answer comes twice, with the same words.
    assert len(town.outside.sms_about(payment)) == 2
    assert len({sms["text"] for sms in town.outside.sms_about(payment)}) == 1
    assert len(town.outside.mail_about(payment)) == 1


def test_another_worker_finishes(town: Town) -> None:
    payment = _pay_until_the_sms_hangs(town)
    # A worker looks for unanswered bells when it starts, and then not for a while: let this one be
    # ripe, and its message free to be taken.
    ended = "SELECT 1 FROM notifications_message WHERE channel = 'sms' AND due_at < now()"
    town.eventually(lambda: town.rows(ended), what="the end of the lease")
    newcomer = _kill_the_worker(town)
    _await_delivery(town, payment)
    assert town.pid("worker") == newcomer
    _assert_one_end(town, payment, finished_by="worker")

    town.start_schedule()
    town.await_ready()
    assert_at_peace(town, sms_copies=2)

    # With the schedule there, it need not be a worker: whoever comes first after the lease. One
    # who was only slow, and comes back with a carrier's answer, records nothing any more.
    payment = _pay_until_the_sms_hangs(town)
    with town.frozen("worker"):
        town.eventually(lambda: _who_recorded(town, payment), what="the schedule's attempt")
    town.eventually(lambda: _lost(town, payment), what="the slow worker's answer")
    _await_delivery(town, payment)
    _assert_one_end(town, payment, finished_by="schedule")
    assert_at_peace(town, sms_copies=2)
