"""The only way to enqueue: ring for a task by its name, after the commit.

The database knows all due work; a bell only makes it happen sooner. So ringing must never cost the
caller anything: a thread of its own does the talking, a broker that hangs or is gone makes it
silent for some seconds, and a bell that is not heard loses nothing.
"""

from __future__ import annotations

import queue
import threading
import time

import structlog
from celery import current_app
from django.db import transaction

logger = structlog.get_logger(__name__)

# More than this many waiting bells say only that the broker is slow; the schedule finds the work.
_MOST_WAITING = 1000
_SILENCE_SECONDS = 3.0

_waiting: queue.Queue[tuple[str, int | str]] = queue.Queue(maxsize=_MOST_WAITING)
_lock = threading.Lock()
_ringer: threading.Thread | None = None


def ring(task: str, subject: int | str) -> None:
    """Have `task(subject)` run soon, once the present transaction has committed."""
    transaction.on_commit(lambda: _enqueue(task, subject))


def _enqueue(task: str, subject: int | str) -> None:
    _ensure_ringer()
    try:
        _waiting.put_nowait((task, subject))
    except queue.Full:
        logger.warning("bell_dropped", task=task, subject=subject)


def _ensure_ringer() -> None:
    global _ringer  # noqa: PLW0603 - one thread per process, started when first needed
    if _ringer is not None and _ringer.is_alive():
        return
    with _lock:
        if _ringer is None or not _ringer.is_alive():
            _ringer = threading.Thread(target=_ring_forever, name="bell", daemon=True)
            _ringer.start()


def _ring_forever() -> None:
    silent_until = 0.0
    while True:
        task, subject = _waiting.get()
        if time.monotonic() < silent_until:
            continue
        try:
            current_app.send_task(task, args=[subject], retry=False, ignore_result=True)
        except Exception as error:  # noqa: BLE001 - whatever the broker does, the bell lives on
            silent_until = time.monotonic() + _SILENCE_SECONDS
            logger.warning("broker_unreachable", task=task, error=type(error).__name__)
