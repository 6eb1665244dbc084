"""Somebody in the shop, and on their phone: what they press and type, by the words they read."""

from __future__ import annotations

import itertools
import re

from django.utils.translation import gettext, override
from playwright.sync_api import Locator, Page, expect

from nauli.orders.address import shortened
from tests.stories.shop import Json
from tests.stories.town import Town

_numbers = itertools.count(1)
_AN_ORDER = re.compile(r"\b\w{4}-\w{4}-\w{4}\b")
_LINK = "SELECT link FROM orders_order WHERE number = %s"
_NEWEST = """
    SELECT link FROM orders_order o JOIN customers_customer c ON c.id = o.customer_id
    WHERE c.phone LIKE %s ORDER BY o.created_at DESC LIMIT 1
"""
PIN = "1234"
# From here on the page has two columns, and its way on is beside what it is about.
_DESK = 768
_TELEBIRR = "0900123456"  # a number that pays in Chapa's test mode


class Visitor:
    """One person. Nobody else has their number, and its handset waits for them to answer."""

    def __init__(self, page: Page, town: Town, *, language: str = "en") -> None:
        self.page = page
        self.town = town
        self.language = language
        self.typed: list[str] = []
        self.phone = self.own_number()

    def own_number(self) -> str:
        """Return a number of theirs whose handset waits for them."""
        number = f"0772 {800000 + next(_numbers)}"
        self.town.outside.make_wait(_msisdn(number))
        return number

    def words(self, english: str) -> str:
        """Return how the pages say it, as far as nothing is put into it."""
        with override(self.language):
            return gettext(english).partition("%(")[0].strip()

    def open_home(self) -> None:
        self.page.goto(f"{self.town.shop.url}/")
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)

    def open_order(self, number: str = "") -> None:
        """Open the page of this order, or of the one that they have placed last."""
        newest = self.town.rows(_NEWEST, f"%{_msisdn(self.phone)[3:]}") if not number else []
        ((link,),) = newest or self.town.rows(_LINK, number)
        self.page.goto(f"{self.town.shop.url}/o/{shortened(link)}/")

    def put_into_cart(self, price: str, currency: str) -> None:
        """Put a thing of this price into the cart that nobody has seen before."""
        product = self.town.shop.add_product(price, currency)
        self.page.goto(f"{self.town.shop.url}/goods/{product['id']}/")
        self.button("Add to cart").click()
        expect(self.page.get_by_role("heading", name="Your cart")).to_be_visible()

    def begin_to_buy(self, price: str, currency: str) -> None:
        """Go as far as the form."""
        self.put_into_cart(price, currency)
        self.link("Pay").click()

    def link(self, english: str) -> Locator:
        return self.page.get_by_role("link", name=self.words(english), exact=True)

    def button(self, english: str) -> Locator:
        return self.page.get_by_role("button", name=self.words(english))

    def sees(self, english: str) -> None:
        """Wait for what the order's page says first of all."""
        expect(self.page.locator("#status h1")).to_have_text(self.words(english))

    def type(self, label: str, text: str) -> None:
        self.typed.append(label)
        self.page.get_by_label(self.words(label), exact=True).fill(text)

    def choose_nights(self, first: int, last: int) -> None:
        """Choose these days of next month in the calendar, and book them."""
        month = self.page.locator("#month")
        this_one = month.inner_text()
        self.page.get_by_role("link", name=self.words("The month after")).click()
        expect(month).not_to_have_text(this_one)
        self.day(first).click()
        expect(self.day(first)).to_have_attribute("aria-current", "date")
        self.day(last).click()
        self.book()

    def book(self) -> None:
        """Go on from the nights that are chosen: on a phone without looking for the way."""
        book, window = self.link("Book this stay"), self.page.viewport_size
        if window is not None and window["width"] < _DESK:
            expect(book).to_be_in_viewport()
        book.click()

    def day(self, day: int) -> Locator:
        table = self.page.get_by_role("table")
        return table.get_by_role("link", name=re.compile(rf"^{day}\b"))

    def pay(self, name: str = "Amina") -> None:
        """Fill in the form as far as it must be, and send it."""
        self.type("Your name", name)
        self.type("Your phone", self.phone)
        self.button("Pay %(total)s").click()

    def answer_prompt(self, *, button: str = "Approve", phone: str = "") -> None:
        """Take the phone into the hand, in a tab of its own, and answer what it asks."""
        handset = self.page.context.new_page()
        handset.goto(f"{self.town.outside.url}/phones/{_msisdn(phone or self.phone)}")
        pin = handset.get_by_label("Your PIN")
        prompt = handset.locator(f"#{pin.get_attribute('id')}")
        if button == "Approve":
            pin.fill(PIN)
        handset.get_by_role("button", name=button, exact=True).click()
        expect(prompt).to_be_hidden()
        handset.close()

    def pay_at_chapa(self) -> None:
        """Pay on Chapa's page by telebirr, and be led back."""
        self.page.wait_for_url(f"{self.town.outside.url}/**")
        self.page.get_by_label("telebirr").check()
        self.page.get_by_label("Phone number").fill(_TELEBIRR)
        self.page.get_by_role("button", name="Pay").click()
        self.page.wait_for_url(f"{self.town.shop.url}/o/**")

    def order(self) -> Json:
        """Return the order whose page is open."""
        (number,) = set(_AN_ORDER.findall(self.page.locator("#rest dl").inner_text()))
        (order,) = self.town.shop.get("/api/orders/", number=number)["items"]
        return order

    def payment(self) -> Json:
        """Return its newest payment."""
        return self.order()["payments"][-1]


def _msisdn(number: str) -> str:
    return f"256{number.replace(' ', '')[1:]}"
