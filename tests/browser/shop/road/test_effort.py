"""How much is asked of somebody who has read nothing, and of somebody without a mouse."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.shop.visitor import Visitor
from tests.browser.shop.windows import PHONE
from tests.browser.windows import in_windows
from tests.stories.ends import assert_paid
from tests.stories.town import Town

_MOST_TABS = 120
# Where the focus is on the whole page, and whether somebody would see that it is there. Around the
# calendar's button inside a date's field, which is not the field itself, browsers draw a ring.
_FOCUSED = """
() => {
  const here = document.activeElement, box = here.getBoundingClientRect();
  const { outlineStyle, outlineWidth } = getComputedStyle(here);
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const ringed = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  return {
    what: here.outerHTML.slice(0, 200),
    seen: inside && (ringed || (here.type === "date" && !here.matches(":focus"))),
    top: box.top + scrollY,
    bottom: box.bottom + scrollY,
  };
}
"""


@in_windows([PHONE])
def test_stay_is_booked_and_paid_in_a_few_steps(page: Page, town: Town) -> None:
    """Four pages, two fields, and what is pressed between them."""
    views: list[str] = []
    page.on("domcontentloaded", lambda shown: views.append(shown.url))
    visitor = Visitor(page, town)
    visitor.open_home()
    page.get_by_role("link", name="Kiira Bend bandas").click()
    visitor.choose_nights(20, 22)
    visitor.pay()
    visitor.sees("A prompt is on your phone")
    visitor.answer_prompt()
    visitor.sees("Booked and paid. Thank you!")
    assert_paid(town, visitor.payment())
    assert len(views) == 4, views
    assert visitor.typed == ["Your name", "Your phone"]


@in_windows([PHONE])
def test_the_road_is_walked_with_the_keyboard_alone(page: Page, town: Town) -> None:
    visitor = Visitor(page, town)
    page.emulate_media(reduced_motion="reduce")  # so that what has the focus is in sight at once
    visitor.open_home()
    keys = _Keys(page)
    page.keyboard.press("Tab")
    expect(visitor.link("Skip to the content")).to_be_in_viewport()
    keys.press(page.get_by_role("link", name="Kiira Bend bandas"))
    month = page.locator("#month")
    this_one = month.inner_text()
    keys.press(visitor.link("The month after"))
    expect(month).not_to_have_text(this_one)
    keys.press(visitor.day(24))
    expect(visitor.day(24)).to_have_attribute("aria-current", "date")
    keys.press(visitor.day(26))
    keys.press(visitor.link("Book this stay"))
    keys.type(page.get_by_label("Your name"), "Amina")
    keys.type(page.get_by_label("Your phone", exact=True), visitor.phone)
    keys.press(visitor.button("Pay UGX"))
    visitor.sees("A prompt is on your phone")
    visitor.answer_prompt()
    visitor.sees("Booked and paid. Thank you!")
    keys.press(visitor.link("Your receipt"))
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()


class _Keys:
    """Somebody's fingers on the keyboard. They see where they are, and come down the page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, wanted: Locator) -> None:
        self._reach(wanted)
        self.page.keyboard.press("Enter")

    def type(self, wanted: Locator, text: str) -> None:
        self._reach(wanted)
        self.page.keyboard.type(text)

    def _reach(self, wanted: Locator) -> None:
        """Press Tab until it is there: nothing is skipped, and nothing is out of sight."""
        expect(wanted).to_be_attached()
        last = 0.0
        for _ in range(_MOST_TABS):
            self.page.keyboard.press("Tab")
            # What is out of sight is scrolled to, which takes its time.
            for _ in range(40):
                here = self.page.evaluate(_FOCUSED)
                if here["seen"]:
                    break
                self.page.wait_for_timeout(50)
            assert here["seen"], here
            assert here["bottom"] > last, here
            last = here["top"]
            if wanted.evaluate("(it) => it === document.activeElement"):
                return
        raise AssertionError(f"{wanted} is not reached")
