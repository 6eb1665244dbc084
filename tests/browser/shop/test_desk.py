"""The desk on a phone: its camera reads the guest's code."""

from __future__ import annotations

import itertools
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.looks import assert_accessible
from tests.browser.shop.visitor import Visitor
from tests.browser.shop.windows import PHONE
from tests.browser.windows import in_windows
from tests.stories.town import Town

_CODE = re.compile(r"NV-\w{4}-\w{4}-\w{4}")
_PASSWORD = "a word that nobody guesses"
_numbers = itertools.count(1)
# What reads codes in a phone's browser is not in that of this machine, nor is there a camera: the
# one finds at its third look what the test says, the other shows a moving picture.
_EYES = """
window.BarcodeDetector = class {
  looks = 0;
  static async getSupportedFormats() { return ["ean_13", "qr_code"]; }
  async detect(video) {
    return "CODE" && video.videoWidth && ++this.looks > 2 ? [{ rawValue: "CODE" }] : [];
  }
};
window.cameras = [];
navigator.mediaDevices.getUserMedia = async (wanted) => {
  if (!wanted.video) throw new Error("what for?");
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const paint = () => {
    pen.fillStyle = `hsl(${Date.now() % 360} 90% 50%)`;
    pen.fillRect(0, 0, 300, 150);
  };
  setInterval(paint, 50);
  const stream = canvas.captureStream(20);
  window.cameras.push(stream);
  return stream;
};
"""
_REFUSED = "navigator.mediaDevices.getUserMedia = async () => { throw new Error('No'); }; null"


@pytest.fixture
def desk(page: Page, town: Town) -> Page:
    """The desk, on the phone of somebody of the staff."""
    name = f"desk-{next(_numbers)}"
    town.add_staff(name, _PASSWORD)
    page.goto(f"{town.shop.url}/desk/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(_PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_label("Code")).to_be_visible()
    return page


def _open_eyes(desk: Page, code: str = "") -> Locator:
    """Give the browser a camera, and eyes that see the code or nothing; return the button."""
    desk.add_init_script(_EYES.replace("CODE", code))
    desk.reload()
    return desk.locator("#scan")


@in_windows([PHONE])
def test_a_code_is_read_by_the_camera(desk: Page, town: Town) -> None:
    at_the_desk = desk.url
    visitor = Visitor(desk, town)
    visitor.open_home()
    desk.get_by_role("link", name="Muyenga garden rooms").click()
    visitor.choose_nights(20, 21)
    visitor.pay()
    visitor.answer_prompt()
    visitor.sees("Booked and paid. Thank you!")
    (code,) = set(_CODE.findall(desk.locator("figure").inner_text()))
    desk.goto(at_the_desk)
    _open_eyes(desk, code).click()
    expect(desk.get_by_role("heading", name="Too early")).to_be_visible()
    expect(desk.get_by_role("heading", name="Amina")).to_be_visible()
    assert_accessible(desk)


@in_windows([PHONE])
def test_a_camera_is_lent_for_as_long_as_somebody_scans(desk: Page) -> None:
    # The browser of this machine reads no codes by itself: no button that does nothing.
    expect(desk.locator("#scan")).to_be_hidden()
    button = _open_eyes(desk)
    button.click()
    expect(desk.locator("#camera")).to_be_visible()
    assert_accessible(desk)
    expect(button).to_have_text("Stop the camera")
    button.click()
    expect(desk.locator("#camera")).to_be_hidden()
    assert desk.evaluate("cameras.map((one) => one.active)") == [False]
    desk.evaluate(_REFUSED)
    button.click()
    expect(desk.locator("#scanned")).to_have_text(
        "The camera cannot be used. Type the code instead."
    )
