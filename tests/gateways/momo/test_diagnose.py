"""What the doctor hears from MTN, against a server that says what a test wants."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from nauli.gateways.momo.diagnose import account_checks
from nauli.gateways.momo.settings import MomoAccount, MomoSettings
from nauli.kit.findings import Finding, Level
from nauli.kit.http import Session
from tests.gateways.scripted import Server, cut, reply, scripted

TOKEN = "/collection/token/"
BALANCE = "/collection/v1_0/account/balance"
STATUS = "/collection/v1_0/requesttopay/"
GIVEN = reply(200, '{"access_token": "canary-token", "expires_in": 3600}')
NEVER_HEARD = reply(404, '{"code": "RESOURCE_NOT_FOUND", "message": "x"}')


def euros(amount: str = "32.39", currency: str = "EUR") -> bytes:
    return reply(200, json.dumps({"availableBalance": amount, "currency": currency}))


@pytest.fixture
def server() -> Iterator[Server]:
    with scripted() as running:
        running.on(TOKEN, GIVEN)
        running.on(BALANCE, euros())
        running.on(STATUS, NEVER_HEARD)
        yield running


def found(url: str, *, target: str = "sandbox", api_key: str = "canary-key") -> list[Finding]:
    account = MomoAccount(
        target_environment=target,
        subscription_key="canary-subscription",
        api_user="3f3c4b1e-9d1c-4c0e-8a54-2f6c0a9b7d11",
        api_key=api_key,
    )
    with Session() as session:
        settings = MomoSettings(base_url=url, accounts=(account,))
        ((name, check),) = account_checks(settings, lambda: session).items()
        assert name == f"MoMo {target}"
        findings = list(check())
    assert "canary" not in repr(findings)
    assert all(finding.mend for finding in findings if finding.level is not Level.OK)
    return findings


def test_an_account_that_works_is_ok_and_nothing_was_asked_for(server: Server) -> None:
    (finding,) = found(server.url)
    assert finding.level is Level.OK
    assert [(r.method, r.path) for r in server.received] == [("POST", TOKEN), ("GET", BALANCE)]
    assert server.received[1].headers["x-target-environment"] == "sandbox"
    assert "32.39" not in finding.what


@pytest.mark.parametrize("balance", [reply(404), reply(500), reply(403)])
def test_where_the_balance_is_not_told_a_status_is_asked(server: Server, balance: bytes) -> None:
    server.on(BALANCE, balance)
    (finding,) = found(server.url)
    assert (finding.level, "the balance is not told" in finding.what) == (Level.OK, True)
    assert server.asked(STATUS)[0].method == "GET"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            reply(
                401,
                '{"statusCode": 401, "message": "Access denied due to invalid subscription'
                ' key. Make sure"}',
            ),
            "subscription key is not accepted",
        ),
        (reply(401, '{"error": "login_failed"}'), "API user or its key is not accepted"),
        (reply(400, ""), "API user or its key is not accepted"),
        (reply(404, ""), "no token door"),
        (reply(403, '{"statusCode": 403, "message": "Forbidden"}'), "turned the request away"),
        (reply(500, '{"code": "INTERNAL canary-code"}'), "no token: MTN answered 500"),
        (reply(200, "{}"), "no token: MTN answered 200"),
        (cut(), "gives no answer"),
    ],
)
def test_why_there_is_no_token_is_told_apart(server: Server, answer: bytes, words: str) -> None:
    server.on(TOKEN, answer)
    (finding,) = found(server.url)
    assert finding.level is Level.WRONG
    assert words in finding.what


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (reply(500, '{"code": "NOT_ALLOWED_TARGET_ENVIRONMENT"}'), "target sandbox is not open"),
        (reply(500, '{"code": "NOT_ALLOWED"}'), "may not use collections"),
        (reply(401, '{"statusCode": 401}'), "its use is refused (401)"),
        (reply(403, '{"statusCode": 403}'), "its use is refused (403)"),
        (reply(503, ""), "was answered 503"),
        (reply(404, "<html>"), "was answered 404"),
    ],
)
def test_why_the_token_is_of_no_use_is_told_apart(
    server: Server, answer: bytes, words: str
) -> None:
    server.on(BALANCE, answer)
    server.on(STATUS, answer)
    (finding,) = found(server.url)
    assert finding.level is Level.WRONG
    assert words in finding.what


def test_an_account_in_another_currency_is_a_warning(server: Server) -> None:
    (finding,) = found(server.url, target="mtnghana")
    assert (finding.level, "EUR and not GHS" in finding.what) == (Level.WARNING, True)


def test_what_is_not_set_is_named_and_nobody_is_asked(server: Server) -> None:
    (finding,) = found(server.url, target="mtnghana", api_key="")
    assert (finding.level, finding.what) == (Level.WRONG, "MOMO_API_KEY not set")
    assert "MOMO_API_KEY_MTNGHANA" in finding.mend
    assert server.received == []


def test_nobody_there_is_told_as_that(free_port: int) -> None:
    (finding,) = found(f"http://127.0.0.1:{free_port}")
    assert (finding.level, "cannot be reached" in finding.what) == (Level.WRONG, True)


@pytest.mark.parametrize(
    ("ahead", "words"), [(-300, "s ahead of MTN's"), (300, "s behind MTN's"), (2, "")]
)
def test_a_clock_that_is_off_is_a_warning(server: Server, ahead: int, words: str) -> None:
    theirs = datetime.now(UTC) + timedelta(seconds=ahead)
    given = GIVEN.replace(b"\r\n", f"\r\nDate: {format_datetime(theirs)}\r\n".encode(), 1)
    server.on(TOKEN, given)
    findings = found(server.url)
    assert [f.level for f in findings] == [Level.WARNING] * bool(words) + [Level.OK]
    assert words in findings[0].what


@pytest.mark.parametrize("date", ["", "soon", "Sun, 22 Nov 2026 06:00:00 -0000"])
def test_a_clock_that_is_not_told_is_no_matter(server: Server, date: str) -> None:
    server.on(TOKEN, GIVEN.replace(b"\r\n", f"\r\nDate: {date}\r\n".encode(), 1))
    assert [f.level for f in found(server.url)] == [Level.OK]
