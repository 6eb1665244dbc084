"""A crowd that asks at the same moment, half of it at each web server."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from tests.stories.shop import Shop
from tests.stories.town import Town

Answer = TypeVar("Answer")


def all_at_once(town: Town, count: int, ask: Callable[[Shop, int], Answer]) -> list[Answer]:
    """Have `count` people ask at once, each through a connection of their own."""
    gate = threading.Barrier(count)

    def one(number: int) -> Answer:
        where = town.shops[number % len(town.shops)]
        shop = Shop(where.url, where.key)
        shop.get("/healthz")  # connected before the gate opens
        gate.wait(timeout=60)
        try:
            return ask(shop, number)
        finally:
            shop.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))
