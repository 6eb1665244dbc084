from __future__ import annotations

import uuid

import pytest

from tests.sandbox.merchant import Merchant, create_key, create_user, provision
from tests.sandbox.stand import API_KEY, SUBSCRIPTION, Stand

OTHER_KEY = "a" * 32


def test_user_and_key_are_made_and_shown(sandbox: Stand) -> None:
    user, key = provision(sandbox, SUBSCRIPTION, "shop.example")
    assert len(key) == 32
    headers = {"Ocp-Apim-Subscription-Key": SUBSCRIPTION}
    answer = sandbox.ask("GET", f"/momo/v1_0/apiuser/{user.upper()}", headers=headers)
    assert answer.json() == {
        "providerCallbackHost": "shop.example",
        "targetEnvironment": "sandbox",
    }
    assert Merchant(sandbox, "collection", user=(user, key)).token().status_code == 200


def test_same_user_again_is_409(sandbox: Stand) -> None:
    user = str(uuid.uuid4())
    assert create_user(sandbox, user, SUBSCRIPTION).status_code == 201
    answer = create_user(sandbox, user, SUBSCRIPTION, "elsewhere.example")
    assert (answer.status_code, answer.json()["code"]) == (409, "RESOURCE_ALREADY_EXIST")


@pytest.mark.parametrize("told", [b"{", b"[]", b"{}", b'{"providerCallbackHost": ""}'])
def test_user_without_a_host_is_400(sandbox: Stand, told: bytes) -> None:
    headers = {
        "Ocp-Apim-Subscription-Key": SUBSCRIPTION,
        "X-Reference-Id": str(uuid.uuid4()),
    }
    answer = sandbox.ask("POST", "/momo/v1_0/apiuser", data=told, headers=headers)
    assert answer.status_code == 400


def test_unknown_user_and_foreign_subscription_are_404(sandbox: Stand) -> None:
    user, _ = provision(sandbox, SUBSCRIPTION)
    assert create_key(sandbox, str(uuid.uuid4()), SUBSCRIPTION).status_code == 404
    answer = create_key(sandbox, user, OTHER_KEY)
    assert (answer.status_code, answer.json()["code"]) == (404, "RESOURCE_NOT_FOUND")


def test_subscription_of_no_form_is_401(sandbox: Stand) -> None:
    answer = create_user(sandbox, str(uuid.uuid4()), "nonsense")
    assert (answer.status_code, answer.json()["statusCode"]) == (401, 401)


def test_provisioned_user_needs_its_own_key(sandbox: Stand) -> None:
    user, key = provision(sandbox, SUBSCRIPTION)
    wrong = Merchant(sandbox, "collection", user=(user, API_KEY)).token()
    assert (wrong.status_code, wrong.json()) == (401, {"error": "login_failed"})
    bare = str(uuid.uuid4())
    create_user(sandbox, bare, SUBSCRIPTION)
    assert Merchant(sandbox, "collection", user=(bare, key)).token().status_code == 401


def test_new_key_ends_the_tokens_of_that_user_alone(sandbox: Stand) -> None:
    first, second = provision(sandbox, SUBSCRIPTION), provision(sandbox, SUBSCRIPTION)
    mine = Merchant(sandbox, "collection", user=first)
    theirs = Merchant(sandbox, "collection", user=second)
    for merchant in (mine, theirs):
        assert merchant.ask("GET", "v1_0/account/balance").status_code == 200
    create_key(sandbox, first[0], SUBSCRIPTION)
    assert mine.ask("GET", "v1_0/account/balance").status_code == 401
    assert theirs.ask("GET", "v1_0/account/balance").status_code == 200


def test_provisioning_can_fail(sandbox: Stand) -> None:
    sandbox.fault("momo.provision", "error_after", status=500)
    user = str(uuid.uuid4())
    assert create_user(sandbox, user, SUBSCRIPTION).status_code == 500
    assert create_user(sandbox, user, SUBSCRIPTION).status_code == 409
