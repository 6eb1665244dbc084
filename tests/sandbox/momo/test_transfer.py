from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from tests.sandbox.merchant import Merchant
from tests.sandbox.stand import Receiver, Stand, eventually, payer


@pytest.fixture
def merchant(sandbox: Stand) -> Merchant:
    return Merchant(sandbox, "disbursement")


def test_transfer_is_taken_and_arrives(merchant: Merchant, receiver: Receiver) -> None:
    reference = str(uuid.uuid4())
    headers = {"X-Callback-Url": f"{receiver.url}/{reference}"}
    answer = merchant.transfer(reference, headers=headers)
    assert (answer.status_code, answer.content) == (202, b"")
    seen = merchant.ended("transfer", reference)
    assert (seen["status"], seen["payee"]) == ("SUCCESSFUL", payer("256772123456"))
    assert "payer" not in seen
    (heard,) = eventually(lambda: receiver.at(f"/{reference}"))
    told = json.loads(heard.body)
    assert (told["payee"], told["status"]) == (payer("256772123456"), "SUCCESSFUL")
    (booked,) = merchant.sandbox.see("book", reference=reference)["transfers"]
    assert (booked["payee"], booked["amount"], booked["asked"]) == ("256772123456", "1000", 1)
    assert len(booked["callbacks"]) == 1
    assert "events" not in booked
    assert merchant.sandbox.see("book")["charges"] == []


def test_same_reference_again_is_409(merchant: Merchant) -> None:
    reference = str(uuid.uuid4())
    merchant.transfer(reference)
    answer = merchant.transfer(reference)
    assert (answer.status_code, answer.json()["code"]) == (409, "RESOURCE_ALREADY_EXIST")


@pytest.mark.parametrize("body", [{"payee": None}, {"payee": {}}, {"amount": 5}])
def test_malformed_transfer_is_400(merchant: Merchant, body: dict[str, Any]) -> None:
    assert merchant.transfer(str(uuid.uuid4()), **body).status_code == 400


def test_wallet_that_is_empty_sends_nothing(merchant: Merchant) -> None:
    merchant.sandbox.tell("settings", {"momo_balance": 1500})
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    merchant.transfer(first)
    merchant.transfer(second)
    failed = merchant.status("transfer", second)
    assert (failed["status"], failed["reason"]) == ("FAILED", "NOT_ENOUGH_FUNDS")
    assert merchant.ended("transfer", first)["status"] == "SUCCESSFUL"


def test_transfer_is_no_request_to_pay(merchant: Merchant, sandbox: Stand) -> None:
    reference = str(uuid.uuid4())
    merchant.transfer(reference)
    assert sandbox.look(reference).status_code == 404
    assert merchant.ask("GET", f"v1_0/refund/{reference}").status_code == 404
    assert merchant.ask("POST", "v2_0/transfer", json={}).status_code == 404


def test_transfer_can_fail_by_a_fault(merchant: Merchant) -> None:
    script = {"reason": "PAYEE_LIMIT_REACHED", "match": {"payee": "256772123456"}}
    merchant.sandbox.fault("momo.transfer", "fail", **script)
    reference = str(uuid.uuid4())
    assert merchant.transfer(reference).status_code == 202
    assert merchant.status("transfer", reference)["reason"] == "PAYEE_LIMIT_REACHED"


def test_refused_address_is_the_gateways_403(merchant: Merchant) -> None:
    merchant.sandbox.fault("momo.transfer", "error_before", status=403)
    answer = merchant.transfer(str(uuid.uuid4()))
    assert (answer.status_code, answer.json()) == (403, {"statusCode": 403, "message": "Forbidden"})
