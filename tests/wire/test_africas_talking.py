"""Python's africastalking, the vendor's own client, sends through the sandbox."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.sandbox.stand import SMS_KEY, Receiver, Stand, eventually
from tests.wire.conftest import run_foreign

AMINA, BRUNO, CLARA = "+256772123456", "+254711000111", "+233241000222"
DIGEST = "5" * 64
NOT_A_KEY = "not-a-key"

Json = Any  # what the tests look into, member by member


@pytest.fixture(scope="module")
def flow(stand: Stand) -> Json:
    """What the client saw, step by step. It is run once; the tests look at parts of it."""
    stand.tell("sms/numbers", {"number": BRUNO, "code": 406})
    stand.tell("sms/numbers", {"number": CLARA, "receipts": ["Failed"], "delay_ms": 0})
    stand.fault("sms.send", "refuse", message="InvalidSenderId", match={"number": "+254700000999"})
    text = {"message": "Thank you & good-bye: +1"}
    steps = [
        ["user", "user", {}],
        ["one", "send", {"recipients": [AMINA], **text}],
        ["several", "send", {"recipients": [AMINA, BRUNO, CLARA], **text, "sender_id": "NAULI"}],
        ["enqueued", "send", {"recipients": [AMINA], **text, "enqueue": True}],
        ["refused", "send", {"recipients": ["+254700000999"], **text}],
        ["unusable", "send", {"recipients": ["+1234567"], **text}],
        ["not a number", "send", {"recipients": ["0772123456"], **text}],
        ["later", "send_later", {"recipients": [AMINA], **text}],
        ["hashed", "send_hashed", {"masked_number": DIGEST, "sender_id": "NAULI", **text}],
        ["user after", "user", {}],
    ]
    return _run(stand, SMS_KEY, steps)


def _run(stand: Stand, api_key: str, steps: list[Json]) -> Json:
    told = {"base_url": f"{stand.url}/africastalking", "api_key": api_key, "steps": steps}
    return run_foreign("africas_talking.py", told)


def _answer(seen: Json) -> Json:
    return seen["value"]["SMSMessageData"]


def test_one_recipient(flow: Json) -> None:
    answer = _answer(flow["one"])
    assert answer["Message"] == "Sent to 1/1 Total Cost: KES 0.8000"
    (recipient,) = answer["Recipients"]
    assert (recipient["number"], recipient["statusCode"]) == (AMINA, 101)
    assert recipient["status"] == "Success"
    assert recipient["messageId"].startswith("ATXid_")


def test_several_recipients_have_a_code_each(flow: Json) -> None:
    recipients = _answer(flow["several"])["Recipients"]
    assert [(one["number"], one["statusCode"], one["status"]) for one in recipients] == [
        (AMINA, 101, "Success"),
        (BRUNO, 406, "UserInBlacklist"),
        (CLARA, 101, "Success"),
    ]
    assert recipients[1]["messageId"] == "None"


def test_a_queued_message_is_accepted(flow: Json) -> None:
    assert len(_answer(flow["enqueued"])["Recipients"]) == 1


@pytest.mark.parametrize(
    ("step", "reason"), [("refused", "InvalidSenderId"), ("unusable", "InvalidPhoneNumber")]
)
def test_a_refusal_of_all_is_no_error_and_names_nobody(flow: Json, step: str, reason: str) -> None:
    assert _answer(flow[step]) == {"Message": reason, "Recipients": []}


def test_what_is_no_number_does_not_leave_the_client(flow: Json) -> None:
    assert flow["not a number"]["error"] == "ValueError"


def test_a_callback_of_the_client_gets_the_answer(flow: Json) -> None:
    error, answer = flow["later"]["value"]
    assert error is None
    assert answer["SMSMessageData"]["Recipients"][0]["statusCode"] == 101


def test_a_masked_number_is_sent_to(flow: Json, stand: Stand) -> None:
    (recipient,) = _answer(flow["hashed"])["Recipients"]
    (sms,) = stand.see("sms", id=recipient["messageId"])["sms"]
    assert (sms["number"], sms["from"]) == (DIGEST, "NAULI")


def test_the_balance_goes_down_by_what_was_accepted(flow: Json) -> None:
    assert flow["user"]["value"] == {"UserData": {"balance": "KES 1000.0000"}}
    assert flow["user after"]["value"] == {"UserData": {"balance": "KES 995.2000"}}


def test_a_bad_key_is_the_vendors_error(stand: Stand) -> None:
    seen = _run(stand, NOT_A_KEY, [["one", "send", {"recipients": [AMINA], "message": "Hello"}]])
    assert seen["one"] == {
        "error": "AfricasTalkingException",
        "message": "The supplied authentication is invalid",
    }


def test_the_text_arrived_whole_and_receipts_follow(
    flow: Json, stand: Stand, receiver: Receiver
) -> None:
    message = _answer(flow["several"])["Recipients"][2]["messageId"]
    (sms,) = stand.see("sms", id=message)["sms"]
    assert (sms["text"], sms["from"]) == ("Thank you & good-bye: +1", "NAULI")

    def told() -> list[dict[str, str]]:
        forms = [dict(parse_qsl(heard.body.decode())) for heard in receiver.at("/receipts")]
        return [form for form in forms if form["id"] == message]

    (form,) = eventually(told)
    assert (form["status"], form["failureReason"]) == ("Failed", "DeliveryFailure")
