from __future__ import annotations

import hashlib
import hmac
import json
import time
import uuid

import pytest
import requests

from tests.sandbox.stand import SECRET, Receiver, Stand, eventually, payer

AMINA = "+256772123456"


def test_error_before_takes_nothing(sandbox: Stand) -> None:
    sandbox.fault("momo.requesttopay", "error_before", status=500)
    reference = str(uuid.uuid4())
    answer = sandbox.pay(reference)
    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL_PROCESSING_ERROR")
    assert sandbox.charge(reference) is None
    assert sandbox.pay(reference).status_code == 202  # once, by default


def test_error_after_has_taken(sandbox: Stand) -> None:
    sandbox.fault("momo.requesttopay", "error_after")
    reference = str(uuid.uuid4())
    answer = sandbox.pay(reference)
    assert (answer.status_code, answer.json()["code"]) == (503, "SERVICE_UNAVAILABLE")
    eventually(lambda: sandbox.charge(reference)["status"] == "SUCCESSFUL")
    assert sandbox.pay(reference).status_code == 409


def test_hang_after_has_taken_and_keeps_the_caller_waiting(sandbox: Stand) -> None:
    sandbox.fault("momo.requesttopay", "hang_after", seconds=30)
    reference = str(uuid.uuid4())
    headers = sandbox.headers(X_Reference_Id=reference)
    body = {
        "amount": "100",
        "currency": "UGX",
        "externalId": "N-1",
        "payer": payer("256772123456"),
    }
    with pytest.raises(requests.ReadTimeout):
        requests.post(
            f"{sandbox.url}/momo/collection/v1_0/requesttopay",
            json=body,
            headers=headers,
            timeout=0.5,
        )
    eventually(lambda: sandbox.charge(reference)["status"] == "SUCCESSFUL")


def test_hang_before_takes_nothing_and_then_fails(sandbox: Stand) -> None:
    sandbox.fault("momo.requesttopay", "hang_before", seconds=0.3)
    reference = str(uuid.uuid4())
    began = time.monotonic()
    assert sandbox.pay(reference).status_code == 503
    assert time.monotonic() - began >= 0.3
    assert sandbox.charge(reference) is None


def test_delayed_request_is_served_late(sandbox: Stand) -> None:
    sandbox.fault("momo.requesttopay", "delay", seconds=0.3)
    began = time.monotonic()
    assert sandbox.pay().status_code == 202
    assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize(
    "match",
    [{"payer": AMINA}, {"payer": "256772123456"}, {"external_id": "N-5"}, {"reference": "<it>"}],
)
def test_fault_strikes_only_its_match(sandbox: Stand, match: dict[str, str]) -> None:
    reference = str(uuid.uuid4())
    if "reference" in match:
        match = {"reference": reference.upper()}
    sandbox.fault("momo.requesttopay", "error_before", times=None, match=match)
    assert sandbox.pay(externalId="N-6", payer=payer("256700000001")).status_code == 202
    assert sandbox.pay(reference, externalId="N-5").status_code == 503


def test_times_are_spent_one_by_one(sandbox: Stand) -> None:
    reference = str(uuid.uuid4())
    sandbox.pay(reference)
    sandbox.fault("momo.status", "error_before", times=2)
    assert [sandbox.look(reference).status_code for _ in range(3)] == [503, 503, 200]
    assert sandbox.charge(reference)["looks"] == 3


def test_token_can_fail(sandbox: Stand) -> None:
    sandbox.fault("momo.token", "error_after", status=500)
    assert [sandbox.token().status_code for _ in range(2)] == [500, 200]


def test_callback_is_dropped(sandbox: Stand, receiver: Receiver) -> None:
    sandbox.fault("momo.callback", "drop")
    reference = str(uuid.uuid4())
    sandbox.pay(reference, headers={"X_Callback_Url": f"{receiver.url}/{reference}"})
    (callback,) = eventually(lambda: sandbox.charge(reference)["callbacks"])
    assert (callback["state"], callback["attempts"]) == ("dropped", [])
    assert receiver.at(f"/{reference}") == []


def test_callback_is_duplicated(sandbox: Stand, receiver: Receiver) -> None:
    sandbox.fault("momo.callback", "duplicate", copies=3)
    reference = str(uuid.uuid4())
    sandbox.pay(reference, headers={"X_Callback_Url": f"{receiver.url}/{reference}"})
    eventually(lambda: len(receiver.at(f"/{reference}")) == 3)
    assert len({heard.body for heard in receiver.at(f"/{reference}")}) == 1
    assert len(sandbox.charge(reference)["callbacks"]) == 3


