from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from nauli.gateways.contract import Unreachable
from nauli.gateways.momo.tokens import PAUSE_SECONDS, Token, TokenKeeper


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Issuer:
    """Issues t1, t2, t3 and so on, or fails."""

    def __init__(self, life: float = 3600) -> None:
        self.life = life
        self.asked = 0
        self.down = False

    def __call__(self) -> Token:
        self.asked += 1
        if self.down:
            raise Unreachable
        return Token(f"t{self.asked}", self.life)


@pytest.mark.parametrize(("life", "renewed_after"), [(3600, 3000), (900, 450), (60, 30)])
def test_a_token_is_renewed_ten_minutes_early_or_at_half_its_life(
    life: float, renewed_after: float
) -> None:
    clock, issuer = Clock(), Issuer(life)
    keeper = TokenKeeper(clock)
    assert keeper.get(issuer) == "t1"
    clock.now += renewed_after - 1
    assert keeper.get(issuer) == "t1"
    clock.now += 1
    assert keeper.get(issuer) == "t2"


def test_a_refused_token_is_replaced_once_however_many_saw_the_refusal() -> None:
    issuer = Issuer()
    keeper = TokenKeeper()
    assert keeper.get(issuer) == "t1"
    assert [keeper.get(issuer, refused="t1") for _ in range(3)] == ["t2"] * 3
    assert issuer.asked == 2


def test_while_renewal_fails_the_old_token_serves_and_nobody_hurries() -> None:
    clock, issuer = Clock(), Issuer()
    keeper = TokenKeeper(clock)
    keeper.get(issuer)
    clock.now += 3000
    issuer.down = True
    assert [keeper.get(issuer) for _ in range(5)] == ["t1"] * 5
    assert issuer.asked == 2
    clock.now += PAUSE_SECONDS
    keeper.get(issuer)
    assert issuer.asked == 3
    clock.now += 600
    with pytest.raises(Unreachable):
        keeper.get(issuer)


def test_after_a_failure_the_next_caller_tries_again() -> None:
    issuer = Issuer()
    keeper = TokenKeeper()
    issuer.down = True
    with pytest.raises(Unreachable):
        keeper.get(issuer)
    issuer.down = False
    assert keeper.get(issuer) == "t2"


def test_many_threads_share_one_fetch_and_its_failure() -> None:
    issuer, keeper = Issuer(), TokenKeeper()
    fetching, finish = threading.Event(), threading.Event()

    def slowly() -> Token:
        fetching.set()
        assert finish.wait(10)
        return issuer()

    for outcome in ("failure", "token"):
        issuer.down = outcome == "failure"
        fetching.clear()
        finish.clear()
        with ThreadPoolExecutor(20) as pool:
            first = pool.submit(keeper.get, slowly)
            assert fetching.wait(10)
            others = [pool.submit(keeper.get, _never) for _ in range(19)]
            finish.set()
            results = [_outcome(future.result) for future in [first, *others]]
        # Those that came after the end of the fetch found the token, or tried for themselves.
        assert set(results) <= ({"t2"} if outcome == "token" else {"Unreachable", "too late"})
    assert issuer.asked == 2


def test_during_an_early_renewal_the_others_go_on_with_the_old_token() -> None:
    clock, issuer = Clock(), Issuer()
    keeper = TokenKeeper(clock)
    keeper.get(issuer)
    clock.now += 3000
    fetching, finish = threading.Event(), threading.Event()

    def slowly() -> Token:
        fetching.set()
        assert finish.wait(10)
        return issuer()

    with ThreadPoolExecutor(1) as pool:
        renewal = pool.submit(keeper.get, slowly)
        assert fetching.wait(10)
        assert keeper.get(_never) == "t1"
        finish.set()
        assert renewal.result() == "t2"


def _never() -> Token:
    raise RuntimeError("too late")


def _outcome(result: Callable[[], str]) -> str:
    try:
        return result()
    except Unreachable:
        return "Unreachable"
    except RuntimeError as error:
        return str(error)
