"""Whom the rules are asked of: a server at any address, or a town of its own.

    CONFORMANCE_URL=http://127.0.0.1:8000 CONFORMANCE_KEY=... CONFORMANCE_OTHER_KEY=... \
        make test ARGS=tests/conformance

The keys are two API keys of that server. It needs a product in stock, and its customers are
charged: point it at a sandbox, never at real money.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.conformance.client import Client
from tests.stories.conftest import pytest_runtest_makereport
from tests.stories.town import raise_town

__all__ = ["pytest_runtest_makereport"]


@pytest.fixture(scope="session")
def _clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, Client]]:
    url = os.environ.get("CONFORMANCE_URL", "").rstrip("/")
    if url:
        keys = os.environ["CONFORMANCE_KEY"], os.environ["CONFORMANCE_OTHER_KEY"]
        one, other = (Client(url, key) for key in keys)
        yield one, other
        return
    with raise_town(tmp_path_factory.mktemp("conforming")) as town:
        town.shop.add_product("25000", "UGX", stock=1000)
        yield Client(town.shop.url, town.shop.key), Client(town.shop.url, town.another_key())


@pytest.fixture
def client(_clients: tuple[Client, Client]) -> Client:
    return _clients[0]


@pytest.fixture
def another_client(_clients: tuple[Client, Client]) -> Client:
    """The same server, asked with another API key."""
    return _clients[1]
