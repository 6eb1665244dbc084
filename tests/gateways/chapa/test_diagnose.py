"""What the doctor hears from Chapa, against a server that says what a test wants."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nauli.gateways.chapa.diagnose import chapa_checks
from nauli.gateways.chapa.settings import ChapaSettings
from nauli.kit.findings import Finding, Level
from nauli.kit.http import Session
from tests.gateways.scripted import Server, cut, reply, scripted


@pytest.fixture
def server() -> Iterator[Server]:
    with scripted() as running:
        yield running


def found(
    check: str, url: str, *, public_url: str = "", secrets: tuple[str, ...] = ("canary-2",)
) -> list[Finding]:
    settings = ChapaSettings(
        base_url=f"{url}/v1",
        secret_key="CHASECK_TEST-canary-1",
        webhook_secrets=secrets,
        public_url=public_url,
    )
    with Session() as session:
        findings = list(chapa_checks(settings, lambda: session)[check]())
    assert "canary" not in repr(findings)
    assert all(finding.mend for finding in findings if finding.level is not Level.OK)
    return findings


def test_a_key_that_is_accepted_is_ok_and_nothing_was_asked_for(server: Server) -> None:
    server.on("/", reply(200, '{"message": "Banks retrieved", "data": []}'))
    (finding,) = found("Chapa test", server.url)
    assert finding.level is Level.OK
    (asked,) = server.received
    assert (asked.method, asked.path) == ("GET", "/v1/banks")
    assert asked.headers["authorization"] == "Bearer CHASECK_TEST-canary-1"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (reply(401, '{"message": "Invalid API Key canary-1"}'), "key is not accepted (401)"),
        (reply(403, ""), "address of this machine, is not let in (403)"),
        (reply(404, "<html>"), "nothing of Chapa's is at this address"),
        (reply(200, "<html>"), "was answered 200"),
        (reply(503, ""), "was answered 503"),
        (cut(), "gives no answer"),
    ],
)
def test_why_the_key_is_of_no_use_is_told_apart(server: Server, answer: bytes, words: str) -> None:
    server.on("/", answer)
    (finding,) = found("Chapa test", server.url)
    assert (finding.level, words in finding.what) == (Level.WRONG, True)


def test_nobody_there_is_told_as_that(free_port: int) -> None:
    (finding,) = found("Chapa test", f"http://127.0.0.1:{free_port}")
    assert (finding.level, "cannot be reached" in finding.what) == (Level.WRONG, True)


REAL = "https://api.chapa.co"


@pytest.mark.parametrize(
    ("url", "public_url", "level"),
    [
        (REAL, "https://shop.example", Level.OK),
        (REAL, "http://127.0.0.1:8000", Level.WRONG),
        (REAL, "http://localhost", Level.WRONG),
        (REAL, "shop.example", Level.WRONG),
        (REAL, "https://me:pw@shop.example", Level.WRONG),
        ("http://127.0.0.1:8001", "http://127.0.0.1:8000", Level.OK),
    ],
)
def test_whether_chapa_could_call_back_is_told(url: str, public_url: str, level: Level) -> None:
    (finding,) = found("Chapa callbacks", url, public_url=public_url)
    assert finding.level is level


def test_without_a_public_url_nothing_is_said_of_callbacks() -> None:
    assert found("Chapa callbacks", REAL) == []


def test_without_a_webhook_secret_the_address_for_the_dashboard_is_told() -> None:
    (finding,) = found("Chapa callbacks", REAL, public_url="https://shop.example", secrets=())
    assert finding.level is Level.WARNING
    assert "https://shop.example/api/webhooks/chapa/" in finding.mend
