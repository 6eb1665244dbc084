"""Whom the rules are asked of: a server at any address, or a town of its own.

    CONFORMANCE_URL=http://127.0.0.1:8000 CONFORMANCE_KEY=... CONFORMANCE_OTHER_KEY=... \
        make test ARGS="-n 0 tests/conformance"

The keys are two API keys of that server, which may do everything but add products: beside `make up`
the first is the demo's, and `.venv/bin/nauli keys create --name conformance` makes the second. The
server needs a product in stock, and customers are charged: point it at a sandbox, never at real
money. It keeps what is left behind: some dozens of customers, orders that run out, and payments.
`-n 0`: all of it runs in one process, and others would have nothing to do.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.conformance.client import Client
from tests.stories.conftest import pytest_runtest_makereport
from tests.stories.town import raise_town

__all__ = ["pytest_runtest_makereport"]


_KEYS = ("CONFORMANCE_KEY", "CONFORMANCE_OTHER_KEY")


def pytest_configure() -> None:
    """Say what is missing before anything runs, and not in every test's own trace."""
    if os.environ.get("CONFORMANCE_URL", ""):
        for name in _KEYS:
            _key(name)


def _key(name: str) -> str:
    key = os.environ.get(name, "").strip()
    if not key:
        raise pytest.UsageError(
            f"CONFORMANCE_URL is set and {name} is not: give two API keys of that server, as"
            " `nauli keys create` makes them."
        )
    return key


@pytest.fixture(scope="module")
def _clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, Client]]:
    url = os.environ.get("CONFORMANCE_URL", "").rstrip("/")
    if url:
        one, other = (Client(url, _key(name)) for name in _KEYS)
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
