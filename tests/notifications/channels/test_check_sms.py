"""What the doctor hears from the carrier, against a server that says what a test wants."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from nauli.kit.findings import Finding, Level
from nauli.notifications.channels.check_sms import check_sms
from tests.gateways.scripted import Server, cut, reply, scripted

ACCOUNT = "/version1/user"


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    with scripted() as running:
        settings.AFRICASTALKING_BASE_URL = running.url
        settings.AFRICASTALKING_USERNAME = "ama & co"
        settings.AFRICASTALKING_API_KEY = "canary-key"
        running.on(ACCOUNT, reply(200, '{"UserData": {"balance": "KES 1000.0000"}}'))
        yield running


def found() -> list[Finding]:
    findings = list(check_sms())
    assert "canary" not in repr(findings)
    assert all(finding.mend for finding in findings if finding.level is not Level.OK)
    return findings


def test_an_account_with_money_is_ok(server: Server) -> None:
    (finding,) = found()
    assert (finding.level, "money on the account" in finding.what) == (Level.OK, True)
    (asked,) = server.received
    assert (asked.method, asked.path) == ("GET", f"{ACCOUNT}?username=ama+%26+co")
    assert asked.headers["apikey"] == "canary-key"


@pytest.mark.parametrize(
    ("answer", "level", "words"),
    [
        (reply(200, '{"UserData": {"balance": "KES 0.0000"}}'), Level.WARNING, "no money"),
        (reply(200, '{"UserData": {"balance": "KES -3.5"}}'), Level.WARNING, "no money"),
        (reply(200, '{"UserData": {"balance": "plenty"}}'), Level.OK, "accepted"),
        (reply(200, "[]"), Level.OK, "accepted"),
        (reply(401, "The supplied authentication is invalid"), Level.WRONG, "not accepted"),
        (reply(404), Level.WARNING, "answered 404"),
        (reply(500), Level.WARNING, "answered 500"),
        (cut(), Level.WRONG, "does not answer"),
    ],
)
def test_each_answer_is_told_apart(server: Server, answer: bytes, level: Level, words: str) -> None:
    server.on(ACCOUNT, answer)
    (finding,) = found()
    assert (finding.level, words in finding.what) == (level, True)


def test_what_is_not_set_is_named_and_nobody_is_asked(server: Server, settings: Settings) -> None:
    settings.AFRICASTALKING_API_KEY = ""
    (finding,) = found()
    assert finding.level is Level.WRONG
    assert finding.what.startswith("AFRICASTALKING_API_KEY not set")
    assert server.received == []


def test_the_vendors_sandbox_is_wrong_when_live(server: Server, settings: Settings) -> None:
    settings.AFRICASTALKING_USERNAME = "sandbox"
    assert [f.level for f in found()] == [Level.OK]
    settings.LIVE = True
    assert [f.level for f in found()] == [Level.WRONG, Level.OK]
