"""The mailbox, the book, what was sent and the faults, touched as a person would."""

from __future__ import annotations

import smtplib
import uuid
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Troubles
from tests.browser.looks import assert_accessible
from tests.browser.windows import DESK, DESK_DARK, DESK_PLAIN, PHONE, PHONE_DARK, in_windows
from tests.sandbox.shop import Shop
from tests.sandbox.stand import Stand, eventually

DOT = bytes.fromhex(  # a picture of one pixel
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060"
    "00000005000157a2ab0d0000000049454e44ae426082"
)


@pytest.fixture
def letter(sandbox: Stand) -> str:
    """Return the path of a letter with a picture, a link and an attachment."""
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "You paid", "shop@example.org", "amina@example.org"
    mail.set_content("Thank you")
    mail.add_alternative(
        f'<h1>Thank you</h1><img src="cid:dot" alt="A dot"><a href="{sandbox.url}/about">Order</a>',
        subtype="html",
    )
    _, html = mail.iter_parts()
    assert isinstance(html, EmailMessage)
    html.add_related(DOT, "image", "png", cid="<dot>")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="receipt.pdf")
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port) as line:
        line.send_message(mail)
    return f"/mail/{sandbox.see('mail')['mail'][0]['id']}"


@pytest.fixture
def told(sandbox: Stand) -> str:
    """Return the reference of a charge of which somebody was called back."""
    reference = str(uuid.uuid4())
    url = f"{sandbox.receiver.url}/{reference}"
    sandbox.pay(reference, externalId="N-1001", headers={"X_Callback_Url": url})
    eventually(lambda: sandbox.callbacks(reference, "delivered"))
    return reference


@in_windows([PHONE, DESK_DARK])
def test_every_page_can_be_read_by_everybody(
    page: Page, sandbox: Stand, shop: Shop, letter: str, told: str
) -> None:
    sandbox.send("+256701555000")
    sandbox.fault("momo.token", "delay")
    own = shop.booked(shop.paid())["reference"]
    shop.wait_until_told()
    one = ("/phones/256701555000", letter, f"/book/momo/{told}", f"/book/chapa/{own}")
    for path in ("/", "/mail", "/book", "/faults", "/about", *one, "/sent"):
        page.goto(sandbox.url + path)
        assert_accessible(page)
    page.get_by_role("link", name="Chapa webhook").click()
    expect(page.get_by_role("heading", name="Attempts")).to_be_visible()
    assert_accessible(page)


@in_windows([PHONE_DARK])
def test_page_that_is_not_there_says_so(page: Page, sandbox: Stand, troubles: Troubles) -> None:
    page.goto(f"{sandbox.url}/book/momo/nothing")
    expect(page.get_by_role("heading", name="Not Found")).to_be_visible()
    assert_accessible(page)
    troubles.take("404")


@in_windows([PHONE, DESK_PLAIN])
def test_letter_is_read_as_it_was_meant(
    page: Page, sandbox: Stand, letter: str, troubles: Troubles
) -> None:
    page.goto(f"{sandbox.url}/mail")
    page.get_by_role("link", name="You paid").click()
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("heading", name="Thank you")).to_be_visible()
    assert inside.get_by_alt_text("A dot").evaluate("(dot) => dot.naturalWidth") == 1
    assert troubles.seen == []
    with page.expect_popup() as opened:
        inside.get_by_role("link", name="Order").click()
    expect(opened.value.get_by_role("heading", name="Setup")).to_be_visible()
    # What Playwright itself puts into a window that a caged mail opens is stopped by the cage.
    assert all("Blocked script execution" in trouble for trouble in troubles.seen)
    troubles.seen.clear()
    with page.expect_download() as kept:
        page.get_by_role("link", name="receipt.pdf").click()
    assert kept.value.path().read_bytes() == b"%PDF"


@in_windows([PHONE, DESK_PLAIN])
def test_callback_is_found_in_the_book_and_sent_again(
    page: Page, sandbox: Stand, told: str
) -> None:
    page.goto(f"{sandbox.url}/book")
    page.get_by_label("Find a reference").fill("n-1001")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="2,500 UGX").click()
    expect(page.get_by_text("answered 200")).to_be_visible()
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_text("Sent again: the last entry says what was answered.")).to_be_visible()
    expect(page.get_by_text("Answered: 200")).to_be_visible()
    assert len(sandbox.receiver.at(f"/{told}")) == 2


@in_windows([DESK])
def test_news_is_told_and_moves_nothing(page: Page, sandbox: Stand, told: str) -> None:
    page.goto(f"{sandbox.url}/book")
    expect(page.get_by_text("N-1001")).to_be_visible()
    sandbox.pay(externalId="N-1002")
    page.get_by_role("link", name="There is news. Show it").click()
    expect(page.get_by_text("N-1002")).to_be_visible()
    assert_accessible(page)


@in_windows([PHONE, DESK_PLAIN])
def test_fault_is_set_strikes_and_is_lifted(page: Page, sandbox: Stand) -> None:
    page.goto(f"{sandbox.url}/faults")
    panel = page.locator('[id="sms.send"]')
    panel.locator("summary").click()
    panel.get_by_label("error_before").check()
    panel.get_by_label("How often").fill("2")
    assert_accessible(page)
    panel.get_by_role("button", name="Set this fault").click()
    expect(page.get_by_text("The fault is set.")).to_be_visible()
    assert sandbox.send("+256772123456").status_code == 503
    page.goto(f"{sandbox.url}/faults")
    expect(page.get_by_text("struck once")).to_be_visible()
    page.get_by_role("button", name="Lift the fault on sms.send").click()
    expect(page.get_by_text("None. Everything goes right.")).to_be_visible()
    assert sandbox.send("+256772123456").status_code == 201


@in_windows([DESK])
def test_fault_that_cannot_be_is_said_and_kept(
    page: Page, sandbox: Stand, troubles: Troubles
) -> None:
    page.goto(f"{sandbox.url}/faults")
    panel = page.locator('[id="sms.send"]')
    panel.locator("summary").click()
    panel.get_by_role("textbox", name="Status").fill("200")
    panel.get_by_role("button", name="Set this fault").click()
    expect(page.get_by_role("alert")).to_contain_text("from 400 to 599")
    expect(panel.get_by_role("textbox", name="Status")).to_have_value("200")
    page.get_by_role("link", name="Look again").click()
    troubles.take("422")
    assert sandbox.see("faults")["faults"] == []
