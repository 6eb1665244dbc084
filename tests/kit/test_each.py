from __future__ import annotations

import pytest
from django.db import OperationalError
from psycopg.errors import DeadlockDetected, LockNotAvailable
from structlog.testing import capture_logs

from nauli.kit.each import each


def test_one_that_breaks_stops_none_of_the_others_and_is_postponed() -> None:
    done: list[int] = []
    later: list[int] = []

    def work(number: int) -> None:
        if number == 2:
            raise ValueError("2 cannot be worked")
        done.append(number)

    with capture_logs() as lines:
        assert each([1, 2, 3], work, postpone=later.append) == 3
    assert (done, later) == ([1, 3], [2])
    assert [(line["event"], line["number"]) for line in lines] == [("due_work_failed", "2")]


@pytest.mark.parametrize("cause", [LockNotAvailable("taken"), DeadlockDetected("a circle")])
def test_a_row_that_somebody_else_holds_is_only_postponed(cause: Exception) -> None:
    later: list[int] = []

    def work(number: int) -> None:
        raise OperationalError("the row is locked") from cause

    assert each([1, 2], work, postpone=later.append) == 2
    assert later == [1, 2]


def test_a_database_that_is_gone_is_the_callers_to_know() -> None:
    done: list[int] = []

    def work(number: int) -> None:
        done.append(number)
        raise OperationalError("the server closed the connection")

    with pytest.raises(OperationalError):
        each([1, 2], work, postpone=done.append)
    assert done == [1]
