"""Towns that tests share: each stands until the next test of this process needs it no more."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, ExitStack

from tests.stories.town import Town

_STANDING: dict[str, tuple[Town, ExitStack]] = {}


def shared(fixture: str, raise_it: Callable[[], AbstractContextManager[Town]]) -> Town:
    """Return the town that this fixture gives, raised by who asks first."""
    if fixture not in _STANDING:
        leave = ExitStack()
        _STANDING[fixture] = (leave.enter_context(raise_it()), leave)
    return _STANDING[fixture][0]


def leave_all_but(fixtures: Collection[str]) -> None:
    """Take down what none of these fixtures gives. An idle town still takes part of a core."""
    for fixture in _STANDING.keys() - set(fixtures):
        _, leave = _STANDING.pop(fixture)
        leave.close()
