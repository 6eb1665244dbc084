"""What bells are rung, heard at a broker in this process: each by its task and its subject."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from queue import Empty
from uuid import uuid4

from celery import Celery
from celery.app import app_or_default
from kombu.simple import SimpleQueue

from nauli.kit.bell import ring

Bell = tuple[str, object]


def rung(work: Callable[[], object]) -> list[Bell]:
    """Do the work and return the bells that it rang. Outside of any transaction only."""
    before = app_or_default()
    app = Celery(uuid4().hex, set_as_current=False)
    app.conf.update(
        broker_read_url="memory://", broker_write_url="memory://", task_default_queue=uuid4().hex
    )
    app.set_default()
    try:
        with (
            app.connection_for_read() as connection,
            closing(connection.SimpleQueue(app.conf.task_default_queue)) as queue,
        ):
            # Bells are rung one after another: between these two are ours and nobody else's.
            _until(queue, "tests.begin")
            work()
            return _until(queue, "tests.end")
    finally:
        before.set_default()
        app.close()


def _until(queue: SimpleQueue, last: str) -> list[Bell]:
    ring(last, 0)
    heard: list[Bell] = []
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            message = queue.get(timeout=1)
        except Empty:
            ring(last, 0)  # a test before this one may have made the bell silent for some seconds
            continue
        message.ack()
        task, subject = message.headers["task"], message.payload[0][0]
        if task == last:
            return heard
        if not task.startswith("tests."):
            heard.append((task, subject))
    raise AssertionError(f"{last} was not heard")
