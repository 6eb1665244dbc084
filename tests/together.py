"""Run one thing in many threads at the same moment, each on a database connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
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
