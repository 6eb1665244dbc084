"""The doctor as a whole: at once, in time, and in sentences, whatever a check does."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Iterable

import pytest
from pytest_django import Settings

from nauli.desk.doctor import all_checks, is_well, run
from nauli.kit.findings import Finding, Level, ok, warning, wrong
from tests.processes import environment, start_nauli


def test_checks_run_at_once_and_are_told_in_their_order() -> None:
    together = threading.Barrier(2, timeout=10)

    def meets(word: str) -> Iterable[Finding]:
        together.wait()
        yield ok(word)

    examined = run({"a": lambda: meets("one"), "b": lambda: meets("two")}, patience_seconds=20)
    assert [(e.subject, [f.what for f in e.findings]) for e in examined] == [
        ("a", ["one"]),
        ("b", ["two"]),
    ]
    assert is_well(examined)


def test_one_that_hangs_is_left_behind_and_what_it_found_is_told() -> None:
    ended = threading.Event()

    def hangs() -> Iterable[Finding]:
        yield ok("first")
        ended.wait(30)
        yield ok("too late")

    began = time.monotonic()
    (examined,) = run({"a": hangs}, patience_seconds=0.3)
    ended.set()
    assert time.monotonic() - began < 5
    assert [(f.level, f.what) for f in examined.findings] == [
        (Level.OK, "first"),
        (Level.WRONG, "gave no answer in time"),
    ]
    assert not is_well([examined])


def test_one_that_breaks_stops_no_other_and_shows_nothing() -> None:
    def breaks() -> Iterable[Finding]:
        yield warning("first", "mend")
        raise ValueError("canary-secret")

    broken, sound = run({"a": breaks, "b": lambda: [ok("x")]}, patience_seconds=10)
    assert [f.level for f in broken.findings] == [Level.WARNING, Level.WRONG]
    assert "canary" not in repr(broken)
    assert "ValueError" in broken.findings[1].what
    assert is_well([sound])


def test_only_what_is_wrong_is_not_well() -> None:
    assert is_well(run({"a": lambda: [ok("x"), warning("y", "z")]}, patience_seconds=10))
    assert not is_well(run({"a": lambda: [wrong("x", "y"), ok("z")]}, patience_seconds=10))


def _payment(settings: Settings) -> list[Finding]:
    return [f for name in ("payment", "momo") if (c := all_checks().get(name)) for f in c()]


def test_no_way_to_be_paid_is_wrong(settings: Settings) -> None:
    settings.MOMO_ACCOUNTS = []
    (finding,) = _payment(settings)
    assert (finding.level, "no payment method" in finding.what) == (Level.WRONG, True)


def test_a_target_that_does_not_exist_is_wrong(settings: Settings) -> None:
    row = {"subscription_key": "k", "api_user": "u", "api_key": "a"}
    settings.MOMO_ACCOUNTS = [{**row, "target_environment": "mtnmars"}]
    _, finding = _payment(settings)
    assert (finding.level, "mtnmars" in finding.what) == (Level.WRONG, True)


def test_every_account_is_asked(settings: Settings) -> None:
    row = {"subscription_key": "k", "api_user": "u", "api_key": "a"}
    targets = ("mtnuganda", "mtnghana")
    settings.MOMO_ACCOUNTS = [{**row, "target_environment": target} for target in targets]
    assert {"MoMo mtnuganda", "MoMo mtnghana", "MoMo callbacks"} <= set(all_checks())
    assert "GHS, UGX" in _payment(settings)[0].what


CANARIES = {
    "SECRET_KEY": "canary-one-" + "x1y2z3" * 8,
    "MOMO_SUBSCRIPTION_KEY": "canary-two",
    "MOMO_API_KEY": "canary-three",
    "MOMO_WEBHOOK_SECRET": "canary-four",
    "SMS_RECEIPT_SECRET": "canary-five",
    "AFRICASTALKING_API_KEY": "canary-six",
    "EMAIL_HOST_PASSWORD": "canary-seven",
    "MOMO_DISBURSEMENT_SUBSCRIPTION_KEY": "canary-ten",
    "MOMO_DISBURSEMENT_API_KEY": "canary-eleven",
    "CHAPA_SECRET_KEY": "CHASECK_TEST-canary-twelve",
    "CHAPA_WEBHOOK_SECRET": "canary-thirteen",
}


@pytest.mark.django_db(transaction=True)
def test_where_everything_hangs_it_ends_within_15_seconds_and_tells_no_secret() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        hangs = f"127.0.0.1:{listener.getsockname()[1]}"
        began = time.monotonic()
        done = start_nauli(
            "doctor",
            env={
                "PATH": os.environ["PATH"],
                **CANARIES,
                "DATABASE_URL": f"postgresql://nauli:canary-eight@{hangs}/nauli",
                "CELERY_BROKER_URL": f"redis://:canary-nine@{hangs}/0",
                "NAULI_PUBLIC_URL": f"http://{hangs}",
                "MOMO_BASE_URL": f"http://{hangs}",
                "MOMO_TARGET_ENVIRONMENT": "mtnuganda,mtnghana,sandbox",
                "MOMO_API_USER": "3f3c4b1e-9d1c-4c0e-8a54-2f6c0a9b7d11",
                "MOMO_DISBURSEMENT_API_USER": "5b7e4c90-1f6d-4a3e-9c28-7d1a0e8f2b64",
                "CHAPA_BASE_URL": f"http://{hangs}/v1",
                "AFRICASTALKING_BASE_URL": f"http://{hangs}",
                "AFRICASTALKING_USERNAME": "shop",
                "EMAIL_HOST": "127.0.0.1",
                "EMAIL_PORT": hangs.rpartition(":")[2],
            },
        )
        took = time.monotonic() - began
    assert (done.returncode, done.stderr) == (1, "")
    assert took < 25  # of which the limit is 15; a busy machine starts slowly
    assert "canary" not in done.stdout
    assert "Traceback" not in done.stdout
    # Each has limits of its own, and says more than that it hung.
    assert "no answer in time" not in done.stdout
    for subject in ("database", "MoMo mtnuganda", "MoMo mtnghana", "MoMo sandbox", "SMS", "e-mail"):
        assert f"wrong    {subject}: " in done.stdout
    assert "warning  broker: " in done.stdout


@pytest.mark.django_db(transaction=True)
def test_programs_get_json_and_an_exit_status() -> None:
    done = start_nauli("doctor", "--json", env=environment(MOMO_TARGET_ENVIRONMENT=""))
    said = json.loads(done.stdout)
    assert (done.returncode, said["well"]) == (1, False)
    assert {f["level"] for f in said["findings"] if "migrations" in f["what"]} == {"ok"}
    for finding in said["findings"]:
        assert set(finding) == {"about", "level", "what", "mend"}
        assert (finding["level"] == "ok") == (finding["mend"] == "")
