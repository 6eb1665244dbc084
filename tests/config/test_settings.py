"""Settings are read once per process, so each case is a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

LIVE = {
    "NAULI_MODE": "live",
    "SECRET_KEY": "x" * 50,
    "DATABASE_URL": "postgresql://nauli@localhost/nauli",
    "MOMO_BASE_URL": "https://proxy.momoapi.mtn.com",
    "MOMO_TARGET_ENVIRONMENT": "mtnuganda,mtnghana",
    "CHAPA_MODE": "live",
    "CHAPA_SECRET_KEY": "CHASECK-canary",
    "NAULI_PUBLIC_URL": "https://shop.example.org",
}


def _read(code: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", f"import nauli.config.settings as s\n{code}"],
        env={"PATH": os.environ["PATH"], **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_complete_live_installation_starts() -> None:
    assert _read(**LIVE).returncode == 0


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY"),
        ("SECRET_KEY", "", "SECRET_KEY"),
        ("NAULI_DEBUG", "1", "NAULI_DEBUG"),
        ("NAULI_DEMO", "1", "NAULI_DEMO"),
        ("NAULI_DEMO_KEY", "nauli_demo_key_0123456789", "NAULI_DEMO_KEY"),
        ("MOMO_BASE_URL", "http://127.0.0.1:8001/momo", "MOMO_BASE_URL"),
        ("MOMO_BASE_URL", "https://sandbox.momodeveloper.mtn.com", "MOMO_BASE_URL"),
        ("MOMO_BASE_URL", "http://proxy.momoapi.mtn.com", "MOMO_BASE_URL"),
        ("MOMO_TARGET_ENVIRONMENT", "sandbox", "MOMO_TARGET_ENVIRONMENT"),
        ("CHAPA_BASE_URL", "http://127.0.0.1:8001/chapa/v1", "CHAPA_BASE_URL"),
        ("CHAPA_BASE_URL", "http://api.chapa.co/v1", "CHAPA_BASE_URL must begin with https://"),
        ("CHAPA_MODE", "sandbox", "CHAPA_MODE is 'sandbox': give one of test, live."),
        ("CHAPA_MODE", "test", "CHAPA_SECRET_KEY is a live key, but CHAPA_MODE is test."),
        ("CHAPA_SECRET_KEY", "CHASECK_TEST-1", "CHAPA_SECRET_KEY is a test key, but CHAPA_MODE"),
        ("CHAPA_SECRET_KEY", "CHAPA_TEST_1", "CHAPA_SECRET_KEY begins neither with"),
        ("AFRICASTALKING_BASE_URL", "https://api.sandbox.africastalking.com", "AFRICASTALKING"),
        ("AFRICASTALKING_BASE_URL", "http://localhost:8001", "AFRICASTALKING"),
        ("NAULI_PUBLIC_URL", "http://shop.example.org", "NAULI_PUBLIC_URL"),
        ("DATABASE_URL", "sqlite:///x.db", "DATABASE_URL"),
        ("DATABASE_URL", "", "DATABASE_URL"),
        ("DATABASE_URL", "nonsense", "DATABASE_URL"),
        ("DATABASE_URL", "postgresql://nauli:a/b@db/nauli", "DATABASE_URL"),
        ("DATABASE_URL", "postgresql://nauli@db:five/nauli", "DATABASE_URL"),
        ("NAULI_MODE", "production", "NAULI_MODE"),
        ("NAULI_DEFAULT_COUNTRY", "Uganda", "NAULI_DEFAULT_COUNTRY is 'UGANDA'"),
        ("NAULI_DEFAULT_COUNTRY", "XX", "NAULI_DEFAULT_COUNTRY is 'XX'"),
        ("NAULI_DEBUG", "yes", "NAULI_DEBUG is 'yes': give 1 or 0."),
        ("MERCHANT_NAME", "x" * 61, "MERCHANT_NAME must be one line of at most 60 characters."),
        ("MERCHANT_NAME", "Rose\nBcc: all", "MERCHANT_NAME must be one line"),
        ("MERCHANT_TIME_ZONE", "Nairobi", "MERCHANT_TIME_ZONE is 'Nairobi': give its name"),
        ("MOMO_TARGET_ENVIRONMENT", "mtnmars", "MOMO_TARGET_ENVIRONMENT has 'mtnmars'"),
        (
            "MOMO_TARGET_ENVIRONMENT",
            "mtnbenin,mtnivorycoast",
            "MOMO_TARGET_ENVIRONMENT has mtnbenin and mtnivorycoast",
        ),
        ("CELERY_BROKER_URL", "nonsense", "CELERY_BROKER_URL is no address such as redis://"),
        ("CELERY_BROKER_URL", "http://127.0.0.1:6379", "CELERY_BROKER_URL is no address"),
        ("CELERY_BROKER_URL", "redis:127.0.0.1", "CELERY_BROKER_URL is no address"),
        ("REDIS_URL", "redis://127.0.0.1:port/0", "REDIS_URL is no address"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL is 'LOUD': give one of DEBUG, INFO, WARNING, ERROR."),
    ],
)
def test_what_is_unsafe_or_wrong_ends_the_process_with_one_sentence(
    name: str, value: str, named: str
) -> None:
    done = _read(**{**LIVE, name: value})
    assert done.returncode == 1
    assert done.stderr.startswith(named)
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "url",
    [
        "redis://:secret@broker:6379/0",
        "rediss://broker",
        "redis+socket://:secret@/run/valkey.sock",
        "amqp://nauli:secret@broker:5672//",
        "amqps://broker",
    ],
)
def test_a_broker_is_one_of_those_that_are_supported(url: str) -> None:
    done = _read("print(s.CELERY_BROKER_URL)", **{**LIVE, "CELERY_BROKER_URL": url})
    assert done.stdout.strip() == url, done.stderr


def test_the_database_can_be_given_in_parts_with_any_password() -> None:
    done = _read(
        "print(s.DATABASES['default']['PASSWORD'], s.DATABASES['default']['HOST'])",
        SECRET_KEY="x",
        POSTGRES_DB="nauli",
        POSTGRES_USER="nauli",
        POSTGRES_PASSWORD="p@ss/w:rd%",
        POSTGRES_HOST="db",
    )
    assert done.stdout.split() == ["p@ss/w:rd%", "db"], done.stderr


def test_what_the_databases_address_asks_for_stays() -> None:
    done = _read(
        "print(s.DATABASES['default']['OPTIONS']['sslmode'], s._OPTIONS['pool']['max_size'])",
        SECRET_KEY="x",
        DATABASE_URL="postgresql://nauli@db/nauli?sslmode=require",
    )
    assert done.stdout.split() == ["require", "8"], done.stderr


def test_a_test_key_has_no_place_where_real_money_is_taken() -> None:
    told = {"CHAPA_MODE": "test", "CHAPA_SECRET_KEY": "CHASECK_TEST-canary"}
    done = _read(**LIVE | told)
    assert (done.returncode, done.stderr) == (1, "CHAPA_MODE is test, and live takes real money.\n")
    assert _read(**LIVE | dict.fromkeys(told, "")).returncode == 0


def test_without_more_being_said_chapa_is_the_real_one_in_test_mode() -> None:
    done = _read(
        "print(s.CHAPA_BASE_URL, s.CHAPA_MODE, s.CHAPA_SECRET_KEY == '', s.CHAPA_WEBHOOK_SECRETS)",
        SECRET_KEY="x",
        DATABASE_URL="postgresql:///nauli",
        CHAPA_WEBHOOK_SECRET="old, new",
    )
    assert done.stdout.split(maxsplit=3) == [
        *("https://api.chapa.co/v1", "test", "True"),
        "['old', 'new']\n",
    ], done.stderr


def test_each_momo_target_may_have_credentials_of_its_own() -> None:
    done = _read(
        "print(*[row[n] for row in s.MOMO_ACCOUNTS for n in ('api_key', 'disbursement_api_key')])",
        SECRET_KEY="x",
        DATABASE_URL="postgresql:///nauli",
        MOMO_TARGET_ENVIRONMENT="mtnuganda,mtnghana",
        MOMO_API_KEY="shared",
        MOMO_API_KEY_MTNGHANA="own",
        MOMO_DISBURSEMENT_API_KEY="back",
        MOMO_DISBURSEMENT_API_KEY_MTNUGANDA="own-back",
    )
    assert done.stdout.split() == ["shared", "own-back", "own", "back"], done.stderr


@pytest.mark.parametrize(
    "name", ["MOMO_WEBHOOK_SECRET", "CHAPA_WEBHOOK_SECRET", "SMS_RECEIPT_SECRET"]
)
@pytest.mark.parametrize("value", ["x", "x" * 15, f"a,{'x' * 40}", f"{'x' * 40},b"])
def test_a_secret_that_can_be_guessed_is_none_when_live(name: str, value: str) -> None:
    done = _read(**{**LIVE, name: value})
    assert done.returncode == 1
    assert done.stderr == f"{name} has a secret of less than 16 characters.\n"


@pytest.mark.parametrize(
    "name", ["MOMO_WEBHOOK_SECRET", "CHAPA_WEBHOOK_SECRET", "SMS_RECEIPT_SECRET"]
)
def test_long_secrets_are_taken_and_short_ones_where_nothing_is_real(name: str) -> None:
    assert _read(**{**LIVE, name: f"{'x' * 16}, {'y' * 16}"}).returncode == 0
    assert _read(**{**LIVE, "NAULI_MODE": "test", name: "x"}).returncode == 0


@pytest.mark.parametrize(
    ("env", "who"),
    [
        ({"NAULI_LEASE_SECONDS": "30"}, "the mail server may take 30 seconds"),
        ({"EMAIL_TIMEOUT_SECONDS": "20"}, "the mail server may take 60 seconds"),
        (
            {"NAULI_LEASE_SECONDS": "12", "EMAIL_TIMEOUT_SECONDS": "1"},
            "the SMS carrier may take 12 seconds",
        ),
        ({"NAULI_LEASE_SECONDS": "48"}, "MoMo may take 48 seconds"),
        ({"MOMO_CONNECT_TIMEOUT_SECONDS": "5"}, "MoMo may take 60 seconds"),
        ({"CHAPA_READ_TIMEOUT_SECONDS": "28"}, "Chapa may take 60 seconds"),
    ],
)
def test_a_lease_that_ends_before_the_work_does_is_refused_when_live(
    env: dict[str, str], who: str
) -> None:
    done = _read(**{**LIVE, **env})
    lease = env.get("NAULI_LEASE_SECONDS", "60")
    assert done.returncode == 1
    assert done.stderr == f"NAULI_LEASE_SECONDS is {lease}, but {who}: it must be longer.\n"


def test_a_lease_just_long_enough_is_taken() -> None:
    assert _read(**{**LIVE, "NAULI_LEASE_SECONDS": "49"}).returncode == 0


def test_a_name_that_only_looks_like_a_setting_is_known_for_one() -> None:
    told = {
        "MOMO_TARGET_ENVIRONMENT": "mtnghana",
        "MOMO_API_USR": "misspelt",
        "NAULI_MOD": "live",
        "CHAPA_SECRET": "x",
        "MOMO_API_KEY_MTNGHANA": "own",
        "MOMO_API_KEY_MTNUGANDA": "of a target that is not ours",
        "AFRICASTALKING_API_KEY_FILE": os.devnull,
        "NAULI_DATA": "elsewhere",
        "NAULI_DEBGU": "",
    }
    done = _read(
        "print(*s.UNREAD_SETTINGS)", SECRET_KEY="x", DATABASE_URL="postgresql:///nauli", **told
    )
    assert done.stdout.split() == [
        "CHAPA_SECRET",
        "MOMO_API_KEY_MTNUGANDA",
        "MOMO_API_USR",
        "NAULI_MOD",
    ], done.stderr
