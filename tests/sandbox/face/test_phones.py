from __future__ import annotations

import re
import uuid

import pytest
import requests

from tests.sandbox.stand import Stand, eventually, payer

NUMBER = "256772123456"


def _press(sandbox: Stand, path: str, **form: str) -> requests.Response:
    return sandbox.ask("POST", path, data=form, allow_redirects=False)


def _prompted(sandbox: Stand) -> str:
    sandbox.tell("momo/handsets", {"msisdn": NUMBER, "waits": True})
    reference = str(uuid.uuid4())
    sandbox.pay(reference, amount="48000")
    return reference


def _numbers(sandbox: Stand) -> list[str]:
    return re.findall(r'id="phone-(\d+)"', sandbox.ask("GET", "/").text)


def test_first_page_says_what_to_do(sandbox: Stand) -> None:
    answer = sandbox.ask("GET", "/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "No phone yet" in answer.text
    assert f"{sandbox.url}/momo" in answer.text


def test_phone_appears_when_it_is_asked_texted_or_marked_and_never_moves(sandbox: Stand) -> None:
    sandbox.send("+256701555000")
    sandbox.pay(payer=payer("46733123451"))
    sandbox.tell("momo/handsets", {"msisdn": NUMBER, "waits": True})
    sandbox.send("+256701555000")
    assert _numbers(sandbox) == ["256701555000", "46733123451", NUMBER]


def test_only_the_phones_used_last_are_drawn_and_the_others_are_named(sandbox: Stand) -> None:
    for last in range(10):
        sandbox.send(f"+25670155500{last}")
    assert _numbers(sandbox) == [f"25670155500{last}" for last in range(2, 10)]
    page = sandbox.ask("GET", "/").text
    assert 'href="/phones/256701555000"' in page
    assert "Thank you" in sandbox.ask("GET", "/phones/256701555000").text


@pytest.mark.parametrize("pin", ["0000", "12345", "987654"])
def test_any_pin_approves(sandbox: Stand, pin: str) -> None:
    reference = _prompted(sandbox)
    assert "48,000 UGX" in sandbox.ask("GET", "/").text
    answer = _press(sandbox, f"/prompts/{reference}", do="approve", pin=pin)
    assert answer.headers["Location"] == f"/?said=approve#phone-{NUMBER}"
    assert sandbox.charge(reference)["status"] == "SUCCESSFUL"
    assert "Paid 48,000 UGX" in sandbox.ask("GET", "/").text


@pytest.mark.parametrize("pin", ["", "123", "1234567", "12a4", "\u0661\u0662\u0663\u0664"])
def test_what_is_no_pin_moves_nothing(sandbox: Stand, pin: str) -> None:
    reference = _prompted(sandbox)
    answer = _press(sandbox, f"/prompts/{reference}", do="approve", pin=pin)
    assert answer.status_code == 422
    assert "A PIN has 4 to 6 digits." in answer.text
    assert sandbox.charge(reference)["status"] == "PENDING"


@pytest.mark.parametrize(("do", "reason"), [("reject", "APPROVAL_REJECTED"), ("expire", "EXPIRED")])
def test_prompt_is_rejected_or_left_alone(sandbox: Stand, do: str, reason: str) -> None:
    reference = _prompted(sandbox)
    _press(sandbox, f"/prompts/{reference}", do=do)
    charge = sandbox.charge(reference)
    assert (charge["status"], charge["reason"]) == ("FAILED", reason)


def test_prompt_is_answered_once(sandbox: Stand) -> None:
    reference = _prompted(sandbox)
    _press(sandbox, f"/prompts/{reference}", do="reject")
    answer = _press(sandbox, f"/prompts/{reference}", do="approve", pin="1234")
    assert "said=no-prompt" in answer.headers["Location"]
    assert sandbox.charge(reference)["reason"] == "APPROVAL_REJECTED"


def test_what_asked_nobody_cannot_be_answered(sandbox: Stand) -> None:
    sandbox.tell("settings", {"momo_approve_seconds": 60})
    reference = str(uuid.uuid4())
    sandbox.pay(reference)
    for name, form in ((reference, {"do": "reject"}), ("nothing", {"do": "reject"})):
        assert "no-prompt" in _press(sandbox, f"/prompts/{name}", **form).headers["Location"]
    assert sandbox.charge(reference)["status"] == "PENDING"


def test_phone_is_marked_as_a_person_types_it(sandbox: Stand) -> None:
    _press(sandbox, "/phones", msisdn="+256 772 (123)-456", do="wait")
    assert sandbox.see("momo/handsets")["handsets"] == [{"msisdn": NUMBER, "waits": True}]
    answer = _press(sandbox, "/phones", msisdn="<b>12</b>", do="wait")
    assert answer.status_code == 422
    assert "country code" in answer.text
    assert 'value="&lt;b&gt;12&lt;/b&gt;"' in answer.text
    _press(sandbox, "/phones", msisdn=NUMBER, do="let-go")
    assert sandbox.see("momo/handsets")["handsets"] == []


def test_text_shows_what_its_receipts_told(sandbox: Stand) -> None:
    sandbox.tell("sms/numbers", {"number": NUMBER, "delay_ms": 0})
    sandbox.tell("sms/numbers", {"number": "256701555000", "receipts": ["Failed"], "delay_ms": 0})
    sandbox.send(f"+{NUMBER}", "<b>Hi</b> http://shop.org/o/1")
    sandbox.send("+256701555000")

    def told() -> str | None:
        page = sandbox.ask("GET", "/").text
        return page if "2 receipts" in page and "DeliveryFailure" in page else None

    page = eventually(told)
    assert "Delivered" in page
    assert "&lt;b&gt;Hi&lt;/b&gt;" in page
    assert 'href="http://shop.org/o/1"' in page


def test_edition_changes_with_what_is_written_and_only_then(sandbox: Stand) -> None:
    first = sandbox.ask("GET", "/").headers["ETag"]
    known = {"If-None-Match": first}
    assert sandbox.ask("GET", "/", headers=known).status_code == 304
    sandbox.send(f"+{NUMBER}")
    news = sandbox.ask("GET", "/", headers=known)
    assert (news.status_code, news.headers["ETag"] != first) == (200, True)


def test_a_form_in_a_charset_that_nobody_knows_is_empty(sandbox: Stand) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=rubbish"}
    answer = sandbox.ask("POST", "/phones", data=b"msisdn=256772123456", headers=headers)
    assert answer.status_code == 422
    assert "Type a number" in answer.text
