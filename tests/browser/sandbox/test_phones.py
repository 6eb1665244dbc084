"""The phone, touched as a person would."""

from __future__ import annotations

import re
import uuid

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Troubles
from tests.browser.looks import assert_accessible
from tests.browser.windows import DESK, FEW, PHONE, in_windows
from tests.sandbox.stand import Stand, eventually

NUMBER = "256772123456"


def _wait_on_the_phone(page: Page, sandbox: Stand) -> None:
    page.goto(sandbox.url)
    page.get_by_label("Have a number wait for you").fill("+256 772 123 456")
    page.get_by_role("button", name="Wait for me").click()
    expect(page.get_by_text("This phone asks you from now on.")).to_be_visible()


def _look(page: Page) -> None:
    """Without a script, news is seen by looking again; with one there is nothing to press."""
    again = page.get_by_role("link", name="Look again")
    if again.is_visible():
        again.click()


def _ask(page: Page, sandbox: Stand) -> tuple[str, Locator]:
    """Ask for money, and return the reference and the prompt that is on the phone."""
    reference = str(uuid.uuid4())
    sandbox.pay(reference, amount="48000")
    _look(page)
    prompt = page.get_by_role("region", name="MoMo")
    expect(prompt).to_contain_text("Pay 48,000 UGX?")
    return reference, prompt


@in_windows(FEW)
def test_payer_is_asked_types_a_pin_and_is_told(page: Page, sandbox: Stand) -> None:
    _wait_on_the_phone(page, sandbox)
    reference, prompt = _ask(page, sandbox)
    assert_accessible(page)
    prompt.get_by_label("Your PIN").fill("1234")
    prompt.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Approved.")).to_be_visible()
    expect(prompt).to_be_hidden()
    assert sandbox.charge(reference)["status"] == "SUCCESSFUL"
    sandbox.send(f"+{NUMBER}", "We have received your payment.")
    eventually(lambda: sandbox.see("sms")["sms"][0]["receipts"][1]["state"] == "delivered")
    _look(page)
    talk = page.get_by_role("log", name="Messages on +256 772 123 456")
    expect(talk).to_contain_text("We have received your payment.")
    expect(talk).to_contain_text("Delivered · 2 receipts")
    expect(talk.get_by_role("link", name="Paid 48,000 UGX")).to_be_visible()


@in_windows([PHONE])
def test_payer_rejects_and_lets_expire(page: Page, sandbox: Stand) -> None:
    _wait_on_the_phone(page, sandbox)
    for button, reason in (("Reject", "APPROVAL_REJECTED"), ("let it expire", "EXPIRED")):
        reference, prompt = _ask(page, sandbox)
        prompt.get_by_role("button", name=button).click()
        expect(page.get_by_role("log")).to_contain_text(f"Not paid 48,000 UGX: {reason}")
        assert sandbox.charge(reference)["reason"] == reason


@in_windows([DESK])
def test_pin_that_is_none_is_said_beside_the_field(
    page: Page, sandbox: Stand, troubles: Troubles
) -> None:
    _wait_on_the_phone(page, sandbox)
    reference, prompt = _ask(page, sandbox)
    prompt.get_by_label("Your PIN").fill("12")
    prompt.get_by_role("button", name="Approve").click()
    expect(prompt.get_by_role("alert")).to_have_text("A PIN has 4 to 6 digits. Any will do.")
    expect(prompt.get_by_label("Your PIN")).to_be_focused()
    assert_accessible(page)
    page.get_by_role("link", name="Look again").click()
    expect(prompt.get_by_text("Any 4 to 6 digits will do.")).to_be_visible()
    troubles.take("422")
    assert sandbox.charge(reference)["status"] == "PENDING"


@in_windows([PHONE])
def test_what_somebody_types_stays_while_news_comes(page: Page, sandbox: Stand) -> None:
    _wait_on_the_phone(page, sandbox)
    _, prompt = _ask(page, sandbox)
    prompt.get_by_label("Your PIN").press_sequentially("12")
    for number in (f"+{NUMBER}", "+256701555000"):
        sandbox.send(number, "Another message")
        phone = page.locator(f"#phone-{number[1:]}")
        expect(phone.get_by_role("log")).to_contain_text("Another message")
        expect(phone.get_by_role("log")).to_contain_text("Delivered")
    expect(prompt.get_by_label("Your PIN")).to_be_focused()
    page.keyboard.type("34")
    expect(prompt.get_by_label("Your PIN")).to_have_value("1234")


@in_windows([DESK])
def test_phones_come_by_themselves_and_the_newest_word_is_in_sight(
    page: Page, sandbox: Stand
) -> None:
    page.goto(sandbox.url)
    expect(page.get_by_text("No phone yet")).to_be_visible()
    for number in range(12):
        sandbox.send(f"+{NUMBER}", f"Message {number} of a long conversation, line by line")
    last = page.get_by_text("Message 11 of a long conversation")
    expect(last).to_be_in_viewport()
    expect(page.get_by_text("No phone yet")).to_be_hidden()
    page.reload()
    expect(last).to_be_in_viewport()


@in_windows([DESK])
def test_sandbox_that_is_away_is_missed_and_found_again(
    page: Page, sandbox: Stand, troubles: Troubles
) -> None:
    page.goto(sandbox.url)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    page.route(re.compile(".*"), lambda route: route.abort("connectionrefused"))
    expect(page.get_by_text("No answer", exact=True)).to_be_visible()
    page.unroute_all()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # somebody looks again
    sandbox.send(f"+{NUMBER}", "Here again")
    expect(page.get_by_text("Here again")).to_be_visible()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    assert all("ERR_CONNECTION_REFUSED" in trouble for trouble in troubles.seen)
    troubles.seen.clear()
