"""All due work, read from the database and done here: the system without a broker, only later.

Each queue has a thread of its own, so that a gateway that hangs keeps no SMS waiting. Workers do
the same work sooner when a bell reaches them; claims in the database keep the two apart.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Mapping
from types import FrameType

import structlog
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections

from nauli.desk.audit import audit_due
from nauli.desk.forget import forget_keys, forget_tallies
from nauli.kit.caller import acting
from nauli.notifications import receipts, send
from nauli.payments import expire, look
from nauli.refunds.look import look_at_due as look_at_refunds_due
from nauli.refunds.return_unapplied import return_due
from nauli.travel.complete import complete_due
from nauli.webhooks import process

logger = structlog.get_logger(__name__)

_BATCH = 50

# Each does what is due, at most so many at once, and says how many there were.
QUEUES: Mapping[str, Callable[[int], int]] = {
    "events": process.process_due,
    "looks": look.look_at_due,
    "refunds": look_at_refunds_due,
    "returns": return_due,
    "messages": send.send_due,
    "receipts": receipts.process_due,
    "expiries": expire.expire_due,
    "stays": complete_due,
    "keys": forget_keys,
    "tallies": forget_tallies,
    "audit": audit_due,
}


# What is never urgent rests longer than the others between two rounds.
_REST_SECONDS = {"keys": 60.0, "tallies": 60.0, "stays": 60.0}


def run_until_stopped() -> None:
    """Work every queue until SIGTERM or SIGINT; what is in hand then is finished."""
    stop = threading.Event()

    def on_signal(_: int, __: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    threads = [
        threading.Thread(target=_work, args=(name, do_due, stop), name=name)
        for name, do_due in QUEUES.items()
    ]
    for thread in threads:
        thread.start()
    logger.info("schedule_started", queues=list(QUEUES))
    for thread in threads:
        thread.join()


def _work(name: str, do_due: Callable[[int], int], stop: threading.Event) -> None:
    rest = max(settings.SCHEDULE_INTERVAL_MS / 1000, _REST_SECONDS.get(name, 0.0))
    while not stop.is_set():
        if not _round(name, do_due):
            stop.wait(rest)


def _round(name: str, do_due: Callable[[int], int]) -> bool:
    """Do one batch and return whether there may be more."""
    try:
        with acting(actor="schedule"):
            return do_due(_BATCH) == _BATCH
    except DatabaseError as error:
        logger.warning("database_unreachable", queue=name, error=type(error).__name__)
        return False
    except Exception:
        # One row that cannot be worked must stop neither the others nor the process; it is planned
        # again by its own due time.
        logger.exception("due_work_failed", queue=name)
        return False
    finally:
        close_old_connections()
