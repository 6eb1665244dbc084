"""What `nauli momo provision` fills in, and whom it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from nauli.desk.provision import provision_momo
from nauli.kit.errors import Invalid
from tests.gateways.scripted import Server, reply, scripted
from tests.processes import environment, start_nauli

USERS = "/v1_0/apiuser"


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    with scripted() as running:
        running.on(USERS, reply(201), reply(201, json.dumps({"apiKey": "f1" * 16})))
        settings.LIVE = False
        settings.MOMO_BASE_URL = running.url
        settings.MOMO_SUBSCRIPTION_KEY = "canary-of-settings"
        settings.PUBLIC_URL = "https://shop.example:8443/x"
        yield running


def made(**told: str) -> str:
    names = ("base_url", "otherwise", "subscription_key", "callback_host")
    return provision_momo(**{name: told.get(name, "") for name in names}).key


def test_what_is_not_told_comes_from_the_settings(server: Server) -> None:
    assert made()
    user, _ = server.received
    assert user.headers["ocp-apim-subscription-key"] == "canary-of-settings"
    assert json.loads(user.body) == {"providerCallbackHost": "shop.example"}


def test_what_is_told_counts(server: Server, settings: Settings) -> None:
    settings.MOMO_BASE_URL, url = "https://sandbox.invalid", server.url
    assert made(base_url=url, subscription_key="mine", callback_host="other.example")
    user, _ = server.received
    assert user.headers["ocp-apim-subscription-key"] == "mine"
    assert json.loads(user.body) == {"providerCallbackHost": "other.example"}


def test_where_no_base_url_is_known_the_vendors_sandbox_is_meant(
    server: Server, settings: Settings
) -> None:
    settings.MOMO_BASE_URL = ""
    assert made(otherwise=server.url)


@pytest.mark.parametrize(
    "url",
    [
        "https://proxy.momoapi.mtn.com",
        "https://momodeveloper.mtn.com",
        "https://mtn.com/sandbox",
        "https://9.9.9.9",
    ],
)
def test_production_is_refused_by_its_host(server: Server, url: str) -> None:
    with pytest.raises(Invalid, match="is no sandbox"):
        made(base_url=url)
    assert server.received == []


def test_live_refuses_every_host(server: Server, settings: Settings) -> None:
    settings.LIVE = True
    with pytest.raises(Invalid, match="This is live"):
        made()
    assert server.received == []


@pytest.mark.parametrize(
    ("name", "words"),
    [("MOMO_SUBSCRIPTION_KEY", "no subscription key"), ("PUBLIC_URL", "no callback host")],
)
def test_what_is_missing_is_named(
    server: Server, settings: Settings, name: str, words: str
) -> None:
    setattr(settings, name, "")
    with pytest.raises(Invalid, match=words):
        made()
    assert server.received == []


@pytest.mark.django_db(transaction=True)
def test_the_command_prints_two_lines_for_a_file_and_no_secret_beside_them(
    server: Server,
) -> None:
    done = start_nauli(
        *("momo", "provision", "--callback-host", "shop.example", "--base-url", server.url),
        env=environment(MOMO_SUBSCRIPTION_KEY="canary-subscription"),
    )
    assert done.returncode == 0, done.stderr
    user = server.received[0].headers["x-reference-id"]
    assert done.stdout == f"MOMO_API_USER={user}\nMOMO_API_KEY={'f1' * 16}\n"
    assert "shop.example" in done.stderr
    assert "f1f1" not in done.stderr
    assert "canary" not in done.stdout + done.stderr


@pytest.mark.django_db(transaction=True)
def test_a_refused_command_is_one_sentence(server: Server) -> None:
    server.on(USERS, reply(401, '{"statusCode": 401}'))
    done = start_nauli(
        *("momo", "provision", "--callback-host", "shop.example", "--base-url", server.url),
        env=environment(MOMO_SUBSCRIPTION_KEY="canary-subscription"),
    )
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert "canary" not in done.stderr
