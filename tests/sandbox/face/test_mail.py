from __future__ import annotations

import base64
import smtplib
from email.message import EmailMessage

import pytest

from tests.sandbox.stand import Stand

PICTURE = b"\x89PNG\r\n\x1a\nno more"
HTML = (
    '<html><head><title>Paid</title></head><body onload="steal()"><script>steal()</script>'
    '<img src="cid:code"><img src="https://shop.org/seen.png"><a href="/o/1">Order</a></body>'
)


def _letter() -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = "Paid <b>"
    mail["From"] = "shop@example.org"
    mail["To"] = "amina@example.org"
    mail.set_content("Thank you <i> http://shop.org/o/1")
    mail.add_alternative(HTML, subtype="html")
    _, letter = mail.iter_parts()
    assert isinstance(letter, EmailMessage)
    letter.add_related(PICTURE, "image", "png", cid="<code>")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename='a "b".pdf')
    return mail


@pytest.fixture
def posted(sandbox: Stand) -> int:
    """Return the id of the letter in the box."""
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port) as line:
        line.send_message(_letter())
    number: int = sandbox.see("mail")["mail"][0]["id"]
    return number


def test_mails_are_listed_newest_first_and_escaped(sandbox: Stand, posted: int) -> None:
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port) as line:
        line.sendmail("a@example.org", "b@example.org", "no headers at all \xe9".encode("latin-1"))
    page = sandbox.ask("GET", "/mail").text
    assert page.index("(no subject)") < page.index("Paid &lt;b&gt;")
    assert "1 attachment<" in page
    assert f"port {sandbox.smtp_port}" in page


def test_letter_is_shown_in_its_parts(sandbox: Stand, posted: int) -> None:
    page = sandbox.ask("GET", f"/mail/{posted}").text
    assert f'src="/mail/{posted}/html"' in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert '&lt;i&gt; <a href="http://shop.org/o/1"' in page
    assert "<script>" not in page
    assert "amina@example.org" in page


def test_html_comes_in_a_cage(sandbox: Stand, posted: int) -> None:
    answer = sandbox.ask("GET", f"/mail/{posted}/html")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups")
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy
    assert f"data:image/png;base64,{base64.b64encode(PICTURE).decode()}" in answer.text
    assert '<head><base target="_blank">' in answer.text


def test_attachment_and_whole_mail_are_handed_over_as_they_came(
    sandbox: Stand, posted: int
) -> None:
    answer = sandbox.ask("GET", f"/mail/{posted}/attachments/0")
    assert answer.content == b"%PDF"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a__b_.pdf"'
    whole = sandbox.ask("GET", f"/mail/{posted}/whole").content
    assert whole.decode() == sandbox.see("mail")["mail"][0]["raw"]


def test_what_is_not_there_is_a_page_for_browsers_and_json_for_programs(sandbox: Stand) -> None:
    for path in ("/mail/77", "/mail/77/html", "/mail/77/attachments/0", "/mail/x", "/face/x.css"):
        seen = sandbox.ask("GET", path, headers={"Accept": "text/html,*/*"})
        assert (seen.status_code, seen.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
        assert "/_sandbox/" in sandbox.ask("GET", path).json()["error"]


def test_attachment_that_is_not_there(sandbox: Stand, posted: int) -> None:
    assert sandbox.ask("GET", f"/mail/{posted}/attachments/5").status_code == 404
