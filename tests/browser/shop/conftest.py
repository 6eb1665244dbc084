"""A town whose shop is visited in a real browser: all tests of a folder share it.

Those of `road` have one of their own, so that two processes share the work.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stories.conftest import (
    pytest_runtest_makereport,
    pytest_runtest_teardown,
    pytest_sessionfinish,
)
from tests.stories.standing import shared
from tests.stories.town import Town, raise_town

# As in a story: the logs of a town are shown under a failure, and it is left when it is done with.
__all__ = ["pytest_runtest_makereport", "pytest_runtest_teardown", "pytest_sessionfinish"]


@pytest.fixture
def _visited_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    # So that who watches an order end need not wait for half an hour.
    settings = {"HOLD_GRACE_SECONDS": "1"}
    return shared(
        "_visited_town", lambda: raise_town(tmp_path_factory.mktemp("shop"), settings=settings)
    )


@pytest.fixture
def town(_visited_town: Town) -> Iterator[Town]:
    """A town with the demo's stays and goods, where looks come soon and nothing else is special."""
    yield _visited_town
    _visited_town.outside.calm()
