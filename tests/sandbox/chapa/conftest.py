from __future__ import annotations

import pytest

from tests.sandbox.shop import Shop
from tests.sandbox.stand import Receiver, Stand


@pytest.fixture
def shop(sandbox: Stand, receiver: Receiver) -> Shop:
    return Shop(sandbox, receiver)