def test_callback_is_delayed(sandbox: Stand, receiver: Receiver) -> None:
    sandbox.fault("momo.callback", "delay", seconds=0.5)
    reference = str(uuid.uuid4())
    sandbox.pay(reference, headers={"X_Callback_Url": f"{receiver.url}/{reference}"})
    eventually(lambda: sandbox.charge(reference)["decided_at"])
    decided = time.monotonic()
    heard = eventually(lambda: receiver.at(f"/{reference}"))[0]
    assert heard.at - decided > 0.3  # what is missing was spent until we saw the decision


def test_event_is_dropped_alone(sandbox: Stand, receiver: Receiver) -> None:
    sandbox.tell("settings", {"momo_signed_events": True})
    sandbox.fault("momo.event", "drop")
    reference = str(uuid.uuid4())
    sandbox.pay(
        reference,
        payeeNote=f"order {uuid.uuid4()}",
        headers={"X_Callback_Url": f"{receiver.url}/{reference}"},
    )
    eventually(lambda: receiver.at(f"/{reference}"))
    assert sandbox.charge(reference)["events"][0]["state"] == "dropped"
    assert receiver.at("/events") == []


def test_message_is_accepted_and_the_answer_lost(sandbox: Stand) -> None:
    sandbox.fault("sms.send", "error_after", match={"number": AMINA})
    answer = sandbox.send(AMINA)
    assert (answer.status_code, answer.headers["Content-Type"][:10]) == (503, "text/plain")
    assert len(sandbox.see("sms")["sms"]) == 1


def test_message_is_not_accepted(sandbox: Stand) -> None:
    sandbox.fault("sms.send", "error_before", match={"number": AMINA})
    assert sandbox.send("+254711000111").status_code == 201
    assert sandbox.send(AMINA).status_code == 503
    assert [message["number"] for message in sandbox.see("sms")["sms"]] == ["+254711000111"]


def test_receipt_is_dropped(sandbox: Stand, receiver: Receiver) -> None:
    sandbox.fault("sms.receipt", "drop")
    sandbox.send(AMINA)
    eventually(lambda: receiver.at("/receipts"))
    receipts = sandbox.see("sms")["sms"][0]["receipts"]
    assert receipts[0]["state"] == "dropped"
    assert b"status=Success" in receiver.at("/receipts")[0].body


def test_error_says_the_code_that_is_wanted(sandbox: Stand) -> None:
    sandbox.fault("momo.requesttopay", "error_before", status=500, code="NOT_ALLOWED")
    answer = sandbox.pay()
    assert (answer.status_code, answer.json()["code"]) == (500, "NOT_ALLOWED")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, {"statusCode": 401, "message": "Unauthorized"}),
        (403, {"statusCode": 403, "message": "Forbidden"}),
        (404, {"code": "RESOURCE_NOT_FOUND", "message": "Service failed."}),
        (400, {"message": "A fault says so."}),
    ],
)
def test_error_speaks_like_whoever_says_such_a_status(
    sandbox: Stand, status: int, body: dict[str, object]
) -> None:
    sandbox.fault("momo.requesttopay", "error_before", status=status)
    answer = sandbox.pay()
    assert (answer.status_code, answer.json()) == (status, body)


def test_charge_is_taken_and_fails(sandbox: Stand) -> None:
    sandbox.fault("momo.requesttopay", "fail", reason="PAYER_LIMIT_REACHED")
    reference = str(uuid.uuid4())
    assert sandbox.pay(reference).status_code == 202
    assert sandbox.look(reference).json()["reason"] == "PAYER_LIMIT_REACHED"


def test_copies_may_come_apart(sandbox: Stand, receiver: Receiver) -> None:
    sandbox.fault("momo.callback", "duplicate", apart_seconds=0.4)
    reference = str(uuid.uuid4())
    sandbox.pay(reference, headers={"X_Callback_Url": f"{receiver.url}/{reference}"})
    eventually(lambda: len(receiver.at(f"/{reference}")) == 2)
    first, second = receiver.at(f"/{reference}")
    assert second.at - first.at > 0.3


def test_callback_and_event_may_tell_other_than_the_truth(
    sandbox: Stand, receiver: Receiver
) -> None:
    sandbox.tell("settings", {"momo_signed_events": True})
    sandbox.fault("momo.callback", "alter", set={"status": "FAILED", "reason": "EXPIRED"})
    sandbox.fault("momo.event", "alter", set={"amount": "1"})
    reference = str(uuid.uuid4())
    sandbox.pay(
        reference,
        payeeNote=f"order {uuid.uuid4()}",
        headers={"X_Callback_Url": f"{receiver.url}/{reference}"},
    )
    (told,) = eventually(lambda: receiver.at(f"/{reference}"))
    assert json.loads(told.body)["reason"] == "EXPIRED"
    (event,) = eventually(lambda: receiver.at("/events"))
    assert json.loads(event.body)["amount"] == "1"
    assert (
        event.headers["X-Momo-Signature"]
        == hmac.new(SECRET.encode(), event.body, hashlib.sha256).hexdigest()
    )
    assert sandbox.look(reference).json()["status"] == "SUCCESSFUL"
