"""The channels against the sandbox's carrier and mailbox."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from nauli.notifications.channels.contract import Letter, NotAccepted
from nauli.notifications.channels.email import EmailChannel
from nauli.notifications.channels.sms import SmsChannel, SmsSettings
from tests.contracts.sandbox import Sandbox

SMS = Letter(key="paid-1-sms", to="+256772000222", text="Paid: UGX 25,000. Thank you, Ama é")


def sms(sandbox: Sandbox, *, api_key: str = "atsk_" + "0" * 64) -> SmsChannel:
    return SmsChannel(
        SmsSettings(
            base_url=f"{sandbox.url}/africastalking",
            username="sandbox",
            api_key=api_key,
            connect_timeout=1,
            read_timeout=1,
        )
    )


def test_an_sms_is_sent_under_the_id_that_its_receipt_will_name(sandbox: Sandbox) -> None:
    accepted = sms(sandbox).send(SMS)
    (seen,) = sandbox.ask("sms")["sms"]
    assert (seen["id"], seen["number"], seen["text"]) == (accepted.carrier_id, SMS.to, SMS.text)


@pytest.mark.parametrize(("code", "permanent"), [(405, False), (406, True)])
def test_a_refused_recipient_is_not_sent(sandbox: Sandbox, code: int, *, permanent: bool) -> None:
    sandbox.tell("sms/numbers", {"number": SMS.to, "code": code})
    with pytest.raises(NotAccepted) as raised:
        sms(sandbox).send(SMS)
    assert raised.value.permanent is permanent
    assert sandbox.ask("sms")["sms"] == []


def test_a_request_refused_as_a_whole_is_not_sent(sandbox: Sandbox) -> None:
    with pytest.raises(NotAccepted) as raised:
        sms(sandbox).send(Letter(key="k", to="0772", text="t"))
    assert (raised.value.code, raised.value.permanent) == ("InvalidPhoneNumber", True)


def test_a_wrong_key_is_loud_and_passes_once_mended(sandbox: Sandbox) -> None:
    with pytest.raises(NotAccepted) as raised:
        sms(sandbox, api_key="wrong").send(SMS)
    assert (raised.value.code, raised.value.permanent) == ("unauthenticated", False)


@pytest.mark.parametrize(
    ("fault", "code", "sent"), [("error_before", "http_503", 0), ("hang_after", "no_answer", 1)]
)
def test_a_carrier_in_trouble_is_tried_again(
    sandbox: Sandbox, fault: str, code: str, sent: int
) -> None:
    sandbox.fault("sms.send", fault, seconds=30)
    with pytest.raises(NotAccepted) as raised:
        sms(sandbox).send(SMS)
    assert (raised.value.code, raised.value.permanent) == (code, False)
    assert len(sandbox.ask("sms")["sms"]) == sent


def test_a_letter_reaches_the_mailbox(sandbox: Sandbox, settings: Settings) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sandbox.smtp_port
    settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS = "", False
    EmailChannel().send(
        Letter(key="k", to="ama@example.com", subject="Paid", text="Thanks é", html="<p>Thanks é")
    )
    assert len(sandbox.ask("mail?to=ama@example.com")["mail"]) == 1
