from __future__ import annotations

import uuid

import pytest

from tests.sandbox.merchant import Merchant, provision
from tests.sandbox.stand import Stand, payer

COLLECTION_KEY, DISBURSEMENT_KEY = "c" * 32, "d" * 32


def test_user_of_one_product_gets_a_token_and_nothing_else_at_the_other(sandbox: Stand) -> None:
    user = provision(sandbox, COLLECTION_KEY)
    mine = Merchant(sandbox, "collection", user=user, subscription=COLLECTION_KEY)
    assert mine.ask("GET", "v1_0/account/balance").status_code == 200
    other = Merchant(sandbox, "disbursement", user=user, subscription=DISBURSEMENT_KEY)
    assert other.token().status_code == 200
    answer = other.transfer(str(uuid.uuid4()))
    assert answer.status_code == 500
    assert answer.json() == {
        "message": "Access to target environment is forbidden.",
        "code": "NOT_ALLOWED_TARGET_ENVIRONMENT",
    }
    assert sandbox.see("book")["transfers"] == []


def test_key_belongs_to_the_product_of_its_first_token(sandbox: Stand) -> None:
    user = provision(sandbox, DISBURSEMENT_KEY)
    key = DISBURSEMENT_KEY
    first = Merchant(sandbox, "disbursement", user=user, subscription=key)
    assert first.token().status_code == 200
    answer = Merchant(sandbox, "collection", user=user, subscription=key).token()
    assert (answer.status_code, answer.json()["statusCode"]) == (401, 401)


def test_key_can_be_given_to_a_product(sandbox: Stand) -> None:
    sandbox.tell("momo/keys", {"key": COLLECTION_KEY, "product": "collection"})
    for product, status in (("disbursement", 401), ("collection", 200)):
        merchant = Merchant(sandbox, product, subscription=COLLECTION_KEY)
        assert merchant.token().status_code == status


def test_who_was_not_provisioned_may_use_one_key_for_both(sandbox: Stand) -> None:
    for product in ("collection", "disbursement"):
        answer = Merchant(sandbox, product).ask("GET", "v1_0/account/balance")
        assert answer.status_code == 200


def test_token_is_good_for_its_product_alone(sandbox: Stand) -> None:
    token = Merchant(sandbox, "collection").token().json()["access_token"]
    answer = Merchant(sandbox, "disbursement").ask(
        "GET", "v1_0/account/balance", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("host", "url", "status"),
    [
        ("shop.example", "http://shop.example/callback", 202),
        ("Shop.Example", "https://shop.example:8443/callback", 202),
        ("shop.example", "http://www.shop.example/callback", 500),
        ("shop.example", "http://shop.example.evil.example/", 500),
        ("http://shop.example", "http://shop.example/callback", 500),
        ("shop.example", None, 202),
    ],
)
def test_callback_must_go_to_the_host_of_the_user(
    sandbox: Stand, host: str, url: str | None, status: int
) -> None:
    user = provision(sandbox, COLLECTION_KEY, host)
    merchant = Merchant(sandbox, "collection", user=user, subscription=COLLECTION_KEY)
    body = {"amount": "10", "currency": "UGX", "payer": payer("256772123456")}
    reference = str(uuid.uuid4())
    headers = {"X-Reference-Id": reference} | ({"X-Callback-Url": url} if url else {})
    answer = merchant.ask("POST", "v1_0/requesttopay", json=body, headers=headers)
    assert answer.status_code == status
    if status == 500:
        assert answer.json() == {
            "message": "Callback URL does not match the configured value.",
            "code": "INVALID_CALLBACK_URL_HOST",
        }
        assert sandbox.charge(reference) is None
