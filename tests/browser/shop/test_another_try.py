"""A payment that does not go through, and what its payer does then."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.looks import assert_accessible
from tests.browser.shop.visitor import Visitor
from tests.browser.shop.windows import DESK, PHONE
from tests.browser.windows import in_windows
from tests.stories.ends import assert_at_peace, assert_paid
from tests.stories.town import Town


def _states(visitor: Visitor) -> list[str]:
    """Return how each payment of the order stands, oldest first."""
    return [payment["status"] for payment in visitor.order()["payments"]]


@in_windows([PHONE])
def test_who_declines_pays_after_all(page: Page, town: Town) -> None:
    visitor = Visitor(page, town)
    visitor.begin_to_buy("12000", "UGX")
    visitor.pay()
    visitor.sees("A prompt is on your phone")
    visitor.answer_prompt(button="Reject")
    visitor.sees("This payment did not go through")
    expect(page.get_by_text("Nothing was taken from your account.")).to_be_visible()
    assert_accessible(page)
    visitor.button("Pay UGX").click()
    visitor.sees("A prompt is on your phone")
    visitor.answer_prompt()
    visitor.sees("Paid. Thank you!")
    assert _states(visitor) == ["failed", "succeeded"]
    assert_paid(town, visitor.payment())


@in_windows([DESK])
def test_who_sees_no_prompt_pays_from_another_number(page: Page, town: Town) -> None:
    visitor = Visitor(page, town)
    visitor.begin_to_buy("12000", "UGX")
    visitor.pay()
    visitor.link("I cannot see the prompt").click()
    expect(page.get_by_role("heading", name="No prompt?")).to_be_visible()
    another = visitor.own_number()
    visitor.type("Another number", another)
    assert_accessible(page)
    visitor.button("Pay UGX").click()
    expect(page.get_by_text(f"to pay to ***{another[-3:]}")).to_be_visible()
    expect(page.get_by_text("A payment by MTN MoMo was given up")).to_be_visible()
    visitor.answer_prompt(phone=another)
    visitor.sees("Paid. Thank you!")
    assert _states(visitor) == ["cancelled", "succeeded"]
    assert_paid(town, visitor.payment())


@in_windows([PHONE])
def test_who_leaves_chapas_page_gets_another_one(page: Page, town: Town) -> None:
    visitor = Visitor(page, town)
    visitor.begin_to_buy("125.50", "ETB")
    visitor.pay()
    page.wait_for_url(f"{town.outside.url}/**")
    left = page.url
    visitor.open_order()
    visitor.sees("We are checking your payment")
    expect(visitor.link("I have not paid yet: open the payment page")).to_be_visible()
    visitor.link("Pay in another way").click()
    visitor.button("Pay ETB").click()
    page.wait_for_url(f"{town.outside.url}/**")
    assert page.url != left
    page.get_by_role("button", name="Cancel").click()
    visitor.sees("This payment did not go through")
    assert_accessible(page)
    visitor.link("Pay in another way").click()
    visitor.button("Pay ETB").click()
    visitor.pay_at_chapa()
    visitor.sees("Paid. Thank you!")
    # The first was given up: Chapa may have said by now that its page was closed unpaid.
    assert _states(visitor) in (
        ["cancelled", "failed", "succeeded"],
        ["failed", "failed", "succeeded"],
    )
    assert_paid(town, visitor.payment())


@in_windows([DESK])
def test_who_comes_back_has_paid_only_when_chapa_says_so(page: Page, town: Town) -> None:
    visitor = Visitor(page, town)
    town.outside.fault("chapa.verify", "error_before", times=None)
    visitor.begin_to_buy("125.50", "ETB")
    visitor.pay()
    visitor.pay_at_chapa()
    visitor.sees("We are checking your payment")
    assert_accessible(page)
    payment = visitor.payment()
    asked = town.outside.struck("chapa.verify")
    # Whoever knows its number is told nothing; whoever was shown the way back may say so.
    page.goto(f"{town.shop.url}/pay/{payment['id']}/return/?status=success")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert_accessible(page)
    page.goto(f"{town.outside.checkout(payment)['return_url']}?status=success")
    town.eventually(lambda: town.outside.struck("chapa.verify") > asked, what="another question")
    visitor.sees("We are checking your payment")
    assert visitor.order()["status"] == "open"
    town.outside.calm()
    visitor.sees("Paid. Thank you!")
    assert_paid(town, payment)


@in_windows([PHONE])
def test_a_cart_in_two_currencies_is_paid_in_both_ways(page: Page, town: Town) -> None:
    """No currency is taken by both MoMo and Chapa: who wants both ways has two orders."""
    visitor = Visitor(page, town)
    for price, currency in (("125.50", "ETB"), ("12000", "UGX")):
        visitor.put_into_cart(price, currency)
    assert_accessible(page)
    page.get_by_role("link", name="UGX").click()
    visitor.pay()
    visitor.answer_prompt()
    visitor.sees("Paid. Thank you!")
    assert_paid(town, visitor.payment())
    page.get_by_role("link", name="Cart").click()
    visitor.link("Pay").click()
    visitor.pay()
    visitor.pay_at_chapa()
    visitor.sees("Paid. Thank you!")
    assert_paid(town, visitor.payment())
    page.get_by_role("link", name="Cart").click()
    expect(page.get_by_text("There is nothing in your cart yet.")).to_be_visible()
    assert_at_peace(town)
