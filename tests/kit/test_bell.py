from __future__ import annotations

import importlib.util
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from queue import Empty
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from celery import Celery
from celery.app import app_or_default
from django.db import transaction
from pytest_django import Settings
from structlog.testing import capture_logs

from nauli.kit import bell as bell_of_the_process
from nauli.payments.models import Payment
from nauli.webhooks.process import process_due
from nauli.webhooks.receive import receive_signed
from tests.factories import new_payment
from tests.webhooks.events import SECRET, event_body, sign

_MOST_SECONDS = 0.05
_PACKAGE = Path(bell_of_the_process.__file__).parent.parent


def _new_bell() -> ModuleType:
    """Return the bell as it is in a process that has just begun: no other ringer hangs in it."""
    spec = importlib.util.spec_from_file_location("bell", bell_of_the_process.__file__)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bell() -> ModuleType:
    return _new_bell()


@pytest.fixture(scope="session")
def ours() -> Iterator[Celery]:
    """The application of the worker. Importing it makes it the default one of the process."""
    before = app_or_default()
    yield importlib.import_module("nauli.config.celery").app
    before.set_default()


@pytest.fixture
def broker(ours: Celery) -> Iterator[Callable[[str], Celery]]:
    """Let bells be rung at this address, as the application of the process does it."""
    before = app_or_default()
    apps = []

    def use(url: str) -> Celery:
        app = Celery(uuid4().hex, set_as_current=False)
        # `broker_url` alone would lose against CELERY_BROKER_URL of the environment.
        app.conf.update(broker_read_url=url, broker_write_url=url, task_default_queue=uuid4().hex)
        app.conf.broker_transport_options = ours.conf.broker_transport_options
        app.set_default()
        apps.append(app)
        return app

    yield use
    before.set_default()
    for app in apps:
        app.close()


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port where connections are taken and nothing is ever said."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=100)) as server:
        yield int(server.getsockname()[1])


def _seconds_for_ringing() -> float:
    """Return the slowest of twenty rings, in the best of three processes.

    A broker that makes the caller wait does so in each of them; a busy machine does not.
    """
    return min(_slowest_ring(_new_bell()) for _ in range(3))


def _slowest_ring(bell: ModuleType) -> float:
    slowest = 0.0
    for number in range(20):
        started = time.perf_counter()
        with transaction.atomic():
            bell.ring("tests.nothing", number)
        slowest = max(slowest, time.perf_counter() - started)
    return slowest


def _heard(app: Celery, *, ringing: Callable[[], None], seconds: float = 15) -> list[object]:
    """Ring until somebody hears it: after a failure the ringer is silent for some seconds."""
    deadline = time.monotonic() + seconds
    with app.connection_for_read() as connection:
        queue = connection.SimpleQueue(app.conf.task_default_queue)
        with closing(queue):
            while time.monotonic() < deadline:
                ringing()
                try:
                    message = queue.get(timeout=0.2)
                except Empty:
                    continue
                message.ack()
                return [message.headers["task"], message.payload[0]]
    raise AssertionError("no bell was heard")


@pytest.mark.django_db(transaction=True)
def test_a_refused_port_costs_the_caller_nothing(
    broker: Callable[[str], Celery], free_port: int
) -> None:
    broker(f"redis://127.0.0.1:{free_port}/0")
    assert _seconds_for_ringing() < _MOST_SECONDS


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_hangs_costs_the_caller_nothing(
    broker: Callable[[str], Celery], silent_port: int
) -> None:
    broker(f"redis://127.0.0.1:{silent_port}/0")
    assert _seconds_for_ringing() < _MOST_SECONDS


@pytest.mark.django_db(transaction=True)
def test_the_ringer_survives_errors_and_is_heard_again(
    bell: ModuleType, broker: Callable[[str], Celery], free_port: int
) -> None:
    broker(f"redis://127.0.0.1:{free_port}/0")
    with capture_logs() as lines:
        _until(lambda: _unreachable(lines), meanwhile=lambda: bell.ring("tests.lost", 1))
    ringer = bell._ringer
    app = broker("memory://")
    heard = _heard(app, ringing=lambda: bell.ring("tests.heard", 7))
    assert heard == ["tests.heard", [7]]
    assert bell._ringer is ringer


@pytest.mark.django_db(transaction=True)
def test_a_bell_rings_only_on_commit(bell: ModuleType, broker: Callable[[str], Celery]) -> None:
    app = broker("memory://")

    def ring_three() -> None:
        with transaction.atomic():
            bell.ring("tests.rolled_back", 1)
            transaction.set_rollback(True)
        with transaction.atomic():
            bell.ring("tests.committed", 2)
            assert bell._waiting.empty()

    assert _heard(app, ringing=ring_three) == ["tests.committed", [2]]


@pytest.mark.django_db(transaction=True)
def test_more_bells_than_can_wait_are_dropped_and_cost_nothing(
    bell: ModuleType, broker: Callable[[str], Celery], silent_port: int
) -> None:
    broker(f"redis://127.0.0.1:{silent_port}/0")
    with capture_logs() as lines:
        started = time.perf_counter()
        _until(
            lambda: any(line["event"] == "bell_dropped" for line in lines),
            meanwhile=lambda: bell.ring("tests.nothing", 1),
        )
        rung = bell._MOST_WAITING
    assert (time.perf_counter() - started) / rung < _MOST_SECONDS


@pytest.mark.django_db(transaction=True)
def test_a_bell_that_is_not_heard_loses_nothing(
    broker: Callable[[str], Celery], free_port: int, settings: Settings
) -> None:
    settings.MOMO_WEBHOOK_SECRETS = [SECRET]
    settings.BELL_GRACE_SECONDS = 0
    broker(f"redis://127.0.0.1:{free_port}/0")
    payment = new_payment()
    body = event_body(payment)
    receive_signed("momo", body, signature=sign(body))
    assert process_due(10) == 1
    payment.refresh_from_db()
    assert payment.state == Payment.State.SUCCEEDED


def test_every_bell_that_is_rung_has_a_task_that_hears_it(ours: Celery) -> None:
    ours.loader.import_default_modules()
    sources = "".join(path.read_text() for path in _PACKAGE.rglob("*.py"))
    rung = set(re.findall(r"""\bring\(\s*["']([^"']+)["']""", sources))
    assert rung == {
        "notifications.receipt",
        "notifications.send",
        "payments.look",
        "refunds.look",
        "refunds.return_unapplied",
        "webhooks.process",
    }
    assert rung <= set(ours.tasks)


def _unreachable(lines: list[Any]) -> bool:
    return any(line["event"] == "broker_unreachable" for line in lines)


def _until(true: Callable[[], bool], *, meanwhile: Callable[[], None], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        meanwhile()
        time.sleep(0.001)
