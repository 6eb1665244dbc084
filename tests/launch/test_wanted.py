from __future__ import annotations

import socket
from pathlib import Path

import pytest

from nauli.launch.errors import CannotStart
from nauli.launch.wanted import (
    ROOT,
    Wanted,
    environment_of_ours,
    environment_of_sandbox,
    read_wanted,
    refuse_taken,
)


def _wanted(data: Path, **given: str) -> Wanted:
    return Wanted(given=given, port=8000, sandbox_port=8001, data=data)


def _ours(data: Path, **given: str) -> dict[str, str]:
    return environment_of_ours(
        _wanted(data, **given), database_url="postgresql:///x", broker_url="b"
    )


@pytest.mark.parametrize(
    "text", ["0", "65536", "eight", "-1", "8000.0", "\uff18\uff10\uff10\uff10"]
)
def test_a_port_is_a_number(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(CannotStart, match=r"PORT is .*: give a port number from 1 to 65535"):
        read_wanted()


def test_two_servers_need_two_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("SANDBOX_PORT", "8123")
    with pytest.raises(CannotStart, match="both 8123"):
        read_wanted()


def test_a_taken_port_is_told_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=rf"Port {port} cannot be used .*make up PORT="):
            refuse_taken("PORT", port)


def test_all_that_is_needed_is_filled_in_and_kept(folder: Path) -> None:
    first, second = _ours(folder), _ours(folder)
    kept = {"SECRET_KEY", "NAULI_DEMO_KEY", "MOMO_API_USER", "MOMO_WEBHOOK_SECRET"}
    assert {name: first[name] for name in kept} == {name: second[name] for name in kept}
    assert first["DATABASE_URL"] == "postgresql:///x"
    assert first["MOMO_BASE_URL"] == "http://127.0.0.1:8001/momo"
    assert first["NAULI_DEMO"] == "1"
    assert (folder / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_what_the_user_says_stays(folder: Path) -> None:
    given = {"SECRET_KEY": "mine", "MERCHANT_NAME": "Rose's", "MOMO_API_KEY_FILE": "/run/key"}
    ours = _ours(folder, **given)
    assert {name: ours[name] for name in given} == given
    assert "MOMO_API_KEY" not in ours  # a setting comes from a value or from a file, not from both


def test_another_gateway_or_mail_server_gets_nothing_of_the_sandbox(folder: Path) -> None:
    ours = _ours(folder, MOMO_BASE_URL="https://proxy.example", EMAIL_HOST="mail.example")
    assert {"MOMO_API_KEY", "MOMO_TARGET_ENVIRONMENT", "EMAIL_PORT"} & ours.keys() == set()


@pytest.mark.parametrize(
    ("given", "demo"),
    [
        ({}, True),
        ({"NAULI_DEMO": "0"}, False),
        ({"DATABASE_URL": "postgresql://db/shop"}, False),
        ({"POSTGRES_DB": "shop"}, False),
        ({"DATABASE_URL_FILE": "/run/url"}, False),
        ({"DATABASE_URL": "postgresql://db/shop", "NAULI_DEMO": "1"}, True),
        ({"NAULI_MODE": "live"}, False),
        ({"REDIS_URL": "redis://broker"}, True),
    ],
)
def test_demo_data_is_for_a_database_of_our_own_or_by_name(
    folder: Path, *, given: dict[str, str], demo: bool
) -> None:
    ours = _ours(folder, **given)
    assert _wanted(folder, **given).demo is demo
    assert (ours.get("NAULI_DEMO") == "1") is demo
    assert ("NAULI_DEMO_KEY" in ours) is demo


def test_the_published_demo_key_opens_only_a_database_of_our_own(folder: Path) -> None:
    private = _ours(folder)["NAULI_DEMO_KEY"]
    theirs = _ours(folder, DATABASE_URL="postgresql://db/shop", NAULI_DEMO="1")["NAULI_DEMO_KEY"]
    assert f"NAULI_DEMO_KEY={private}\n" in (ROOT / ".env.example").read_text(encoding="utf-8")
    assert theirs != private
    assert len(theirs) > 30


def test_live_is_given_no_sandbox(folder: Path) -> None:
    ours = _ours(folder, NAULI_MODE="live")
    assert not [value for value in ours.values() if "8001" in value]
    assert "NAULI_PUBLIC_URL" not in ours


def test_the_sandbox_learns_only_what_a_stranger_would(folder: Path) -> None:
    wanted = _wanted(folder, PATH="/usr/bin", SOMETHING="else")
    ours = environment_of_ours(wanted, database_url="postgresql:///x", broker_url="b")
    told = environment_of_sandbox(wanted, ours)
    assert set(told) == {
        "PATH",
        "SANDBOX_SMTP_PORT",
        "SANDBOX_MOMO_EVENT_URL",
        "SANDBOX_SMS_RECEIPT_URL",
        "SANDBOX_CHAPA_WEBHOOK_URL",
        "MOMO_WEBHOOK_SECRET",
        "CHAPA_WEBHOOK_SECRET",
    }
    assert told["SANDBOX_SMTP_PORT"] == ours["EMAIL_PORT"]
    assert told["SANDBOX_SMS_RECEIPT_URL"].endswith(f"/sms/{ours['SMS_RECEIPT_SECRET']}/")
