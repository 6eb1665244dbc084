from __future__ import annotations

import pytest

from tests.sandbox.shop import KEY, LIVE_KEY, Shop

INVALID = "Invalid API Key or User doesn\u2019t exist"


@pytest.mark.parametrize(
    ("authorization", "words"),
    [
        (None, "Authorization required"),
        ("", "Authorization required"),
        (KEY, "Authorization required"),
        (f"Basic {KEY}", "Authorization required"),
        ("Bearer CHAPUBK_TEST-abcdef", INVALID),
        ("Bearer CHAPA_TEST_abcdef", INVALID),
        ("Bearer CHASECK_TEST-", INVALID),
        (f"Bearer {KEY} more", INVALID),
        (f"Bearer {LIVE_KEY}", INVALID),
    ],
)
def test_other_keys_are_401(shop: Shop, authorization: str | None, words: str) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = shop.ask("GET", "banks", key=None, headers=headers)
    assert answer.status_code == 401
    assert answer.json() == {"message": words, "status": "failed", "data": None}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "transaction/initialize"),
        ("POST", "transaction/mobile-initialize"),
        ("GET", "transaction/verify/x"),
        ("PUT", "transaction/cancel/x"),
        ("POST", "refund/x"),
        ("GET", "refund/x/verify"),
        ("GET", "transactions"),
        ("GET", "balances"),
        ("GET", "currency_supported"),
    ],
)
def test_every_path_asks_for_a_key(shop: Shop, method: str, path: str) -> None:
    assert shop.ask(method, path, key=None).status_code == 401


@pytest.mark.parametrize("key", [KEY, "CHASECK_TEST-x", "CHASECK_TEST-a_b-C9"])
def test_any_test_key_is_let_in(shop: Shop, key: str) -> None:
    assert shop.ask("GET", "banks", key=key).status_code == 200


def test_key_says_the_mode_and_the_other_one_sees_nothing(shop: Shop) -> None:
    shop.sandbox.tell("settings", {"chapa_live_keys": True})
    test, live = shop.paid(), shop.paid(key=LIVE_KEY)
    assert shop.verify(test).json()["data"]["mode"] == "test"
    assert shop.verify(live, key=LIVE_KEY).json()["data"]["mode"] == "live"
    for tx_ref, key, words in (
        (test, LIVE_KEY, "Live secret keys can\u2019t be used to verify a test transaction"),
        (live, KEY, "Test secret keys can\u2019t be used to verify a live transaction"),
    ):
        answer = shop.verify(tx_ref, key=key)
        assert (answer.status_code, answer.json()["message"]) == (401, words)
        assert shop.ask("PUT", f"transaction/cancel/{tx_ref}", key=key).status_code == 401
