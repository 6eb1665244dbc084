"""Whether MTN could call back: the address's own form, then the host that MTN tells."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from nauli.gateways.momo.callbacks import check_callbacks
from nauli.gateways.momo.settings import MomoAccount, MomoSettings
from nauli.kit.findings import Finding, Level
from nauli.kit.http import Session
from tests.gateways.scripted import Server, cut, reply, scripted

FAR = "https://gateway.invalid"  # a name that no name server knows
USER = "3f3c4b1e-9d1c-4c0e-8a54-2f6c0a9b7d11"


def found(base_url: str, public_url: str, *, target: str = "sandbox") -> list[Finding]:
    account = MomoAccount(
        target_environment=target, subscription_key="k", api_user=USER, api_key="a"
    )
    settings = MomoSettings(base_url=base_url, accounts=(account,), public_url=public_url)
    with Session() as session:
        return list(check_callbacks(settings, lambda: session))


@pytest.fixture
def server() -> Iterator[Server]:
    with scripted() as running:
        yield running


@pytest.mark.parametrize(
    ("public_url", "words"),
    [
        ("https://127.0.0.1", "MTN cannot reach"),
        ("https://localhost", "MTN cannot reach"),
        ("https://web", "MTN cannot reach"),
        ("https://10.1.2.3", "MTN cannot reach"),
        ("https://[::1]", "MTN cannot reach"),
        ("https://shop.example:8443", "port 8443"),
        ("https://me:pass@shop.example", "no plain http"),
        ("ftp://shop.example", "no plain http"),
        ("https://", "no plain http"),
    ],
)
def test_an_address_that_mtn_cannot_use_is_wrong(public_url: str, words: str) -> None:
    (finding,) = found(FAR, public_url, target="mtnuganda")
    assert (finding.level, bool(finding.mend)) == (Level.WRONG, True)
    assert words in finding.what
    assert "pass" not in finding.what


@pytest.mark.parametrize("public_url", ["https://shop.example", "https://shop.example:443"])
def test_a_usable_address_is_ok_where_no_host_is_told(public_url: str) -> None:
    (finding,) = found(FAR, public_url, target="mtnuganda")
    assert (finding.level, "is not told" in finding.what) == (Level.OK, True)


def test_plain_http_to_the_world_is_a_warning() -> None:
    levels = [f.level for f in found(FAR, "http://shop.example")]
    assert levels == [Level.WARNING, Level.OK]


def test_without_an_address_nothing_is_asked_for(server: Server) -> None:
    assert found(server.url, "") == []
    assert server.received == []


def told(host: object) -> bytes:
    return reply(200, json.dumps({"providerCallbackHost": host, "targetEnvironment": "sandbox"}))


@pytest.mark.parametrize(
    ("answer", "level", "words"),
    [
        (told("shop.example"), Level.OK, "made for shop.example"),
        (told("SHOP.example"), Level.OK, "made for shop.example"),
        (told("other.example"), Level.WRONG, "callback host other.example"),
        (told("https://shop.example"), Level.WRONG, "charges would fail"),
        (told(None), Level.OK, "is not told"),
        (reply(200, "[]"), Level.OK, "is not told"),
        (reply(200, "<html>"), Level.OK, "is not told"),
        (reply(404), Level.OK, "is not told"),
        (cut(), Level.OK, "is not told"),
    ],
)
def test_the_host_of_the_api_user_must_be_ours(
    server: Server, answer: bytes, level: Level, words: str
) -> None:
    server.on("/v1_0/apiuser/", answer)
    (finding,) = found(server.url, "http://Shop.example:8000")
    assert (finding.level, words in finding.what) == (level, True)
    assert [r.path for r in server.received] == [f"/v1_0/apiuser/{USER}"]
    if level is Level.WRONG:
        assert "nauli momo provision --callback-host shop.example" in finding.mend


@pytest.mark.parametrize("public_url", ["https://", "shop.example", "ftp://shop.example"])
def test_what_is_no_address_is_wrong_also_at_a_desk(server: Server, public_url: str) -> None:
    (finding,) = found(server.url, public_url, target="mtnuganda")
    assert (finding.level, "no plain http" in finding.what) == (Level.WRONG, True)
    assert server.received == []
