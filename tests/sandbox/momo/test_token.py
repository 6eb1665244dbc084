from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest

from tests.sandbox.stand import API_KEY, API_USER, SUBSCRIPTION, Stand


def test_right_credentials_get_a_token(sandbox: Stand) -> None:
    answer = sandbox.token()
    assert answer.status_code == 200
    assert answer.json().keys() == {"access_token", "token_type", "expires_in"}
    assert answer.json()["token_type"] == "access_token"
    assert answer.json()["expires_in"] == 3600


@pytest.mark.parametrize(
    ("user", "key"),
    [
        (API_USER, "short"),
        (API_USER, API_KEY.upper()),
        ("not-a-uuid", API_KEY),
        ("11111111-1111-1111-8111-111111111111", API_KEY),
    ],
)
def test_other_credentials_are_refused(sandbox: Stand, user: str, key: str) -> None:
    answer = sandbox.ask(
        "POST",
        "/momo/collection/token/",
        auth=(user, key),
        headers={"Ocp-Apim-Subscription-Key": SUBSCRIPTION, "Content-Length": "0"},
    )
    assert (answer.status_code, answer.json()) == (401, {"error": "login_failed"})


@pytest.mark.parametrize(("key", "word"), [("", "missing"), ("nonsense", "invalid")])
def test_subscription_key_is_checked_by_the_gateway(sandbox: Stand, key: str, word: str) -> None:
    headers = {"Content-Length": "0"} | ({"Ocp-Apim-Subscription-Key": key} if key else {})
    answer = sandbox.ask(
        "POST", "/momo/collection/token/", auth=(API_USER, API_KEY), headers=headers
    )
    assert answer.status_code == 401
    assert answer.json()["statusCode"] == 401
    assert f"{word} subscription key" in answer.json()["message"]


def test_no_content_length_is_411_with_a_page(sandbox: Stand) -> None:
    line = http.client.HTTPConnection(urlsplit(sandbox.url).netloc, timeout=10)
    line.putrequest("POST", "/momo/collection/token/")
    line.endheaders()
    answer = line.getresponse()
    page = answer.read()
    line.close()
    assert answer.status == 411
    assert (answer.getheader("Content-Type") or "").startswith("text/html")
    assert b"Length Required" in page


def test_without_its_last_slash_the_path_is_unknown(sandbox: Stand) -> None:
    answer = sandbox.ask("POST", "/momo/collection/token", data=b"")
    assert (answer.status_code, answer.json()["statusCode"]) == (404, 404)


def test_token_expires(sandbox: Stand) -> None:
    sandbox.headers()  # makes the token of the other tests first: it is to be a lasting one
    sandbox.tell("settings", {"momo_token_seconds": 0})
    token = sandbox.token().json()["access_token"]
    answer = sandbox.look(API_USER, Authorization=f"Bearer {token}")
    assert (answer.status_code, answer.json()) == (
        401,
        {"statusCode": 401, "message": "Unauthorized"},
    )
