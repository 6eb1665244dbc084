from __future__ import annotations

import pytest

from tests.sandbox.stand import SMS_KEY, Stand

AMINA = "+256772123456"
BRIAN = "+254711000111"


def test_accepted_is_201_and_in_the_book(sandbox: Stand) -> None:
    answer = sandbox.send(AMINA, "Order N-1 is paid.")
    assert answer.status_code == 201
    assert answer.headers["Content-Type"] == "application/json"
    told = answer.json()["SMSMessageData"]
    assert told["Message"] == "Sent to 1/1 Total Cost: KES 0.8000"
    (recipient,) = told["Recipients"]
    message = recipient.pop("messageId")
    assert message.startswith("ATXid_")
    assert recipient == {
        "statusCode": 101,
        "number": AMINA,
        "status": "Success",
        "cost": "KES 0.8000",
    }
    (seen,) = sandbox.see("sms")["sms"]
    assert (seen["id"], seen["number"]) == (message, AMINA)
    assert (seen["text"], seen["from"]) == ("Order N-1 is paid.", "AFRICASTKNG")


def test_each_recipient_has_a_code(sandbox: Stand) -> None:
    sandbox.tell("sms/numbers", {"number": BRIAN, "code": 406})
    told = sandbox.send(f"{AMINA},{BRIAN},0772").json()["SMSMessageData"]
    assert told["Message"].startswith("Sent to 1/3")
    assert [(r["statusCode"], r["status"]) for r in told["Recipients"]] == [
        (101, "Success"),
        (406, "UserInBlacklist"),
        (403, "InvalidPhoneNumber"),
    ]
    assert told["Recipients"][1]["messageId"] == "None"
    assert [message["number"] for message in sandbox.see("sms")["sms"]] == [AMINA]


def test_no_usable_recipient_is_still_201_with_an_empty_list(sandbox: Stand) -> None:
    answer = sandbox.send("0772123456")
    assert answer.status_code == 201
    assert answer.json() == {"SMSMessageData": {"Message": "InvalidPhoneNumber", "Recipients": []}}
    assert sandbox.see("sms") == {"sms": []}


def test_marked_code_is_answered_so_many_times(sandbox: Stand) -> None:
    sandbox.tell("sms/numbers", {"number": AMINA, "code": 405, "times": 2})
    codes = [
        sandbox.send(AMINA).json()["SMSMessageData"]["Recipients"][0]["statusCode"]
        for _ in range(3)
    ]
    assert codes == [405, 405, 101]
    assert sandbox.see("sms/numbers")["numbers"][0]["answered"] == 2
    assert len(sandbox.see("sms")["sms"]) == 1


def test_marked_accepting_code_is_accepted(sandbox: Stand) -> None:
    sandbox.tell("sms/numbers", {"number": AMINA, "code": 102, "times": None})
    recipient = sandbox.send(AMINA).json()["SMSMessageData"]["Recipients"][0]
    assert (recipient["statusCode"], recipient["status"]) == (102, "Success")


@pytest.mark.parametrize("key", ["nonsense", "atsk_short", SMS_KEY.upper(), ""])
def test_bad_key_is_401_in_plain_text(sandbox: Stand, key: str) -> None:
    answer = sandbox.send(AMINA, key=key)
    assert (answer.status_code, answer.text) == (401, "The supplied authentication is invalid")
    assert sandbox.see("sms") == {"sms": []}


def test_old_keys_are_64_bare_digits(sandbox: Stand) -> None:
    assert sandbox.send(AMINA, key="0123456789abcdef" * 4).status_code == 201


def test_missing_field_and_wrong_form(sandbox: Stand) -> None:
    path, headers = "/africastalking/version1/messaging", {"apiKey": SMS_KEY}
    answer = sandbox.ask("POST", path, data={"username": "sandbox", "to": AMINA}, headers=headers)
    assert answer.status_code == 400
    assert answer.text == "Request is missing required form field 'message'"
    answer = sandbox.ask("POST", path, json={"username": "sandbox"}, headers=headers)
    assert answer.status_code == 415


def test_all_may_be_refused_by_a_fault(sandbox: Stand) -> None:
    match = {"number": "+256772123456"}
    sandbox.fault("sms.send", "refuse", message="InvalidSenderId", times=None, match=match)
    answer = sandbox.send("+254711000111,+256772123456")
    assert answer.status_code == 201
    assert answer.json() == {"SMSMessageData": {"Message": "InvalidSenderId", "Recipients": []}}
    assert sandbox.see("sms")["sms"] == []
    assert sandbox.send("+254711000111").json()["SMSMessageData"]["Recipients"]
