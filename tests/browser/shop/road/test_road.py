"""The whole road, from the first page to the receipt."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import assert_accessible
from tests.browser.shop.visitor import Visitor
from tests.browser.shop.windows import DESK, PHONE
from tests.browser.windows import Window
from tests.stories.ends import assert_paid
from tests.stories.town import Town

# A place and a thing of the demo for each gateway: what is on the first page is paid by MoMo.
_STAYS = {"momo": "Kiira Bend bandas", "chapa": "Roha tukuls"}
_GOODS = {"momo": "Solar lantern with phone charger", "chapa": "Netela shawl, handwoven cotton"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    method: str
    wish: str
    window: Window

    def __str__(self) -> str:
        return f"{self.wish}-{self.method}-{self.window}"

    @property
    def values(self) -> tuple[object, ...]:
        window = self.window
        return (
            *(self.method, self.wish),
            *(window.name, window.script, window.language, window.dark),
        )


# Not all 64 of them: so chosen that every value meets every other one.
_ROADS = (
    Road(method="momo", wish="stay", window=PHONE),
    Road(method="chapa", wish="goods", window=replace(DESK, script=False)),
    Road(method="chapa", wish="goods", window=replace(DESK, language="fr")),
    Road(
        method="chapa",
        wish="stay",
        window=replace(PHONE, script=False, language="fr", dark=True),
    ),
    Road(method="momo", wish="goods", window=replace(PHONE, script=False, dark=True)),
    Road(method="momo", wish="stay", window=replace(DESK, language="fr", dark=True)),
)


@pytest.mark.parametrize(
    ("page", "road"),
    [(road.window, road) for road in _ROADS],
    indirect=["page"],
    ids=map(str, _ROADS),
)
def test_from_the_first_page_to_the_receipt(page: Page, road: Road, town: Town) -> None:
    visitor = Visitor(page, town, language=road.window.language)
    visitor.open_home()
    choose = _choose_stay if road.wish == "stay" else _choose_goods
    choose(visitor, road)
    expect(visitor.button("Pay %(total)s")).to_be_visible()
    assert_accessible(page)
    if road.method == "momo":
        visitor.pay()
        visitor.sees("A prompt is on your phone")
        assert_accessible(page)
        visitor.answer_prompt()
    else:
        _pay_at_chapa(visitor)
    # Nobody presses anything: the page moves by itself.
    paid = "Booked and paid. Thank you!" if road.wish == "stay" else "Paid. Thank you!"
    visitor.sees(paid)
    assert_accessible(page)
    assert_paid(town, visitor.payment())
    _look_at_papers(visitor, road)


# The last one: a town is left when the next test does not play in it.
def test_every_two_values_meet_on_some_road() -> None:
    for one, other in itertools.combinations(
        zip(*(road.values for road in _ROADS), strict=True), 2
    ):
        met = set(zip(one, other, strict=True))
        assert met == set(itertools.product(set(one), set(other)))
        assert len(met) == 4


def _choose_stay(visitor: Visitor, road: Road) -> None:
    """Choose nights in the calendar of a place on the first page; another one is searched for."""
    name = _STAYS[road.method]
    if road.method == "momo":
        visitor.page.get_by_role("link", name=name).click()
        visitor.choose_nights(10, 12)
        return
    visitor.type("Where", "Lalibela")
    visitor.type("Arrive", _day(10))
    visitor.type("Leave", _day(12))
    visitor.button("Find a stay").click()
    visitor.page.get_by_role("link", name=name).click()
    visitor.book()


def _choose_goods(visitor: Visitor, road: Road) -> None:
    """Add to cart what stands on the first page; for another thing, open its own page."""
    name = _GOODS[road.method]
    if road.method == "momo":
        visitor.page.get_by_role("listitem").filter(has_text=name).get_by_role("button").click()
    else:
        visitor.link("All goods").click()
        visitor.page.get_by_role("link", name=name).click()
        visitor.type("Pieces", "2")
        visitor.button("Add to cart").click()
    visitor.link("Pay").click()


def _pay_at_chapa(visitor: Visitor) -> None:
    """Be led to Chapa's page, which does not learn from where, and back."""
    chapa = f"{visitor.town.outside.url}/"
    with visitor.page.expect_request(lambda request: request.url.startswith(chapa)) as asked:
        visitor.pay()
    assert "referer" not in asked.value.all_headers()
    visitor.pay_at_chapa()


def _look_at_papers(visitor: Visitor, road: Road) -> None:
    page, kept = visitor.page, ["Your receipt, to print (PDF)"]
    if road.wish == "stay":
        code = page.get_by_alt_text(visitor.words("Your code, to be scanned at the desk"))
        assert code.evaluate("(code) => code.complete && code.naturalWidth > 0")
        kept += ["Your voucher, to print (PDF)", "Put the stay into your calendar"]
    for words in kept:
        address = visitor.link(words).get_attribute("href")
        file = page.request.get(f"{visitor.town.shop.url}{address}")
        assert file.body().startswith((b"%PDF-", b"BEGIN:VCALENDAR"))
    total = page.locator(".sum dd").inner_text()
    visitor.link("Your receipt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(visitor.words("Receipt"))
    expect(page.locator("tfoot td")).to_have_text(total)
    assert_accessible(page)


def _day(day: int) -> str:
    """Return a day of next month."""
    next_month = datetime.now(UTC).date().replace(day=1) + timedelta(days=32)
    return str(next_month.replace(day=day))
