from __future__ import annotations

import pytest

from nauli.gateways.chapa.settings import CURRENCIES, unfit
from nauli.kit.money import EXPONENTS


def test_every_currency_is_money_here() -> None:
    assert set(EXPONENTS) >= CURRENCIES


@pytest.mark.parametrize(
    ("key", "mode", "why"),
    [
        ("CHASECK_TEST-canary", "test", ""),
        ("CHASECK-canary", "live", ""),
        ("CHASECK_TEST-canary", "live", "is a test key, but CHAPA_MODE is live."),
        ("CHASECK-canary", "test", "is a live key, but CHAPA_MODE is test."),
    ],
)
def test_a_key_serves_in_its_own_mode(key: str, mode: str, why: str) -> None:
    assert unfit(key, mode) == why


@pytest.mark.parametrize("key", ["CHAPA_TEST_canary", "CHAPUBK_TEST-canary", "chaseck-canary", "x"])
def test_what_is_no_key_of_this_api_is_named_without_showing_it(key: str) -> None:
    for mode in ("test", "live"):
        assert unfit(key, mode).startswith("begins neither with CHASECK_TEST- nor with CHASECK-")
        assert "canary" not in unfit(key, mode)
