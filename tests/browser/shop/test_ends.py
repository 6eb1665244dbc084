"""Orders that end: in time, by their customer, or with the money back."""

from __future__ import annotations

import psycopg
from playwright.sync_api import Page, expect

from tests.browser.looks import assert_accessible
from tests.browser.shop.visitor import Visitor
from tests.browser.shop.windows import DESK, PHONE
from tests.browser.windows import in_windows
from tests.stories.ends import assert_at_peace
from tests.stories.returns import assert_returned
from tests.stories.stays import book_and_pay
from tests.stories.town import Town


def _let_time_run_out(town: Town, visitor: Visitor) -> None:
    """Have the order be kept until now only, by the clock of the database."""
    with psycopg.connect(town.servers.database_url) as connection:
        connection.execute(
            "UPDATE orders_order SET expires_at = now() WHERE number = %s",
            [visitor.order()["number"]],
        )


@in_windows([PHONE])
def test_page_says_by_itself_that_time_has_run_out(page: Page, town: Town) -> None:
    visitor = Visitor(page, town)
    visitor.begin_to_buy("12000", "UGX")
    visitor.pay()
    visitor.sees("A prompt is on your phone")
    expect(page.get_by_text("The goods are kept for you for 30 more minutes.")).to_be_visible()
    _let_time_run_out(town, visitor)
    visitor.sees("We are checking your payment")
    expect(page.get_by_text("do not approve the payment any more")).to_be_visible()
    assert_accessible(page)
    visitor.answer_prompt(button="Reject")
    visitor.sees("The time to pay is over")
    expect(page.get_by_text("The goods are free for others again.")).to_be_visible()
    assert_accessible(page)
    assert visitor.order()["status"] == "expired"


@in_windows([DESK])
def test_who_tries_again_too_late_is_asked_for_nothing(page: Page, town: Town) -> None:
    visitor = Visitor(page, town)
    visitor.begin_to_buy("12000", "UGX")
    visitor.pay()
    visitor.answer_prompt(button="Reject")
    visitor.sees("This payment did not go through")
    _let_time_run_out(town, visitor)
    visitor.button("Pay UGX").click()
    visitor.sees("The time to pay is over")
    expect(visitor.button("Pay UGX")).to_be_hidden()
    assert len(visitor.order()["payments"]) == 1


@in_windows([PHONE])
def test_order_that_is_not_paid_is_cancelled(page: Page, town: Town) -> None:
    visitor = Visitor(page, town)
    visitor.begin_to_buy("12000", "UGX")
    visitor.pay()
    visitor.link("Cancel this order").click()
    expect(page.get_by_text("Nothing was paid, so nothing has to go back.")).to_be_visible()
    assert_accessible(page)
    visitor.link("Keep it").click()
    visitor.sees("A prompt is on your phone")
    visitor.link("Cancel this order").click()
    visitor.button("Cancel the order").click()
    visitor.sees("Cancelled")
    expect(page.get_by_text("If you have paid all the same, your money is safe")).to_be_visible()
    assert_accessible(page)
    assert visitor.order()["status"] == "cancelled"


@in_windows([DESK])
def test_stay_is_cancelled_for_what_was_said_before(page: Page, town: Town) -> None:
    """Five days before, half goes back: it is shown first, and that is what comes."""
    listing = town.shop.add_listing("145000", "UGX")
    booking, payment = book_and_pay(town, listing, days=5)
    visitor = Visitor(page, town)
    visitor.open_order(town.shop.order({"id": booking["order"]})["number"])
    visitor.link("Cancel this stay").click()
    expect(page.get_by_role("heading", name="Cancel this stay?")).to_be_visible()
    expect(page.locator(".rows dd")).to_have_text(["UGX 290,000", "UGX 145,000"])
    assert_accessible(page)
    assert town.shop.booking(booking)["status"] == "confirmed"
    visitor.button("Cancel the stay").click()
    visitor.sees("This stay is cancelled")
    expect(page.get_by_text("UGX 145,000 has gone back to you")).to_be_visible()
    expect(visitor.link("Your voucher, to print (PDF)")).to_be_hidden()
    assert_accessible(page)
    assert_returned(town, payment, "145000")
    assert_at_peace(town)
