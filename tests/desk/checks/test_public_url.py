from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from nauli.desk.checks.public_url import check_public_url
from nauli.kit.findings import Level
from tests.gateways.scripted import Server, cut, reply, scripted


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    with scripted() as running:
        running.on("/healthz", reply(200, '{"status": "alive"}'))
        settings.PUBLIC_URL = running.url
        yield running


def test_an_address_that_leads_here_is_ok(server: Server) -> None:
    (finding,) = check_public_url()
    assert finding.level is Level.OK
    assert [r.path for r in server.received] == ["/healthz"]


@pytest.mark.parametrize(
    "answer", [reply(502), reply(200, "<html>"), reply(200, '{"status": "x"}'), cut()]
)
def test_an_address_that_leads_elsewhere_is_a_warning(server: Server, answer: bytes) -> None:
    server.on("/healthz", answer)
    (finding,) = check_public_url()
    assert (finding.level, bool(finding.mend)) == (Level.WARNING, True)


def test_a_host_that_we_would_not_answer_is_wrong(server: Server, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["shop.example"]
    (finding,) = check_public_url()
    assert (finding.level, "Add 127.0.0.1" in finding.mend) == (Level.WRONG, True)
    assert server.received == []


@pytest.mark.parametrize("address", ["shop.example", "shop.example:443", "ftp://x", "https://"])
def test_what_is_no_address_is_said_to_be_none(address: str, settings: Settings) -> None:
    settings.PUBLIC_URL = address
    (finding,) = check_public_url()
    assert finding.level is Level.WRONG
    assert "must begin with http:// or https://" in finding.what


def test_no_address_is_a_warning(settings: Settings) -> None:
    settings.PUBLIC_URL = ""
    (finding,) = check_public_url()
    assert finding.level is Level.WARNING
