"""Run things in threads at chosen moments, each on a database connection of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def together(jobs: Sequence[Callable[[], T]]) -> list[T | Exception]:
    """Start all jobs at one barrier; return what each returned or raised, in their order."""
    barrier = threading.Barrier(len(jobs), timeout=30)

    def run(job: Callable[[], T]) -> T | Exception:
        try:
            barrier.wait()
            return job()
        except Exception as error:  # noqa: BLE001 - what came of it is the test's to judge
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


@contextmanager
def behind_a_lock(job: Callable[[], T]) -> Iterator[Future[T]]:
    """Run `job` in a thread and go on once it waits for a lock that the caller's transaction holds.

    What the caller does inside is what the job finds when it may go on. Leave the transaction
    before asking for the result.
    """

    def run() -> T:
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(run)
        deadline = time.monotonic() + 10
        while not _somebody_waits_for_me():
            assert not future.done(), "it did not wait"
            assert time.monotonic() < deadline
            time.sleep(0.01)
        yield future


def _somebody_waits_for_me() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        (count,) = cursor.fetchone() or (0,)
    return bool(count)
