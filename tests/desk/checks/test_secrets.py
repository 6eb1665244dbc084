from __future__ import annotations

import hashlib

import pytest
from pytest_django import Settings

from nauli.desk.checks.secrets import check_secrets
from nauli.kit.findings import Finding, Level

# As chance draws them, but the same in every process that runs these tests.
GOOD = hashlib.sha256(b"drawn once").hexdigest()


@pytest.fixture(autouse=True)
def _sound(settings: Settings) -> None:
    settings.LIVE = False
    settings.SECRET_KEY = GOOD
    settings.MOMO_WEBHOOK_SECRETS = [GOOD]
    settings.CHAPA_WEBHOOK_SECRETS = [GOOD]
    settings.SMS_RECEIPT_SECRETS = [GOOD]
    settings.CHAPA_SECRET_KEY = f"CHASECK-{GOOD}"
    settings.AFRICASTALKING_API_KEY = f"atsk_{GOOD}"
    settings.EMAIL_HOST_PASSWORD = ""
    settings.MOMO_ACCOUNTS = [
        {
            "target_environment": "sandbox",
            "subscription_key": GOOD[:32],
            "api_user": "u",
            "api_key": GOOD[32:],
            "disbursement_subscription_key": GOOD[8:40],
            "disbursement_api_user": "d",
            "disbursement_api_key": GOOD[16:48],
        }
    ]


def found(settings: Settings) -> list[Finding]:
    findings = list(check_secrets())
    values = [settings.SECRET_KEY, *settings.MOMO_WEBHOOK_SECRETS, *settings.SMS_RECEIPT_SECRETS]
    values += [*settings.CHAPA_WEBHOOK_SECRETS, settings.CHAPA_SECRET_KEY]
    values += [settings.AFRICASTALKING_API_KEY, settings.EMAIL_HOST_PASSWORD]
    values += [value for row in settings.MOMO_ACCOUNTS for value in row.values() if len(value) > 7]
    assert not [v for v in values if v and v in repr(findings)]
    return findings


def test_secrets_drawn_by_chance_are_ok(settings: Settings) -> None:
    assert [f.level for f in found(settings)] == [Level.OK]


@pytest.mark.parametrize(("live", "level"), [(False, Level.WARNING), (True, Level.WRONG)])
@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SECRET_KEY", GOOD[:49], "SECRET_KEY is shorter than 50"),
        ("SECRET_KEY", f"{GOOD}-change-me", "SECRET_KEY looks like an example"),
        ("SECRET_KEY", "abcab" * 20, "SECRET_KEY looks like an example"),
        ("MOMO_WEBHOOK_SECRETS", [GOOD[:31]], "MOMO_WEBHOOK_SECRET is shorter than 32"),
        ("MOMO_WEBHOOK_SECRETS", [GOOD, GOOD[:31]], "MOMO_WEBHOOK_SECRET (number 2) is shorter"),
        ("CHAPA_WEBHOOK_SECRETS", [GOOD, GOOD[:31]], "CHAPA_WEBHOOK_SECRET (number 2) is shorter"),
        ("CHAPA_SECRET_KEY", "CHASECK_TEST-example", "CHAPA_SECRET_KEY looks like an example"),
        ("SMS_RECEIPT_SECRETS", [f"demo_{GOOD}"], "SMS_RECEIPT_SECRET looks like an example"),
        ("AFRICASTALKING_API_KEY", "example-key", "AFRICASTALKING_API_KEY looks like"),
        ("EMAIL_HOST_PASSWORD", "Password1!x", "EMAIL_HOST_PASSWORD looks like"),
    ],
)
def test_a_weak_secret_is_named_and_not_shown(
    settings: Settings, name: str, value: object, words: str, *, live: bool, level: Level
) -> None:
    settings.LIVE = live
    setattr(settings, name, value)
    (finding,) = found(settings)
    assert (finding.level, bool(finding.mend)) == (level, True)
    assert words in finding.what


@pytest.mark.parametrize(
    "name",
    ["subscription_key", "api_key", "disbursement_subscription_key", "disbursement_api_key"],
)
def test_an_example_key_of_a_gateway_is_named_with_its_target(
    settings: Settings, name: str
) -> None:
    settings.LIVE = True
    settings.MOMO_ACCOUNTS[0][name] = "0" * 32
    (finding,) = found(settings)
    assert finding.level is Level.WRONG
    assert f"MOMO_{name.upper()} of sandbox" in finding.what


@pytest.mark.parametrize(
    ("name", "words"),
    [("MOMO_WEBHOOK_SECRETS", "answers 503"), ("SMS_RECEIPT_SECRETS", "no delivery receipt")],
)
def test_a_door_without_a_secret_is_closed_and_that_is_said(
    settings: Settings, name: str, words: str
) -> None:
    setattr(settings, name, [])
    closed, rest = found(settings)
    assert (closed.level, rest.level) == (Level.WARNING, Level.OK)
    assert words in closed.what


def test_who_has_no_account_at_momo_misses_none_of_its_doors(settings: Settings) -> None:
    settings.MOMO_ACCOUNTS, settings.MOMO_WEBHOOK_SECRETS = [], []
    assert [finding.level for finding in found(settings)] == [Level.OK]
