from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.shop import Shop
from tests.sandbox.stand import Receiver, Stand


@pytest.fixture(scope="session")
def listening() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture(scope="session")
def standing(tmp_path_factory: pytest.TempPathFactory, listening: Receiver) -> Iterator[Stand]:
    stand = Stand(tmp_path_factory.mktemp("sandbox"), listening)
    yield stand
    stand.close()


@pytest.fixture
def receiver(listening: Receiver) -> Receiver:
    listening.heard.clear()
    listening.answers.clear()
    return listening


@pytest.fixture
def sandbox(standing: Stand, receiver: Receiver) -> Stand:
    """The running sandbox, as on its first day, with times that a test can wait for."""
    standing.tell("reset")
    standing.tell("settings", {"momo_approve_seconds": 0.1, "retry_seconds": [0.1, 0.3]})
    return standing


@pytest.fixture
def own_sandbox(tmp_path: Path, receiver: Receiver) -> Iterator[Stand]:
    """A sandbox of its own, for tests that kill it."""
    stand = Stand(tmp_path / "var", receiver)
    stand.tell("settings", {"momo_approve_seconds": 0.1, "retry_seconds": [0.1, 0.3]})
    yield stand
    stand.close()


@pytest.fixture
def shop(sandbox: Stand, receiver: Receiver) -> Iterator[Shop]:
    """A merchant with Chapa. Nothing that it is told is left to be heard by the next test."""
    shop = Shop(sandbox, receiver)
    yield shop
    shop.wait_until_told()
