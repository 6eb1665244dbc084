from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest

from tests.sandbox.stand import Stand


def post(sandbox: Stand, to: str = "amina@example.org") -> None:
    mail = EmailMessage()
    mail["From"] = "Nauli <shop@example.org>"
    mail["To"] = to
    mail["Subject"] = "Order N-1 is paid \u2713"
    mail["Message-ID"] = "<1@example.org>"
    mail.set_content("Thank you, Amina.\n")
    mail.add_alternative("<p>Thank you, <b>Amina</b>.</p>\n", subtype="html")
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port, timeout=10) as line:
        line.send_message(mail)


def test_mail_is_kept_whole(sandbox: Stand) -> None:
    post(sandbox)
    (mail,) = sandbox.see("mail")["mail"]
    assert (mail["from"], mail["to"]) == ("shop@example.org", ["amina@example.org"])
    assert mail["subject"] == "Order N-1 is paid \u2713"
    assert mail["text"].strip() == "Thank you, Amina."
    assert mail["html"].strip() == "<p>Thank you, <b>Amina</b>.</p>"
    assert dict(mail["headers"])["Message-ID"] == "<1@example.org>"
    assert "Content-Type: text/html" in mail["raw"]


def test_mail_is_chosen_by_its_address(sandbox: Stand) -> None:
    post(sandbox)
    post(sandbox, "brian@example.org")
    (mail,) = sandbox.see("mail", to="brian@example.org")["mail"]
    assert mail["to"] == ["brian@example.org"]


def test_mail_without_a_head_or_with_an_unknown_charset_is_kept_too(sandbox: Stand) -> None:
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port, timeout=10) as line:
        line.sendmail("a@example.org", "b@example.org", "just words")
        line.sendmail(
            "a@example.org", "b@example.org", "Content-Type: text/plain; charset=none-such\n\nHi"
        )
    mails = sandbox.see("mail")["mail"]
    assert [mail["subject"] for mail in mails] == ["", ""]
    assert "Hi" in mails[1]["raw"]


@pytest.mark.parametrize(("do", "kept"), [("error_before", 0), ("error_after", 1)])
def test_mailbox_fails_as_told(sandbox: Stand, do: str, kept: int) -> None:
    sandbox.fault("smtp", do, match={"address": "amina@example.org"})
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        post(sandbox)
    assert refusal.value.smtp_code == 451
    assert len(sandbox.see("mail")["mail"]) == kept
