"""What the doctor hears about refunds, against a server that says what a test wants."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nauli.gateways.momo.diagnose_refunds import refund_checks
from nauli.gateways.momo.settings import MomoAccount, MomoSettings
from nauli.kit.findings import Finding, Level
from nauli.kit.http import Session
from tests.gateways.scripted import Server, cut, reply, scripted

TOKEN, REFUND = "/disbursement/token/", "/disbursement/v1_0/refund/"


@pytest.fixture
def server() -> Iterator[Server]:
    with scripted() as running:
        running.on(TOKEN, reply(200, '{"access_token": "canary-token", "expires_in": 3600}'))
        running.on(REFUND, reply(404, '{"code": "RESOURCE_NOT_FOUND", "message": "x"}'))
        yield running


def found(url: str, *, api_key: str = "canary-key") -> Finding:
    account = MomoAccount(
        target_environment="mtnuganda",
        subscription_key="canary-collection",
        api_user="u",
        api_key="canary-collection",
        disbursement_subscription_key="canary-subscription",
        disbursement_api_user="d",
        disbursement_api_key=api_key,
    )
    with Session() as session:
        settings = MomoSettings(base_url=url, accounts=(account,))
        ((name, check),) = refund_checks(settings, lambda: session).items()
        assert name == "MoMo mtnuganda refunds"
        (finding,) = check()
    assert "canary" not in repr(finding)
    return finding


def test_an_account_that_may_refund_is_ok_and_nothing_was_returned(server: Server) -> None:
    assert found(server.url).level is Level.OK
    asked = [(request.method, request.path) for request in server.received]
    assert asked[0] == ("POST", TOKEN)
    assert asked[1][0] == "GET"
    assert server.received[1].headers["ocp-apim-subscription-key"] == "canary-subscription"


def test_what_is_not_set_is_named_and_nobody_is_asked(server: Server) -> None:
    finding = found(server.url, api_key="")
    assert (finding.level, server.received) == (Level.WARNING, [])
    assert finding.what == "MOMO_DISBURSEMENT_API_KEY not set: no money can be returned"


@pytest.mark.parametrize(
    ("path", "answer", "words"),
    [
        (TOKEN, reply(401, '{"error": "login_failed canary"}'), "no token for disbursements"),
        (TOKEN, reply(500, ""), "no token for disbursements (http_500)"),
        (TOKEN, cut(), "gives no answer"),
        (REFUND, cut(), "gives no answer"),
        (REFUND, reply(500, '{"code": "NOT_ALLOWED_TARGET_ENVIRONMENT"}'), "not open to this key"),
        (REFUND, reply(403, '{"statusCode": 403}'), "not open to this key and user (403)"),
        (REFUND, reply(404, "<html>"), "not open to this key and user (404)"),
    ],
)
def test_what_stands_in_the_way_is_told(
    server: Server, path: str, answer: bytes, words: str
) -> None:
    server.on(path, answer)
    finding = found(server.url)
    assert (finding.level, words in finding.what) == (Level.WRONG, True)


def test_nobody_there_is_told_as_that(free_port: int) -> None:
    assert found(f"http://127.0.0.1:{free_port}").level is Level.WRONG
