from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest

from nauli.notifications.channels.contract import Accepted, Channel, Letter, NotAccepted
from nauli.notifications.channels.sms import SmsChannel, SmsSettings
from tests.gateways.scripted import Server, Step, cut, hang, reply, scripted

LETTER = Letter(key="paid-1-sms", to="+256772123456", text="Paid: UGX 25,000 & thanks é")


@pytest.fixture
def server() -> Iterator[Server]:
    with scripted() as running:
        yield running


def sms(url: str, *, sender_id: str = "") -> Channel:
    settings = SmsSettings(
        base_url=url + "/",
        username="sandbox",
        api_key="canary-key",
        sender_id=sender_id,
        connect_timeout=0.5,
        read_timeout=0.5,
    )
    assert "canary" not in repr(settings)
    return SmsChannel(settings)


def told(*recipients: object, message: object = "Sent to 1/1 Total Cost: KES 0.8000") -> Step:
    body = {"SMSMessageData": {"Message": message, "Recipients": list(recipients)}}
    return reply(201, json.dumps(body))


def recipient(code: object, message_id: object = "ATXid_1") -> dict[str, object]:
    return {"statusCode": code, "number": LETTER.to, "cost": "KES 0.8", "messageId": message_id}


def test_a_message_goes_out_as_the_carrier_wants_it(server: Server) -> None:
    server.on("/", told(recipient(101)))
    assert sms(server.url, sender_id="NAULI").send(LETTER) == Accepted(
        carrier_id="ATXid_1", note="Sent"
    )
    (request,) = server.received
    assert (request.method, request.path) == ("POST", "/version1/messaging")
    assert request.headers["apikey"] == "canary-key"
    assert request.headers["accept"] == "application/json"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(request.body.decode(), strict_parsing=True) == {
        "username": ["sandbox"],
        "to": ["+256772123456"],
        "message": ["Paid: UGX 25,000 & thanks é"],
        "bulkSMSMode": ["1"],
        "from": ["NAULI"],
    }


def test_without_a_sender_none_is_named(server: Server) -> None:
    server.on("/", told(recipient(101)))
    sms(server.url).send(LETTER)
    assert b"from=" not in server.received[0].body


@pytest.mark.parametrize("code", [100, 101, 102, "101"])
def test_accepted_is_decided_by_the_recipients_code(server: Server, code: object) -> None:
    server.on("/", told(recipient(code)))
    assert sms(server.url).send(LETTER).carrier_id == "ATXid_1"


@pytest.mark.parametrize("message_id", ["None", "", None, 7, "a b", "x" * 129, "a\x00"])
def test_what_is_no_id_is_none(server: Server, message_id: object) -> None:
    server.on("/", told(recipient(101, message_id)))
    assert sms(server.url).send(LETTER).carrier_id == ""


@pytest.mark.parametrize(
    ("code", "permanent"),
    [
        (401, False),
        (402, True),
        (403, True),
        (404, True),
        (405, False),
        (406, True),
        (407, False),
        (500, False),
        (501, False),
        (502, True),
        (999, False),
    ],
)
def test_http_201_with_a_refusing_code_is_not_sent(
    server: Server, code: int, *, permanent: bool
) -> None:
    server.on("/", told(recipient(code, "None")))
    with pytest.raises(NotAccepted) as raised:
        sms(server.url).send(LETTER)
    assert raised.value.permanent is permanent
    assert raised.value.code


@pytest.mark.parametrize(
    ("message", "code", "permanent"),
    [
        ("InvalidSenderId", "InvalidSenderId", True),
        ("InvalidPhoneNumber", "InvalidPhoneNumber", True),
        ("InsufficientBalance", "InsufficientBalance", False),
        ("Sorry, +256772123456 is not served", "refused", False),
    ],
)
def test_no_recipients_is_refused_for_the_reason_given(
    server: Server, message: str, code: str, *, permanent: bool
) -> None:
    server.on("/", told(message=message))
    with pytest.raises(NotAccepted) as raised:
        sms(server.url).send(LETTER)
    assert (raised.value.code, raised.value.permanent) == (code, permanent)
    assert "+256772123456" not in str(raised.value)


TROUBLE: dict[str, tuple[Step, str]] = {
    "bad key": (reply(401, "The supplied authentication is invalid"), "unauthenticated"),
    "500": (reply(500), "http_500"),
    "503": (reply(503, "<html>"), "http_503"),
    "200": (reply(200, "{}"), "http_200"),
    "400": (reply(400, "Request is missing required form field 'to'"), "http_400"),
    "hang": (hang, "no_answer"),
    "cut": (cut(), "no_answer"),
    "redirect": (reply(302, head="Location: /\r\n"), "no_answer"),
    "10 MB": (reply(201, b"x" * 10_000_000), "no_answer"),
    "XML": (reply(201, "<AfricasTalkingResponse/>"), "unreadable"),
    "a name twice": (reply(201, '{"SMSMessageData":{},"SMSMessageData":{}}'), "unreadable"),
    "no parts": (reply(201, "{}"), "unreadable"),
    "a list": (reply(201, "[]"), "unreadable"),
    "no object": (reply(201, '{"SMSMessageData":"x"}'), "unreadable"),
    "no code": (told({}), "unreadable"),
    "a wrong code": (told(recipient([101])), "unreadable"),
    "true": (told(recipient(True)), "unreadable"),
    "no recipient": (told(7), "unreadable"),
    "two recipients": (told(recipient(101), recipient(101)), "unreadable"),
    "recipients are none": (
        reply(201, '{"SMSMessageData":{"Message":"x","Recipients":null}}'),
        "unreadable",
    ),
}


@pytest.mark.parametrize(("step", "code"), TROUBLE.values(), ids=list(TROUBLE))
def test_trouble_passes_and_never_crashes(server: Server, step: Step, code: str) -> None:
    server.on("/", step)
    with pytest.raises(NotAccepted) as raised:
        sms(server.url).send(LETTER)
    assert (raised.value.code, raised.value.permanent) == (code, False)
    assert len(server.received) == 1


def test_a_carrier_that_is_not_there_is_tried_again() -> None:
    with pytest.raises(NotAccepted) as raised:
        sms("http://127.0.0.1:1").send(LETTER)
    assert (raised.value.code, raised.value.permanent) == ("not_sent", False)


def test_neither_number_nor_text_nor_key_is_logged(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.on("/", told(recipient(101)), reply(500))
    sms(server.url).send(LETTER)
    with pytest.raises(NotAccepted):
        sms(server.url).send(LETTER)
    for secret in ("772123456", "thanks", "canary"):
        assert secret not in caplog.text
