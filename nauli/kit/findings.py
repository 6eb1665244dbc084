"""What `nauli doctor` is told: how something is, and how to mend it where it is not well."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"  # work goes on, only later or with less protection
    WRONG = "wrong"  # something will not work until a person mends it


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` is how it is; `mend` is one sentence for a person. Neither ever holds a secret."""

    level: Level
    what: str
    mend: str = ""


# Yields what it finds as it finds it: of a check that hangs, the first findings are still told.
Check = Callable[[], Iterable[Finding]]


def ok(what: str) -> Finding:
    return Finding(Level.OK, what)


def warning(what: str, mend: str) -> Finding:
    return Finding(Level.WARNING, what, mend)


def wrong(what: str, mend: str) -> Finding:
    return Finding(Level.WRONG, what, mend)
