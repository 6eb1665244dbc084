"""One town with two web servers, for everybody who races."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stories.conftest import pytest_runtest_makereport, pytest_runtest_teardown
from tests.stories.standing import shared
from tests.stories.town import Town, raise_town

__all__ = ["pytest_runtest_makereport", "pytest_runtest_teardown"]


@pytest.fixture
def _racing_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    # What a database in a hurry has kept from being sent is sent soon.
    settings = {"RESEND_AFTER_SECONDS": "5"}
    return shared(
        "_racing_town",
        lambda: raise_town(tmp_path_factory.mktemp("racing"), webs=2, settings=settings),
    )


@pytest.fixture
def town(_racing_town: Town) -> Iterator[Town]:
    yield _racing_town
    _racing_town.outside.calm()
