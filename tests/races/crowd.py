"""A crowd that asks at the same moment, half of it at each web server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from tests.stories.shop import Shop
from tests.stories.town import Town

Answer = TypeVar("Answer")


def all_at_once(town: Town, count: int, ask: Callable[[Shop, int], Answer]) -> list[Answer]:
    """Have `count` people ask at once, each through a connection of their own."""
    with crowd(town, count) as people:
        return at_once(people, ask)


@contextmanager
def crowd(town: Town, count: int) -> Iterator[Sequence[Shop]]:
    """Bring so many people together, each connected: whoever cannot be is heard before a race."""
    people = [Shop(shop.url, shop.key) for shop in _in_turn(town.shops, count)]
    try:
        for shop in people:
            shop.get("/healthz")
        yield people
    finally:
        for shop in people:
            shop.close()


def at_once(people: Sequence[Shop], ask: Callable[[Shop, int], Answer]) -> list[Answer]:
    """Open the gate for all of them in one moment, and return what each was answered."""
    gate = threading.Barrier(len(people))

    def one(number: int) -> Answer:
        gate.wait(timeout=60)
        return ask(people[number], number)

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(one, range(len(people))))


def _in_turn(shops: Sequence[Shop], count: int) -> Iterator[Shop]:
    return (shops[number % len(shops)] for number in range(count))
