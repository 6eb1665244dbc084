from __future__ import annotations

import pytest
from pytest_django import Settings

from nauli.gateways.registry import UnknownMethod, gateway, methods_for
from nauli.kit.errors import Invalid


@pytest.fixture(autouse=True)
def two_countries(settings: Settings) -> None:
    secrets = {"subscription_key": "s", "api_user": "u", "api_key": "k"}
    settings.MOMO_BASE_URL = "http://127.0.0.1:1"
    settings.MOMO_ACCOUNTS = [
        {"target_environment": target, **secrets} for target in ("sandbox", "mtnuganda")
    ]


def test_a_method_is_one_gateway_for_the_whole_process() -> None:
    assert gateway("momo") is gateway("momo")
    assert gateway("momo").name == "momo"


def test_other_settings_are_another_gateway(settings: Settings) -> None:
    before = gateway("momo")
    settings.MOMO_ACCOUNTS = settings.MOMO_ACCOUNTS[:1]
    assert gateway("momo") is not before
    assert gateway("momo").currencies() == {"EUR"}


def test_an_unknown_method_names_the_known_ones() -> None:
    with pytest.raises(UnknownMethod, match=r"'cash'.*momo") as raised:
        gateway("cash")
    assert isinstance(raised.value, Invalid)
    assert raised.value.field == "method"


def test_the_methods_for_a_currency_follow_the_settings(settings: Settings) -> None:
    assert methods_for("UGX") == ["momo"]
    assert methods_for("KES") == []
    settings.MOMO_ACCOUNTS = []
    assert methods_for("UGX") == []


def test_chapa_is_offered_once_it_has_a_key(settings: Settings) -> None:
    settings.CHAPA_SECRET_KEY = ""
    assert methods_for("ETB") == methods_for("USD") == []
    settings.CHAPA_SECRET_KEY = "CHASECK_TEST-1"
    assert methods_for("ETB") == methods_for("USD") == ["chapa"]
    assert methods_for("UGX") == ["momo"]
    assert gateway("chapa") is gateway("chapa")
