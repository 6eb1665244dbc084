from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.sandbox.stand import SMS_KEY, Stand

AMINA, BRUNO = "+256772123456", "+254711000111"
Json = Any  # whatever `requests` takes
TEXT = {"username": "sandbox", "message": "Thank you", "senderId": "NAULI"}


def _send(sandbox: Stand, **how: Json) -> requests.Response:
    headers = {"apiKey": SMS_KEY, "Accept": "application/json"}
    return sandbox.ask("POST", "/africastalking/version1/messaging/bulk", headers=headers, **how)


def test_many_numbers_in_json(sandbox: Stand) -> None:
    sandbox.tell("sms/numbers", {"number": BRUNO, "code": 405})
    answer = _send(sandbox, json=TEXT | {"phoneNumbers": [AMINA, BRUNO, "nonsense"]})
    assert answer.status_code == 201
    assert answer.headers["Content-Type"] == "application/json"
    recipients = answer.json()["SMSMessageData"]["Recipients"]
    assert [one["statusCode"] for one in recipients] == [101, 405, 403]
    (sms,) = sandbox.see("sms")["sms"]
    assert (sms["number"], sms["from"], sms["text"]) == (AMINA, "NAULI", "Thank you")


def test_masked_number_needs_no_form(sandbox: Stand) -> None:
    masked = TEXT | {"maskedNumber": "5" * 64, "telco": "Safaricom"}
    ways: list[dict[str, Json]] = [{"json": masked | {"phoneNumbers": []}}, {"data": masked}]
    for how in ways:
        (one,) = _send(sandbox, **how).json()["SMSMessageData"]["Recipients"]
        assert (one["number"], one["statusCode"]) == ("5" * 64, 101)


@pytest.mark.parametrize(
    "change",
    [{"message": ""}, {"senderId": None}, {"phoneNumbers": []}, {"phoneNumbers": "+256772123456"}],
)
def test_missing_words_are_400(sandbox: Stand, change: dict[str, object]) -> None:
    body = TEXT | {"phoneNumbers": [AMINA]} | change
    assert _send(sandbox, json=body).status_code == 400
    assert sandbox.see("sms")["sms"] == []


def test_broken_json_is_400_and_text_is_415(sandbox: Stand) -> None:
    for kind, status in (("application/json", 400), ("text/plain", 415)):
        headers = {"apiKey": SMS_KEY, "Content-Type": kind}
        path = "/africastalking/version1/messaging/bulk"
        assert sandbox.ask("POST", path, data=b"{", headers=headers).status_code == status


def test_bad_key_is_401(sandbox: Stand) -> None:
    headers = {"apiKey": "nonsense"}
    path = "/africastalking/version1/messaging/bulk"
    assert sandbox.ask("POST", path, json=TEXT, headers=headers).status_code == 401
