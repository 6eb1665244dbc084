from __future__ import annotations

import pytest

from tests.sandbox.merchant import Merchant
from tests.sandbox.stand import Stand


@pytest.mark.parametrize("product", ["collection", "disbursement"])
@pytest.mark.parametrize("kind", ["msisdn", "MSISDN", "email", "PARTY_CODE"])
def test_anybody_is_active(sandbox: Stand, product: str, kind: str) -> None:
    merchant = Merchant(sandbox, product)
    answer = merchant.ask("GET", f"v1_0/accountholder/{kind}/256772123456/active")
    assert (answer.status_code, answer.json()) == (200, {"result": True})


@pytest.mark.parametrize(
    ("number", "status", "code"),
    [
        ("46733123450", 404, "RESOURCE_NOT_FOUND"),
        ("46733123452", 500, "NOT_ALLOWED"),
        ("46733123453", 500, "NOT_ALLOWED_TARGET_ENVIRONMENT"),
        ("46733123454", 500, "INTERNAL_PROCESSING_ERROR"),
        ("46733123455", 503, "SERVICE_UNAVAILABLE"),
    ],
)
def test_some_numbers_make_trouble(sandbox: Stand, number: str, status: int, code: str) -> None:
    merchant = Merchant(sandbox, "collection")
    answer = merchant.ask("GET", f"v1_0/accountholder/msisdn/{number}/active")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_one_number_is_not_active(sandbox: Stand) -> None:
    answer = Merchant(sandbox, "collection").ask(
        "GET", "v1_0/accountholder/msisdn/46733123451/active"
    )
    assert (answer.status_code, answer.json()) == (200, {"result": False})


def test_unknown_type_is_400(sandbox: Stand) -> None:
    merchant = Merchant(sandbox, "collection")
    assert merchant.ask("GET", "v1_0/accountholder/phone/1/active").status_code == 400


def test_basic_user_info(sandbox: Stand) -> None:
    merchant = Merchant(sandbox, "collection")
    answer = merchant.ask("GET", "v1_0/accountholder/MSISDN/256772123456/basicuserinfo")
    assert sorted(answer.json()) == [
        "birthdate",
        "family_name",
        "gender",
        "given_name",
        "locale",
        "status",
    ]


def test_body_on_a_get_is_tolerated(sandbox: Stand) -> None:
    merchant = Merchant(sandbox, "collection")
    path = "v1_0/accountholder/msisdn/256772123456/active"
    headers = {"Content-Type": "application/json"}
    assert merchant.ask("GET", path, data=b"null", headers=headers).json() == {"result": True}


def test_look_up_can_fail(sandbox: Stand) -> None:
    sandbox.fault("momo.accountholder", "error_before", match={"party": "256772123456"})
    merchant = Merchant(sandbox, "collection")
    path = "v1_0/accountholder/msisdn/256772123456/active"
    assert [merchant.ask("GET", path).status_code for _ in range(2)] == [503, 200]
