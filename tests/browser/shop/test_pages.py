"""Every page of the shop, in every state: who can read it, how it fits, and what it weighs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from playwright.sync_api import Page, expect

from nauli.orders.address import shortened
from tests.browser.conftest import Troubles
from tests.browser.looks import assert_accessible
from tests.browser.shop.visitor import Visitor
from tests.browser.shop.windows import DESK, NARROW, PHONE
from tests.browser.windows import in_windows
from tests.stories.ends import until_ended
from tests.stories.shop import Json
from tests.stories.stays import book_and_pay
from tests.stories.town import Town

_MOST_BYTES = 60_000
# What came over the line for a page, with its headers, but for the photos.
_WEIGHT = """
[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .filter((part) => !part.name.includes("/photos/"))
  .reduce((sum, part) => sum + part.transferSize, 0)
"""
# Each form that changes something: where it is sent, and whether it bears what guards it.
_FORMS = """
[...document.querySelectorAll("form[method=post]")]
  .map((form) => [form.action, !!form.querySelector("[name=csrfmiddlewaretoken]")?.value])
"""
_LINK = "SELECT link FROM orders_order WHERE id = %s"
_LET_RUN_OUT = "UPDATE orders_order SET expires_at = now() WHERE id = %s RETURNING id"


@in_windows([PHONE, NARROW, DESK])
def test_every_page_can_be_read_by_everybody(page: Page, town: Town, troubles: Troubles) -> None:
    """Light and dark, in the language with the longest words as well, 320 pixels narrow."""
    for address in _addresses(town):
        page.goto(f"{town.shop.url}{address}")
        assert_accessible(page)
    page.goto(f"{town.shop.url}/nowhere")
    assert_accessible(page)
    troubles.take("404")


@in_windows([PHONE])
def test_every_page_is_light_on_the_way(page: Page, town: Town) -> None:
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    weights = {}
    for address in _addresses(town):
        page.goto(f"{town.shop.url}{address}")
        weights[address] = page.evaluate(_WEIGHT)
    heavy = {address: weight for address, weight in weights.items() if weight >= _MOST_BYTES}
    assert heavy == {}
    assert min(weights.values()) > 10_000  # what is seen of them is all of them


@in_windows([DESK])
def test_every_form_is_guarded(page: Page, town: Town) -> None:
    """It bears what only our own page knows, and is refused without."""
    Visitor(page, town).put_into_cart("12000", "UGX")
    forms = set()
    for address in (*_addresses(town), "/checkout/"):
        page.goto(f"{town.shop.url}{address}")
        found = page.evaluate(_FORMS)
        assert all(guarded for _, guarded in found), address
        forms |= {action for action, _ in found}
    assert len(forms) >= 6  # cart, both checkouts, paying again, cancelling an order and a stay
    assert {page.request.post(action).status for action in forms} == {403}


@in_windows([PHONE, DESK])
def test_form_is_shown_with_what_is_wrong(page: Page, town: Town, troubles: Troubles) -> None:
    visitor = Visitor(page, town)
    visitor.begin_to_buy("12000", "UGX")
    assert_accessible(page)
    visitor.type("Your name", "Amina")
    visitor.type("Your phone", "123")
    visitor.button("Pay UGX").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name="Your phone").click()
    expect(page.get_by_label("Your phone", exact=True)).to_be_focused()
    expect(page.get_by_label("Your name")).to_have_value("Amina")
    assert_accessible(page)
    troubles.take("422")


@cache
def _addresses(town: Town) -> Sequence[str]:
    """Return the address of each page, with orders in every state made for them."""
    shop = town.shop
    listing, product = shop.add_listing("145000", "UGX"), shop.add_product("12000", "UGX")
    booking, payment = book_and_pay(town, listing)
    cancelled, _ = book_and_pay(town, listing, days=40)
    assert shop.cancel_booking(cancelled).status_code == 200
    days = f"?check_in={booking['check_in']}&check_out={booking['check_out']}"
    with_photos = f"/stays/{shop.get('/api/listings/')['items'][0]['id']}/"
    free = f"?check_in={cancelled['check_in']}&check_out={cancelled['check_out']}&guests=2"
    stay = f"/stays/{listing['id']}/"
    waiting, declined = _prompt(town, product), _prompt(town, product)
    town.outside.reject(declined)
    until_ended(town, declined)
    at_chapa, late = shop.open_page(), _prompt(town, product)
    town.rows(_LET_RUN_OUT, late["order"])
    town.outside.reject(late)
    town.eventually(lambda: shop.payment(late)["status"] == "failed", what="that it is over")
    return (
        *("/", "/stays/", "/stays/?town=Nowhere", "/goods/", f"/goods/{product['id']}/", "/cart/"),
        *(with_photos, f"{stay}{days}", f"{stay}{free}", f"{stay}book/{free}"),
        *(_page(town, waiting), f"{_page(town, waiting)}pay/", f"{_page(town, waiting)}cancel/"),
        *(_page(town, payment), f"{_page(town, payment)}receipt/"),
        f"{_page(town, payment)}cancel/",
        *(_page(town, {"order": cancelled["order"]}), _page(town, declined)),
        *(_page(town, at_chapa), _page(town, late), f"/pay/{payment['id']}/"),
    )


def _prompt(town: Town, product: Json) -> Json:
    """Return a payment whose prompt is on a phone."""
    customer = town.shop.add_customer()
    town.outside.make_wait(customer["phone"])
    return town.shop.charge(town.shop.place(customer, product))


def _page(town: Town, payment: Json) -> str:
    ((link,),) = town.rows(_LINK, payment["order"])
    return f"/o/{shortened(link)}/"
