"""The towns that stories share, and their logs where a story fails."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import pytest

from tests.stories.browser import Browser
from tests.stories.standing import leave_all_but, shared
from tests.stories.town import STANDING, Town, raise_town

_LAST_LINES = 15


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Put the last lines of every process's log under a failure."""
    outcome: Any = yield
    report = outcome.get_result()
    if not report.failed:
        return
    for town in STANDING:
        for name, text in town.logs().items():
            if text:
                report.sections.append((name, "\n".join(text.splitlines()[-_LAST_LINES:])))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Generator[None]:
    """Take down the towns that the next test does not play in."""
    yield
    leave_all_but(getattr(nextitem, "fixturenames", ()))


def pytest_sessionfinish() -> None:
    leave_all_but(())  # whoever was interrupted had no next test


@pytest.fixture
def _told_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    # So late that in no story anybody is asked before somebody has told us something.
    settings = {"FIRST_LOOK_SECONDS": "600", "RETURN_URL_HOSTS": "shop.example"}
    return shared(
        "_told_town", lambda: raise_town(tmp_path_factory.mktemp("told"), settings=settings)
    )


@pytest.fixture
def _asking_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    settings = {
        "FIRST_LOOK_SECONDS": "1",
        "CHAPA_READ_TIMEOUT_SECONDS": "1",
        "MOMO_READ_TIMEOUT_SECONDS": "1",
        "RESEND_AFTER_SECONDS": "2",
    }
    return shared(
        "_asking_town", lambda: raise_town(tmp_path_factory.mktemp("asking"), settings=settings)
    )


@pytest.fixture
def _hasty_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    settings = {
        "ORDER_LIFETIME_SECONDS": "3",
        "BOOKING_HOLD_SECONDS": "3",
        "HOLD_GRACE_SECONDS": "2",
        "MOMO_READ_TIMEOUT_SECONDS": "1",
        "RESEND_AFTER_SECONDS": "4",
    }
    return shared(
        "_hasty_town", lambda: raise_town(tmp_path_factory.mktemp("hasty"), settings=settings)
    )


@pytest.fixture
def browser() -> Iterator[Browser]:
    browser = Browser()
    yield browser
    browser.close()


@pytest.fixture
def told_town(_told_town: Town) -> Iterator[Town]:
    """A town that hears of payments only by callbacks and events: its sweep comes much later."""
    yield _told_town
    _told_town.outside.calm()


@pytest.fixture
def asking_town(_asking_town: Town) -> Iterator[Town]:
    """A town that asks soon and does not wait long.

    The sweep asks after a second, the gateway has a second to answer, and what it does not know
    two seconds after it was sent is sent again.
    """
    yield _asking_town
    _asking_town.outside.calm()


@pytest.fixture
def hasty_town(_hasty_town: Town) -> Iterator[Town]:
    """A town where orders and holds last three seconds, and two more while money is in doubt."""
    yield _hasty_town
    _hasty_town.outside.calm()
