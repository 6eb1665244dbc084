"""What only a browser and the real servers can show of how the shop's pages are guarded."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from nauli.orders.address import shortened
from tests.browser.conftest import Troubles
from tests.browser.shop.visitor import Visitor
from tests.stories.town import Town

# What somebody might try who could write into a page: a script, a handler, a style, a way out.
_SMUGGLED = """
<script>window.ran = "script"</script>
<img src="/static/web/icon.svg" onload="window.ran = 'handler'">
<iframe srcdoc="<script>parent.ran = 'frame'</script>"></iframe>
<p id="painted" style="color: rgb(1, 2, 3)">Painted</p>
<base href="https://evil.example/">
"""
_SMUGGLE = "(text) => document.body.append(document.createRange().createContextualFragment(text))"


def test_what_is_written_into_a_page_neither_runs_nor_leads_away(
    page: Page, town: Town, troubles: Troubles
) -> None:
    visitor = Visitor(page, town)
    visitor.open_home()
    assert troubles.seen == []  # the pages themselves break no rule of theirs
    page.evaluate(_SMUGGLE, _SMUGGLED)
    painted = page.locator("#painted")
    expect(painted).not_to_have_css("color", "rgb(1, 2, 3)")
    assert page.evaluate("window.ran") is None
    assert page.url == f"{town.shop.url}/"
    broken = "\n".join(troubles.seen)
    for rule in ("script-src", "style-src", "base-uri"):
        assert rule in broken
    troubles.seen.clear()


def test_what_a_merchant_writes_is_text(page: Page, town: Town) -> None:
    body = {"name": "<b>Tea</b>", "description": _SMUGGLED, "price": "12000", "currency": "UGX"}
    product = town.shop.post("/api/products/", body).json()
    page.goto(f"{town.shop.url}/goods/{product['id']}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("<b>Tea</b>")
    expect(page.get_by_text('<p id="painted"')).to_be_visible()
    expect(page.locator("#painted")).to_be_hidden()


def test_nobody_gets_to_an_order_by_what_others_are_told_of_it(page: Page, town: Town) -> None:
    visitor = Visitor(page, town)
    visitor.begin_to_buy("12000", "UGX")
    visitor.pay()
    visitor.sees("A prompt is on your phone")
    order, payment = visitor.order(), visitor.payment()
    told = [order["number"], order["id"], shortened(UUID(order["id"])), payment["reference"]]
    told += [payment["id"], shortened(UUID(payment["id"])), payment["provider_reference"]]
    for word in told:
        for part in ("", "pay/", "cancel/", "receipt/", "voucher.pdf"):
            assert page.request.get(f"{town.shop.url}/o/{word}/{part}").status == 404


@pytest.mark.parametrize("path", ["/", "/checkout/"])
def test_no_other_site_shows_a_page_in_a_frame_of_its_own(
    page: Page, town: Town, troubles: Troubles, path: str
) -> None:
    with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
        page.set_content(f'<iframe src="{town.shop.url}{path}"></iframe>')
    expect(page.frame_locator("iframe").locator("body")).not_to_contain_text("Mama Rose's")
    troubles.seen.clear()


def test_what_a_browser_keeps_is_out_of_reach_of_scripts_and_other_sites(
    page: Page, town: Town
) -> None:
    visitor = Visitor(page, town)
    visitor.put_into_cart("12000", "UGX")
    visitor.link("Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    kept = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert kept.keys() == {"cart", "csrftoken", "django_language"}
    assert {cookie["sameSite"] for cookie in kept.values()} == {"Lax"}
    assert page.evaluate("localStorage.length") == 0
    readable = page.evaluate("document.cookie")
    assert re.findall(r"(\w+)=", readable) == ["csrftoken"]


def test_form_of_another_site_changes_nothing(page: Page, town: Town, troubles: Troubles) -> None:
    """Also where it is sent by the visitor's own browser, with all that it keeps."""
    visitor = Visitor(page, town)
    visitor.begin_to_buy("12000", "UGX")
    visitor.pay()
    visitor.sees("A prompt is on your phone")
    order = page.url
    visitor.link("Cancel this order").click()
    forms = page.locator("form[method=post]")
    seen = forms.locator("input[name=seen]").input_value()
    page.set_content(
        f'<form method="post" action="{order}cancel/"><input name="seen" value="{seen}">'
        "<button>Win</button></form>"
    )
    page.get_by_role("button", name="Win").click()
    expect(page.get_by_text("This form is too old or came from another site")).to_be_visible()
    troubles.take("403")
    page.goto(order)
    visitor.sees("A prompt is on your phone")
    assert visitor.order()["status"] == "open"
