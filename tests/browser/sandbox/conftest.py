"""A sandbox to look at and to touch, and who hears what it sends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.shop import Shop
from tests.sandbox.stand import Receiver, Stand


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture(scope="module")
def _standing(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> Iterator[Stand]:
    stand = Stand(tmp_path_factory.mktemp("sandbox"), receiver)
    yield stand
    stand.close()


@pytest.fixture
def sandbox(_standing: Stand, receiver: Receiver) -> Stand:
    """The sandbox as on its first day, but that receipts and approvals come soon."""
    _standing.tell("reset")
    _standing.tell("settings", {"momo_approve_seconds": 0.1, "retry_seconds": [0.1, 0.3]})
    receiver.heard.clear()
    return _standing


@pytest.fixture
def shop(sandbox: Stand, receiver: Receiver) -> Iterator[Shop]:
    shop = Shop(sandbox, receiver)
    yield shop
    shop.wait_until_told()
