from __future__ import annotations

import pytest

from nauli.gateways.contract import Misconfigured
from nauli.gateways.momo.settings import CURRENCIES, MomoAccount, MomoSettings
from nauli.kit.money import EXPONENTS


def account(target: str) -> MomoAccount:
    return MomoAccount(
        target_environment=target, subscription_key="canary-1", api_user="u", api_key="canary-2"
    )


def test_every_target_takes_a_currency_that_is_money_here() -> None:
    assert set(CURRENCIES.values()) <= set(EXPONENTS)
    assert account("mtnuganda").currency == "UGX"


def test_an_unknown_target_is_named_with_the_known_ones() -> None:
    with pytest.raises(Misconfigured, match=r"'mtnmars' .* mtnuganda"):
        _ = account("mtnmars").currency


def test_no_secret_shows() -> None:
    assert "canary" not in repr(MomoSettings(base_url="", accounts=(account("sandbox"),)))
