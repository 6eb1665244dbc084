"""Making an API user against a server that says what a test wants."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from nauli.gateways.contract import GatewayError, Misconfigured, Refused, Unreachable
from nauli.gateways.momo import provision as module
from nauli.gateways.momo.provision import ApiUser, Provisioning, provision
from nauli.kit.http import Limits, Session
from tests.gateways.scripted import Server, cut, reply, scripted

USERS = "/v1_0/apiuser"
KEY = reply(201, json.dumps({"apiKey": "f1" * 16}))
UUID_V4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(module, "_PAUSE_SECONDS", 0.01)
    with scripted() as running:
        yield running


def made_by(url: str, *, host: str = "shop.example") -> ApiUser:
    with Session() as session:
        wire = Provisioning(
            base_url=url,
            subscription_key="canary-subscription",
            session=session,
            limits=Limits(connect_seconds=1, read_seconds=1, total_seconds=1),
        )
        return provision(wire, callback_host=host)


def test_a_user_is_made_for_the_host_and_then_its_key(server: Server) -> None:
    server.on(USERS, reply(201), KEY)
    made = made_by(server.url + "/")
    user, key = server.received
    assert (user.method, user.path) == ("POST", USERS)
    assert json.loads(user.body) == {"providerCallbackHost": "shop.example"}
    assert user.headers["ocp-apim-subscription-key"] == "canary-subscription"
    assert user.headers["x-reference-id"] == made.user
    assert UUID_V4.fullmatch(made.user)
    assert (key.method, key.path) == ("POST", f"{USERS}/{made.user}/apikey")
    # Without it the gateway answers 411.
    assert key.headers["content-length"] == "0"
    assert made.key == "f1" * 16
    assert made.key not in repr(made)


@pytest.mark.parametrize("second", [reply(409), reply(201)])
def test_after_no_answer_the_same_user_is_made_once_more(server: Server, second: bytes) -> None:
    server.on(USERS, cut(), second, KEY)
    assert made_by(server.url).key
    first, again, _ = server.received
    assert first.headers["x-reference-id"] == again.headers["x-reference-id"]


def test_a_user_that_is_not_visible_yet_is_waited_for(server: Server) -> None:
    missing = reply(404, '{"code": "RESOURCE_NOT_FOUND"}')
    server.on(USERS, reply(201), missing, missing, KEY)
    assert made_by(server.url).key
    assert len(server.received) == 4


def test_a_user_that_never_becomes_visible_is_given_up(server: Server) -> None:
    server.on(USERS, reply(201), reply(404))
    with pytest.raises(Misconfigured):
        made_by(server.url)
    assert len(server.received) == 6


@pytest.mark.parametrize(
    ("steps", "error", "words"),
    [
        ([reply(401, '{"statusCode": 401}')], Misconfigured, "subscription key is not accepted"),
        ([reply(404)], Misconfigured, "without the product"),
        ([reply(500)], Unreachable, "did not make the API user: it answered 500"),
        ([cut()], Unreachable, "no answer"),
        ([reply(201), reply(500)], Unreachable, "did not make the key"),
        ([reply(201), cut()], Unreachable, "gave no key"),
        ([reply(201), reply(201)], Unreachable, "without a key"),
        ([reply(201), reply(201, '{"apiKey": "a\\nMOMO_BASE_URL=x"}')], Unreachable, "without"),
        ([reply(201), reply(201, '{"apiKey": ""}')], Unreachable, "without a key"),
    ],
)
def test_what_goes_wrong_is_one_sentence(
    server: Server, steps: list[bytes], error: type[GatewayError], words: str
) -> None:
    server.on(USERS, *steps)
    with pytest.raises(error, match=words) as raised:
        made_by(server.url)
    assert "canary" not in str(raised.value)


def test_nobody_there_is_one_sentence(free_port: int) -> None:
    with pytest.raises(Unreachable, match="cannot be reached"):
        made_by(f"http://127.0.0.1:{free_port}")


@pytest.mark.parametrize(
    "host", ["https://shop.example", "shop.example/x", "a:443", "", "-a", "a b"]
)
def test_a_callback_host_is_a_bare_name(server: Server, host: str) -> None:
    with pytest.raises(Refused, match="is no host"):
        made_by(server.url, host=host)
    assert server.received == []
