"""Do many pieces of due work, each for itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog
from django.db import InterfaceError, OperationalError
from psycopg.errors import DeadlockDetected, LockNotAvailable

logger = structlog.get_logger(__name__)

Number = TypeVar("Number")


def each(
    numbers: Sequence[Number],
    work: Callable[[Number], object],
    *,
    postpone: Callable[[Number], object] | None = None,
) -> int:
    """Work on each number and return how many there were; one that breaks stops none of the others.

    `postpone` plans the one that broke for later, where `work` has not done so by claiming it:
    else the oldest rows, broken, would be all that is ever tried. A database that is gone breaks
    all of them and is raised.
    """
    for number in numbers:
        try:
            work(number)
        except Exception as error:
            if _database_is_gone(error):
                raise
            logger.exception("due_work_failed", work=work.__module__, number=str(number))
            if postpone:
                postpone(number)
    return len(numbers)


def _database_is_gone(error: Exception) -> bool:
    """Tell a lost database from a row that somebody else has locked for too long."""
    if isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
        return False
    return isinstance(error, OperationalError | InterfaceError)
