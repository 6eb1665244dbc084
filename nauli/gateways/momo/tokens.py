"""Keep one access token per account, renew it early, and let only one thread fetch it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from nauli.gateways.contract import GatewayError

# MTN: a token lives 60 minutes, renew it 10 minutes before its end, never one per transaction.
# https://momodevelopercommunity.mtn.com/tips-tricks-32/best-practices-93
EARLY_SECONDS = 600

# After a failed early renewal the old token serves on, and this long nobody tries again.
PAUSE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Token:
    value: str = field(repr=False)
    life_seconds: float


class TokenKeeper:
    """One account's token. Safe to share between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._fetching: Future[str] | None = None
        self._value = ""
        self._renew_at = self._ends_at = 0.0

    def get(self, fetch: Callable[[], Token], *, refused: str = "") -> str:
        """Return a token that should still be accepted, fetching one if need be.

        `refused` is a token that was answered with 401: it is forgotten, unless another thread
        already replaced it. Whoever waits for another thread's fetch shares its outcome.
        """
        with self._lock:
            if refused and refused == self._value:
                self._value = ""
            alive = self._value if self._clock() < self._ends_at else ""
            if alive and (self._clock() < self._renew_at or self._fetching):
                return alive
            waiting_for = self._fetching
            if waiting_for is None:
                mine = self._fetching = Future()
        if waiting_for is not None:
            return waiting_for.result()
        return self._renew(fetch, mine, alive)

    def _renew(self, fetch: Callable[[], Token], mine: Future[str], alive: str) -> str:
        started = self._clock()  # the life is counted from before the question: never too long
        try:
            token = fetch()
        except BaseException as error:
            with self._lock:
                self._fetching = None
                self._renew_at = started + PAUSE_SECONDS
            if alive and isinstance(error, GatewayError):
                mine.set_result(alive)
                return alive
            mine.set_exception(error)
            raise
        life = token.life_seconds
        with self._lock:
            self._fetching = None
            self._value = token.value
            self._ends_at = started + life
            self._renew_at = started + max(life - EARLY_SECONDS, life / 2)
        mine.set_result(token.value)
        return token.value
