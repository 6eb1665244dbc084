"""`make live-check` itself: whom it refuses, and that its tests are true of our own sandbox."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.contracts.sandbox import Sandbox
from tests.tidy.sources import ROOT

_NEEDED = (
    *("MOMO_SUBSCRIPTION_KEY", "MOMO_API_USER", "MOMO_API_KEY"),
    "CHAPA_SECRET_KEY",
    *("AFRICASTALKING_USERNAME", "AFRICASTALKING_API_KEY"),
)
_URLS = ("MOMO_BASE_URL", "CHAPA_BASE_URL", "AFRICASTALKING_BASE_URL")


def check(**told: str) -> subprocess.CompletedProcess[str]:
    # Empty and not absent, so that a developer's own .env is not asked.
    env = dict.fromkeys((*_NEEDED, *_URLS), "")
    env |= {"PATH": os.environ["PATH"], "SECRET_KEY": "x", "DATABASE_URL": "postgresql:///none"}
    return subprocess.run(
        [sys.executable, "-m", "tests.contracts.live_check"],
        cwd=ROOT,
        env=env | told,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def momo(url: str) -> dict[str, str]:
    return {
        "MOMO_BASE_URL": url,
        "MOMO_SUBSCRIPTION_KEY": "5" * 32,
        "MOMO_API_USER": "3f3c4b1e-9d1c-4c0e-8a54-2f6c0a9b7d11",
        "MOMO_API_KEY": "a" * 32,
    }


def test_without_credentials_it_says_which_are_needed() -> None:
    done = check()
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert [name for name in _NEEDED if name not in done.stderr] == []


def test_production_is_refused() -> None:
    done = check(**momo("https://proxy.momoapi.mtn.com"))
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert "is no sandbox" in done.stderr


@pytest.mark.parametrize("key", ["CHASECK-" + "c" * 32, "CHAPA_TEST_1", "x"])
def test_a_key_for_real_money_is_refused_and_not_shown(key: str) -> None:
    done = check(CHAPA_SECRET_KEY=key)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert done.stderr.startswith("CHAPA_SECRET_KEY is no test key")
    assert key not in done.stderr or key == "x"


def test_without_a_network_it_says_so(free_port: int) -> None:
    done = check(**momo(f"http://127.0.0.1:{free_port}"))
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert "cannot be reached" in done.stderr


def test_its_tests_are_true_of_our_own_sandbox(sandbox: Sandbox) -> None:
    done = check(
        **momo(f"{sandbox.url}/momo"),
        CHAPA_BASE_URL=f"{sandbox.url}/chapa/v1",
        CHAPA_SECRET_KEY="CHASECK_TEST-" + "c" * 32,
        AFRICASTALKING_BASE_URL=f"{sandbox.url}/africastalking",
        AFRICASTALKING_USERNAME="sandbox",
        AFRICASTALKING_API_KEY="atsk_" + "0" * 64,
    )
    assert done.returncode == 0, done.stdout
    assert "22 passed" in done.stdout
    assert len(sandbox.ask("sms")["sms"]) == 1


def test_one_vendor_alone_is_checked_and_the_other_named(sandbox: Sandbox) -> None:
    done = check(**momo(f"{sandbox.url}/momo"))
    assert done.returncode == 0, done.stdout
    assert "Africa's Talking is not checked" in done.stderr
    assert "Chapa is not checked: CHAPA_SECRET_KEY not set." in done.stderr
    assert sandbox.ask("sms")["sms"] == []
