from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from nauli.web.client import client_of

_PROXIES = ["127.0.0.1", "10.1.0.0/16", "2001:db8::/32"]


def _client(peer: str, *forwarded: str) -> str:
    headers = {"x-forwarded-for": ", ".join(forwarded)} if forwarded else {}
    return client_of(RequestFactory(headers=headers).get("/", REMOTE_ADDR=peer))


def test_without_proxies_of_ours_the_header_is_anybodys() -> None:
    assert _client("41.0.0.1") == "41.0.0.1"
    assert _client("41.0.0.1", "41.0.0.2") == "41.0.0.1"
    assert _client("2c0f:f000:1:2:3:4:5:6") == "2c0f:f000:1:2::/64"


@pytest.mark.parametrize(
    "peer", ["127.0.0.1", "::1", "172.17.0.1", "100.64.0.9", "fe80::1", "", "x"]
)
def test_an_address_that_many_may_share_tells_of_nobody(peer: str) -> None:
    assert _client(peer) == _client(peer, "41.0.0.2") == ""


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("127.0.0.1", ["41.0.0.1"], "41.0.0.1"),
        ("::ffff:127.0.0.1", ["41.0.0.1"], "41.0.0.1"),
        ("127.0.0.1", ["41.0.0.9", " 41.0.0.1", "10.1.2.3"], "41.0.0.1"),
        ("2001:db8::7", ["::ffff:41.0.0.1"], "41.0.0.1"),
        ("127.0.0.1", ["forged", "41.0.0.1"], "41.0.0.1"),
        ("41.0.0.5", ["41.0.0.1"], "41.0.0.5"),  # no proxy of ours
        ("127.0.0.1", ["41.0.0.1", "10.2.0.1"], ""),  # one that was not named
        ("127.0.0.1", ["41.0.0.1", "unknown"], ""),
        ("127.0.0.1", ["10.1.2.3"], ""),
        ("127.0.0.1", [], ""),
    ],
)
def test_what_proxies_of_ours_wrote_is_believed_from_its_end(
    settings: Settings, peer: str, forwarded: list[str], client: str
) -> None:
    settings.TRUSTED_PROXIES = [ip_network(one) for one in _PROXIES]
    assert _client(peer, *forwarded) == client
