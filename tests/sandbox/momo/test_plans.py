from __future__ import annotations

import uuid

import pytest

from tests.sandbox.merchant import Merchant
from tests.sandbox.stand import Stand, eventually, payer

_FIRST = 46733123450
_ALIKE = ["INTERNAL_PROCESSING_ERROR", "APPROVAL_REJECTED", "EXPIRED"]
PAYERS = dict(enumerate(_ALIKE, _FIRST)) | {
    46733123455: "PAYER_NOT_FOUND",
    46733123456: "PAYEE_NOT_ALLOWED_TO_RECEIVE",
    46733123457: "NOT_ALLOWED",
    46733123458: "NOT_ALLOWED_TARGET_ENVIRONMENT",
    46733123459: "INVALID_CALLBACK_URL_HOST",
    46733123460: "INVALID_CURRENCY",
    46733123461: "INTERNAL_PROCESSING_ERROR",
    46733123462: "SERVICE_UNAVAILABLE",
    46733123463: "COULD_NOT_PERFORM_TRANSACTION",
}
PAYEES = dict(enumerate(_ALIKE, _FIRST)) | {
    46733123455: "NOT_ENOUGH_FUNDS",
    46733123456: "PAYER_LIMIT_REACHED",
    46733123457: "PAYEE_NOT_FOUND",
    46733123458: "NOT_ALLOWED",
    46733123459: "NOT_ALLOWED_TARGET_ENVIRONMENT",
    46733123460: "INVALID_CALLBACK_URL_HOST",
    46733123461: "INVALID_CURRENCY",
    46733123462: "INTERNAL_PROCESSING_ERROR",
    46733123463: "SERVICE_UNAVAILABLE",
}
REFUNDS = {
    1: "RESOURCE_NOT_FOUND",
    2: "INTERNAL_PROCESSING_ERROR",
    3: "APPROVAL_REJECTED",
    4: "EXPIRED",
    7: "NOT_ALLOWED",
    8: "NOT_ALLOWED_TARGET_ENVIRONMENT",
    9: "INVALID_CALLBACK_URL_HOST",
    10: "INVALID_CURRENCY",
    11: "INTERNAL_PROCESSING_ERROR",
    12: "SERVICE_UNAVAILABLE",
    13: "COULD_NOT_PERFORM_TRANSACTION",
}


@pytest.fixture
def merchant(sandbox: Stand) -> Merchant:
    return Merchant(sandbox, "disbursement")


@pytest.mark.parametrize(("number", "reason"), PAYERS.items())
def test_doomed_payers_are_taken_and_fail_at_once(sandbox: Stand, number: int, reason: str) -> None:
    reference = str(uuid.uuid4())
    answer = sandbox.pay(reference, payer=payer(str(number)))
    assert (answer.status_code, answer.content) == (202, b"")
    seen = sandbox.look(reference).json()
    assert (seen["status"], seen["reason"]) == ("FAILED", reason)


@pytest.mark.parametrize(("number", "reason"), PAYEES.items())
def test_doomed_payees_are_taken_and_fail_at_once(
    merchant: Merchant, number: int, reason: str
) -> None:
    reference = str(uuid.uuid4())
    assert merchant.transfer(reference, payee=payer(str(number))).status_code == 202
    seen = merchant.status("transfer", reference)
    assert (seen["status"], seen["reason"]) == ("FAILED", reason)


@pytest.mark.parametrize(("value", "reason"), REFUNDS.items())
def test_doomed_refunds_are_taken_and_fail_at_once(
    merchant: Merchant, value: int, reason: str
) -> None:
    reference = str(uuid.uuid4())
    assert merchant.refund(reference, str(value)).status_code == 202
    seen = merchant.status("refund", reference)
    assert (seen["status"], seen["reason"]) == ("FAILED", reason)
    assert "payee" not in seen


def test_refund_of_a_real_payment_is_doomed_by_its_external_id(
    merchant: Merchant, sandbox: Stand
) -> None:
    paid, reference = str(uuid.uuid4()), str(uuid.uuid4())
    sandbox.pay(paid)
    eventually(lambda: sandbox.charge(paid)["status"] == "SUCCESSFUL")
    merchant.refund(reference, paid, externalId="12")
    assert merchant.status("refund", reference)["reason"] == "SERVICE_UNAVAILABLE"


def test_ongoing_stays_pending_and_expires(sandbox: Stand, merchant: Merchant) -> None:
    sandbox.tell("settings", {"momo_ongoing_seconds": 0.5})
    asked, sent, returned = (str(uuid.uuid4()) for _ in range(3))
    sandbox.pay(asked, payer=payer("46733123453"))
    assert sandbox.look(asked).json()["status"] == "PENDING"
    merchant.transfer(sent, payee=payer("46733123453"))
    merchant.refund(returned, "5")
    ends = [merchant.ended("transfer", sent), merchant.ended("refund", returned)]
    ends.append(eventually(lambda: _decided(sandbox, asked)))
    assert [(end["status"], end["reason"]) for end in ends] == [("FAILED", "EXPIRED")] * 3


def test_delayed_is_created_and_then_successful(sandbox: Stand, merchant: Merchant) -> None:
    sandbox.tell("settings", {"momo_delayed_seconds": 0.5})
    asked, sent, returned = (str(uuid.uuid4()) for _ in range(3))
    sandbox.pay(asked, payer=payer("46733123454"))
    assert sandbox.look(asked).json()["status"] == "CREATED"
    merchant.transfer(sent, payee=payer("46733123454"))
    assert merchant.status("transfer", sent)["status"] == "PENDING"
    merchant.refund(returned, "6")
    ends = [merchant.ended("transfer", sent), merchant.ended("refund", returned)]
    ends.append(eventually(lambda: _decided(sandbox, asked)))
    assert [end["status"] for end in ends] == ["SUCCESSFUL"] * 3


def _decided(sandbox: Stand, reference: str) -> dict[str, str] | None:
    seen: dict[str, str] = sandbox.look(reference).json()
    return None if seen["status"] in ("CREATED", "PENDING") else seen
