from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from tests.sandbox.stand import Receiver, Stand, eventually

AMINA = "+256772123456"


def test_sent_and_then_success(sandbox: Stand, receiver: Receiver) -> None:
    answer = sandbox.send(AMINA).json()["SMSMessageData"]
    message = answer["Recipients"][0]["messageId"]
    eventually(lambda: len(receiver.at("/receipts")) == 2)
    first, last = receiver.at("/receipts")
    assert first.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert dict(parse_qsl(first.body.decode())) == {
        "id": message,
        "status": "Sent",
        "phoneNumber": AMINA,
        "networkCode": "99999",
    }
    assert dict(parse_qsl(last.body.decode()))["status"] == "Success"
    receipts = eventually(lambda: _all_delivered(sandbox))
    assert [(r["body"]["status"], r["attempts"][0]["status"]) for r in receipts] == [
        ("Sent", 200),
        ("Success", 200),
    ]
    assert "url" not in receipts[0]  # it may hold the receiver's secret


def test_plan_of_a_number_is_followed_in_its_order_and_copies(
    sandbox: Stand, receiver: Receiver
) -> None:
    plan = {"number": AMINA, "receipts": ["Success", "Sent"], "copies": 2, "delay_ms": 150}
    sandbox.tell("sms/numbers", plan)
    sandbox.send(AMINA)
    eventually(lambda: len(receiver.at("/receipts")) == 4)
    assert _statuses(receiver) == ["Success", "Success", "Sent", "Sent"]


def test_failure_has_a_reason(sandbox: Stand, receiver: Receiver) -> None:
    plan = {"number": AMINA, "receipts": ["Rejected"], "delay_ms": 0}
    sandbox.tell("sms/numbers", plan | {"failure_reason": "UserInBlackList"})
    sandbox.send(AMINA)
    heard = eventually(lambda: receiver.at("/receipts"))[0]
    form = dict(parse_qsl(heard.body.decode()))
    assert (form["status"], form["failureReason"]) == ("Rejected", "UserInBlackList")


def test_receipt_may_come_before_the_answer(sandbox: Stand, receiver: Receiver) -> None:
    sandbox.tell("sms/numbers", {"number": AMINA, "receipts": ["Success"], "delay_ms": 0})
    sandbox.fault("sms.send", "hang_after", seconds=1)
    sandbox.send(AMINA)
    assert _statuses(receiver) == ["Success"]


def test_empty_plan_sends_none(sandbox: Stand) -> None:
    sandbox.tell("sms/numbers", {"number": AMINA, "receipts": []})
    sandbox.send(AMINA)
    assert sandbox.see("sms")["sms"][0]["receipts"] == []


def test_early_receipts_are_told_before_the_send_is_answered(
    sandbox: Stand, receiver: Receiver
) -> None:
    sandbox.tell("sms/numbers", {"number": AMINA, "receipts": ["Sent", "Success"]})
    sandbox.fault("sms.receipt", "early", match={"number": AMINA})
    assert sandbox.send(AMINA).status_code == 201
    assert sorted(_statuses(receiver)) == ["Sent", "Success"]  # on their way side by side


def test_early_waits_no_longer_than_it_may(sandbox: Stand, receiver: Receiver) -> None:
    sandbox.tell("sms/numbers", {"number": AMINA, "receipts": ["Sent", "Success"]})
    late = {"on": "sms.receipt", "do": "delay", "seconds": 60, "match": {"status": "Success"}}
    sandbox.tell("faults", [late, {"on": "sms.receipt", "do": "early", "seconds": 0.5}])
    assert sandbox.send(AMINA).status_code == 201
    assert _statuses(receiver) == ["Sent"]


def test_receipts_may_come_in_reverse(sandbox: Stand, receiver: Receiver) -> None:
    plan = {"number": AMINA, "receipts": ["Sent", "Buffered", "Success"], "delay_ms": 150}
    sandbox.tell("sms/numbers", plan)
    sandbox.fault("sms.receipt", "reorder")
    sandbox.send(AMINA)
    eventually(lambda: len(receiver.at("/receipts")) == 3)
    assert _statuses(receiver) == ["Success", "Buffered", "Sent"]


def test_one_status_may_be_late_or_other_than_planned(sandbox: Stand, receiver: Receiver) -> None:
    match = {"status": "Sent"}
    sandbox.fault("sms.receipt", "delay", seconds=0.8, match=match)
    sandbox.fault("sms.receipt", "alter", set={"networkCode": "64110"}, match=match)
    sandbox.send(AMINA)
    eventually(lambda: len(receiver.at("/receipts")) == 2)
    assert _statuses(receiver) == ["Success", "Sent"]
    forms = [dict(parse_qsl(heard.body.decode())) for heard in receiver.at("/receipts")]
    assert [form["networkCode"] for form in forms] == ["99999", "64110"]


def _all_delivered(sandbox: Stand) -> list[Any]:
    receipts: list[Any] = sandbox.see("sms")["sms"][0]["receipts"]
    return receipts if all(r["state"] == "delivered" for r in receipts) else []


def _statuses(receiver: Receiver) -> list[str]:
    return [dict(parse_qsl(h.body.decode()))["status"] for h in receiver.at("/receipts")]
