from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sandbox.merchant import Merchant
from tests.sandbox.stand import Receiver, Stand, eventually, payer


@pytest.fixture
def merchant(sandbox: Stand) -> Merchant:
    return Merchant(sandbox, "disbursement")


@pytest.fixture
def paid(sandbox: Stand) -> str:
    """The reference of a payment of 2500."""
    reference = str(uuid.uuid4())
    sandbox.pay(reference)
    eventually(lambda: sandbox.charge(reference)["status"] == "SUCCESSFUL")
    return reference


@pytest.mark.parametrize("path", ["v1_0/refund", "v2_0/refund"])
def test_refund_goes_back_to_who_paid(
    merchant: Merchant, paid: str, receiver: Receiver, path: str
) -> None:
    reference = str(uuid.uuid4())
    headers = {"X-Callback-Url": f"{receiver.url}/{reference}"}
    answer = merchant.refund(reference, paid.upper(), path=path, headers=headers)
    assert (answer.status_code, answer.content) == (202, b"")
    seen = merchant.ended("refund", reference)
    assert (seen["status"], seen["payee"]) == ("SUCCESSFUL", payer("256772123456"))
    assert seen["financialTransactionId"].isdecimal()
    (heard,) = eventually(lambda: receiver.at(f"/{reference}"))
    assert json.loads(heard.body)["status"] == "SUCCESSFUL"
    (booked,) = merchant.sandbox.see("book")["refunds"]
    assert (booked["refunds"], booked["payee"]) == (paid, "256772123456")


def test_sum_of_refunds_is_never_above_the_payment(merchant: Merchant, paid: str) -> None:
    references = [str(uuid.uuid4()) for _ in range(6)]
    merchant.token()
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda reference: merchant.refund(reference, paid), references))
    assert [answer.status_code for answer in answers] == [202] * 6
    seen = [merchant.ended("refund", reference) for reference in references]
    assert sorted(one["status"] for one in seen) == ["FAILED"] * 4 + ["SUCCESSFUL"] * 2
    assert {one.get("reason") for one in seen} == {None, "COULD_NOT_PERFORM_TRANSACTION"}
    rest = str(uuid.uuid4())
    merchant.refund(rest, paid, amount="500")
    assert merchant.ended("refund", rest)["status"] == "SUCCESSFUL"


def test_failed_refund_can_be_made_again(merchant: Merchant, paid: str) -> None:
    merchant.sandbox.fault("momo.refund", "fail", reason="SERVICE_UNAVAILABLE")
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    merchant.refund(first, paid, amount="2500")
    merchant.refund(second, paid, amount="2500")
    assert merchant.status("refund", first)["reason"] == "SERVICE_UNAVAILABLE"
    assert merchant.ended("refund", second)["status"] == "SUCCESSFUL"


def test_only_a_successful_payment_is_refunded(merchant: Merchant, sandbox: Stand) -> None:
    failed = str(uuid.uuid4())
    sandbox.pay(failed, payer=payer("46733123451"))
    for of, reason in ((failed, "NOT_ALLOWED"), (str(uuid.uuid4()), "RESOURCE_NOT_FOUND")):
        reference = str(uuid.uuid4())
        assert merchant.refund(reference, of).status_code == 202
        seen = merchant.status("refund", reference)
        assert (seen["status"], seen["reason"]) == ("FAILED", reason)


def test_transfer_is_not_refunded(merchant: Merchant) -> None:
    sent, reference = str(uuid.uuid4()), str(uuid.uuid4())
    merchant.transfer(sent)
    merchant.ended("transfer", sent)
    merchant.refund(reference, sent)
    assert merchant.status("refund", reference)["reason"] == "RESOURCE_NOT_FOUND"


def test_refund_of_another_currency_fails(sandbox: Stand, paid: str) -> None:
    ghana = Merchant(sandbox, "disbursement", target="mtnghana")
    reference = str(uuid.uuid4())
    ghana.refund(reference, paid, currency="GHS")
    assert ghana.status("refund", reference)["reason"] == "INVALID_CURRENCY"


def test_empty_wallet_gives_nothing_back(merchant: Merchant, paid: str) -> None:
    merchant.sandbox.tell("settings", {"momo_balance": 0})
    sent, reference = str(uuid.uuid4()), str(uuid.uuid4())
    merchant.transfer(sent, amount="2000")
    merchant.refund(reference, paid)
    assert merchant.status("refund", reference)["reason"] == "NOT_ENOUGH_FUNDS"


@pytest.mark.parametrize("of", [None, "", "14", "0", "nonsense"])
def test_refund_of_no_reference_is_400(merchant: Merchant, of: str | None) -> None:
    answer = merchant.refund(str(uuid.uuid4()), "", referenceIdToRefund=of)
    assert answer.status_code == 400
    assert merchant.sandbox.see("book")["refunds"] == []


def test_fault_chooses_a_refund_by_who_is_paid_back(merchant: Merchant, paid: str) -> None:
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    for payee in ("256772999999", "+256772123456"):
        merchant.sandbox.fault("momo.refund", "error_before", match={"payee": payee})
    # Who paid what is not known cannot be told, so that no fault is for them.
    assert merchant.refund(second, str(uuid.uuid4())).status_code == 202
    assert merchant.refund(first, paid).status_code == 503
    assert merchant.refund(first, paid).status_code == 202
    fired = [fault["fired"] for fault in merchant.sandbox.see("faults")["faults"]]
    assert fired == [0, 1]
