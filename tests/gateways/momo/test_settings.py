from __future__ import annotations

from dataclasses import replace

import pytest

from nauli.gateways.contract import Misconfigured
from nauli.gateways.momo.settings import CURRENCIES, MomoAccount, MomoSettings, Product
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
    complete = replace(
        account("sandbox"),
        disbursement_subscription_key="canary-3",
        disbursement_api_user="d",
        disbursement_api_key="canary-4",
    )
    assert "canary" not in repr(MomoSettings(base_url="", accounts=(complete,)))
    assert "canary" not in repr((complete.collection, complete.disbursement))


def test_each_product_has_credentials_of_its_own() -> None:
    own = replace(
        account("mtnuganda"),
        disbursement_subscription_key="s",
        disbursement_api_user="d",
        disbursement_api_key="k",
    )
    assert own.missing_for_refunds == []
    assert own.disbursement == Product(
        name="disbursement",
        target_environment="mtnuganda",
        subscription_key="s",
        api_user="d",
        api_key="k",
    )
    assert own.collection == replace(
        own.disbursement,
        name="collection",
        subscription_key="canary-1",
        api_user="u",
        api_key="canary-2",
    )


def test_what_refunds_lack_is_named() -> None:
    some = replace(account("mtnuganda"), disbursement_api_user="d")
    assert some.missing_for_refunds == [
        "MOMO_DISBURSEMENT_SUBSCRIPTION_KEY",
        "MOMO_DISBURSEMENT_API_KEY",
    ]
