from __future__ import annotations

from ipaddress import ip_network

import pytest
from pytest_django import Settings

from nauli.desk.checks.settings import check_settings
from nauli.kit.findings import Level


@pytest.fixture(autouse=True)
def _sound(settings: Settings) -> None:
    settings.LIVE = settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["shop.example"]
    settings.MERCHANT_NAME = "Mama Rose"
    settings.UNREAD_SETTINGS = []
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]


def test_sound_settings_say_only_which_kind_it_is(settings: Settings) -> None:
    (finding,) = check_settings()
    assert (finding.level, finding.what[:5]) == (Level.OK, "test:")
    settings.LIVE = True
    (finding,) = check_settings()
    assert (finding.level, finding.what[:5]) == (Level.OK, "live:")


@pytest.mark.parametrize(("live", "level"), [(False, Level.WARNING), (True, Level.WRONG)])
@pytest.mark.parametrize(("name", "value"), [("ALLOWED_HOSTS", ["*"]), ("DEBUG", True)])
def test_what_is_too_open_is_named(
    settings: Settings, name: str, value: object, level: Level, *, live: bool
) -> None:
    settings.LIVE = live
    setattr(settings, name, value)
    _, finding = check_settings()
    assert (finding.level, name in finding.what, bool(finding.mend)) == (level, True, True)


def test_a_name_that_nobody_reads_is_a_warning(settings: Settings) -> None:
    settings.UNREAD_SETTINGS = ["MOMO_API_USR"]
    _, finding = check_settings()
    assert (finding.level, "MOMO_API_USR" in finding.what) == (Level.WARNING, True)


def test_a_shop_without_a_name_is_a_warning_when_live(settings: Settings) -> None:
    settings.MERCHANT_NAME = "Our shop"
    assert [f.level for f in check_settings()] == [Level.OK]
    settings.LIVE = True
    assert [f.level for f in check_settings()] == [Level.OK, Level.WARNING]


def test_proxies_that_nobody_named_are_a_warning_when_live(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = []
    assert [f.level for f in check_settings()] == [Level.OK]
    settings.LIVE = True
    _, finding = check_settings()
    assert (finding.level, "TRUSTED_PROXIES" in finding.what) == (Level.WARNING, True)
