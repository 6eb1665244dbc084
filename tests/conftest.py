"""What every test may use. The servers come from `make test`, which starts private ones."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

# For the processes that tests start. The settings of this one were read before this file.
os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("DATABASE_POOL_SIZE", "0")

import pytest
from celery import Celery
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.management.color import no_style
from django.db import connection, connections
from django.test import TransactionTestCase
from whitenoise.middleware import WhiteNoiseMiddleware

from nauli.gateways import registry
from nauli.notifications import send
from tests.door import Door
from tests.factories import new_key
from tests.fakes import FakeCarrier, FakeGateway

# No pool, in whatever way pytest was started: a test database can be dropped only when nobody holds
# a connection to it.
connections.databases["default"]["OPTIONS"].pop("pool", None)

# Before stories import them: what they assert is then explained where it fails, as in a test.
for _name in ("blows", "browser", "ends", "outside", "returns", "shop", "stays", "town"):
    pytest.register_assert_rewrite(f"tests.stories.{_name}")

# Tables that only grow cannot be emptied, not even by a test. Between tests that commit, their
# guards are put aside for the length of one flush.
_GUARDED = ("record_change", "ledger_transfer", "ledger_entry", "orders_line")


def _flush(self: TransactionTestCase) -> None:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    flush = connection.ops.sql_flush(
        no_style(), [t for t in tables if t != "django_migrations"], reset_sequences=True
    )
    with connection.cursor() as cursor:
        for table in _GUARDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in flush:
            cursor.execute(statement)
        for table in _GUARDED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


# Each raises real processes. Whoever needs the same ones runs where they are already.
_TOWNS = {"told_town", "asking_town", "hasty_town"}
_PROCESSES = {"stories", "races", "conformance", "shop", "road"}
_BROWSER = Path(__file__).parent / "browser"


# The browser in which pages are looked at: the system's own.
CHROMIUM = shutil.which("chromium")
_LEFT_OUT = pytest.StashKey[int]()


class _Worker(Protocol):
    """A worker of pytest-xdist, as the process sees it that started it."""

    config: pytest.Config


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Name the town that a test plays in, so that no two workers raise the same one."""
    _leave_out_what_needs_a_browser(config, items)
    for item in items:
        folder = item.path.parent.name
        if folder in _PROCESSES:
            towns = _TOWNS.intersection(getattr(item, "fixturenames", ()))
            alone = item.path.stem if folder == "stories" else folder
            item.add_marker(pytest.mark.xdist_group(min(towns, default=alone)))
        elif _BROWSER in item.path.parents:
            item.add_marker(pytest.mark.xdist_group(f"browser-{item.path.stem}"))


def _leave_out_what_needs_a_browser(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [item for item in items if _BROWSER in item.path.parents and not CHROMIUM]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)
    config.stash[_LEFT_OUT] = len(left_out)


def pytest_sessionfinish(session: pytest.Session) -> None:
    # With xdist, a worker knows what was left out, and another process tells of it.
    told = getattr(session.config, "workeroutput", {})
    told["left_out"] = session.config.stash.get(_LEFT_OUT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: _Worker) -> None:
    node.config.stash[_LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if left_out := config.stash.get(_LEFT_OUT, 0):
        terminalreporter.write_line(
            f"{left_out} tests of pages in a browser were left out, for there is no chromium on"
            " PATH (on Debian: apt-get install chromium)"
        )


@pytest.fixture(scope="session", autouse=True)
def _let_committing_tests_clean_up() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _flush)
        yield


@pytest.fixture(scope="session", autouse=True)
def _look_for_static_files_once() -> Iterator[None]:
    """Every test client loads the middlewares anew, and one of them reads 200 files then."""
    look = WhiteNoiseMiddleware.add_files_from_finders
    found: dict[str, object] = {}

    def look_once(middleware: WhiteNoiseMiddleware) -> None:
        if not found:
            look(middleware)
            found.update(middleware.files)
        middleware.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _keep_passwords_cheaply() -> Iterator[None]:
    """A digest is made slow for those who guess. Here the right password would take as long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PBKDF2PasswordHasher, "iterations", 1)
        yield


@pytest.fixture(scope="session", autouse=True)
def _ring_where_nobody_listens() -> None:
    # Bells of this process must not reach the workers that stories start on the same broker.
    app = Celery("nobody", set_as_current=False)
    # `broker_url` alone would lose against CELERY_BROKER_URL of the environment.
    app.conf.update(broker_read_url="memory://", broker_write_url="memory://")
    app.set_default()


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> FakeGateway:
    """Stand in for MoMo at the gateways' contract, in the one table of gateways."""
    fake = FakeGateway()
    monkeypatch.setitem(registry.GATEWAYS, "momo", lambda: fake)
    return fake


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> FakeCarrier:
    """Stand in for every channel, in the one table of channels."""
    fake = FakeCarrier()
    for name in send.CHANNELS:
        monkeypatch.setitem(send.CHANNELS, name, lambda: fake)
    return fake


@pytest.fixture
def door(db: None) -> Door:
    """The REST door, with a key that may do everything."""
    return Door(new_key())


@pytest.fixture
def free_port() -> int:
    """Return a port of this machine where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
