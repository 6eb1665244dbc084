"""Chapa's hosted page, touched as a person would."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Troubles
from tests.browser.looks import assert_accessible
from tests.browser.windows import DESK, FEW, PHONE, PHONE_DARK, in_windows
from tests.sandbox.shop import Shop


def _open(page: Page, shop: Shop, **change: str) -> str:
    tx_ref = shop.open(return_url=f"{shop.receiver.url}/thanks", **change)
    page.goto(shop.booked(tx_ref)["checkout_url"])
    return tx_ref


@in_windows(FEW)
def test_payer_tries_a_number_that_fails_and_then_one_that_pays(page: Page, shop: Shop) -> None:
    tx_ref = _open(page, shop)
    expect(page.get_by_role("heading", name="Nauli")).to_be_visible()
    page.get_by_label("M-Pesa").check()
    page.get_by_role("button", name="Pay 2,500.00 ETB").click()
    expect(page.get_by_role("alert")).to_contain_text("you can try again")
    expect(page.get_by_label("M-Pesa")).to_be_checked()
    assert_accessible(page)
    page.get_by_label("Phone number").fill("0700123456")
    page.get_by_role("button", name="Pay 2,500.00 ETB").click()
    page.wait_for_url(f"{shop.receiver.url}/thanks")
    assert (shop.booked(tx_ref)["status"], shop.booked(tx_ref)["method"]) == ("success", "mpesa")


@in_windows([PHONE])
def test_payer_pays_by_card(page: Page, shop: Shop) -> None:
    tx_ref = _open(page, shop)
    expect(page.get_by_label("Card number")).to_be_hidden()
    page.get_by_label("Card", exact=True).check()
    expect(page.get_by_label("Phone number")).to_be_hidden()
    page.get_by_label("Card number").fill("4200 0000 0000 0000")
    page.get_by_label("Expiry").fill("12/34")
    page.get_by_label("Security code").fill("123")
    assert_accessible(page)
    page.get_by_role("button", name="Pay").click()
    page.wait_for_url(f"{shop.receiver.url}/thanks")
    assert shop.booked(tx_ref)["method"] == "card"


@in_windows([DESK])
def test_payer_with_a_keyboard_alone_cancels(page: Page, shop: Shop, troubles: Troubles) -> None:
    tx_ref = _open(page, shop)
    for _ in range(5):  # method, phone, pay, fail, cancel
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{shop.receiver.url}/thanks")
    page.goto(shop.booked(tx_ref)["checkout_url"])
    expect(page.get_by_text("This payment link has expired.")).to_be_visible()
    assert_accessible(page)
    troubles.take("410")


@in_windows([PHONE_DARK, DESK])
def test_page_can_be_read_by_everybody(page: Page, shop: Shop) -> None:
    tx_ref = _open(page, shop)
    assert_accessible(page)
    shop.tell(tx_ref, "pay")
    page.reload()
    expect(page.get_by_text("This payment is complete.")).to_be_visible()
    assert_accessible(page)


@in_windows([DESK])
def test_what_is_mistyped_is_said_and_kept(page: Page, shop: Shop, troubles: Troubles) -> None:
    tx_ref = _open(page, shop)
    page.get_by_label("Phone number").fill("12345")
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_role("alert")).to_contain_text("Ethiopian phone number")
    expect(page.get_by_label("Phone number")).to_have_value("12345")
    troubles.take("422")
    assert shop.booked(tx_ref)["failures"] == 0
