"""Take README's screenshots anew: `make screenshots`, with `make up` running beside it.

It walks as a customer does: in a phone's window a stay is chosen, booked and paid.
On a fresh data folder the sandbox shows the two phones of this walk and no others.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

_ROOT = Path(__file__).resolve().parents[1]
_FOLDER = _ROOT / "docs" / "screenshots"
_PHONE, _DESK = (390, 780), (1280, 780)
_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--hide-scrollbars"]


def main() -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome") or ""
    facts = _ROOT / os.environ.get("NAULI_DATA", "var") / "demo.json"
    if not browser or not facts.exists():
        sys.exit("Chromium must be here, and `make up` must run with this NAULI_DATA.")
    told = json.loads(facts.read_text(encoding="utf-8"))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=_OPTIONS)
        phone = chromium.new_page(viewport=_size(_PHONE), device_scale_factor=1.5)
        phone.goto(told["base_url"])
        _take(phone, "home")
        _choose(phone, "Kiira Bend bandas")
        _take(phone, "nights")
        _pay(phone, "Amina Nakato", "0772 123 456")
        phone.get_by_role("heading", name="Booked and paid").wait_for()
        phone.get_by_text("delivered").first.wait_for()
        _take(phone, "paid")
        desk = chromium.new_page(viewport=_size(_DESK))
        desk.goto(told["sandbox_url"])
        desk.get_by_label("Have a number wait for you").fill("+256 772 654 321")
        desk.get_by_role("button", name="Wait for me").first.click()
        phone.goto(told["base_url"])
        _choose(phone, "Muyenga garden rooms")
        _pay(phone, "Okello James", "0772 654 321")
        desk.goto(told["sandbox_url"])
        desk.get_by_label("Your PIN").wait_for()
        _take(desk, "sandbox")
        chromium.close()


def _choose(page: Page, stay: str) -> None:
    """Choose two nights of next month, and stand where the calendar and the price are seen."""
    first = datetime.now(UTC).date().replace(day=1) + timedelta(days=45)
    page.get_by_role("link", name=stay).click()
    page.get_by_label("Arrive").fill(str(first))
    page.get_by_label("Leave").fill(str(first + timedelta(days=2)))
    page.get_by_role("button", name="Show the price").click()
    page.get_by_role("link", name="Book this stay").wait_for()
    page.locator("#stay").evaluate("(there) => there.scrollIntoView({ behavior: 'instant' })")


def _pay(page: Page, name: str, phone: str) -> None:
    page.get_by_role("link", name="Book this stay").click()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your phone", exact=True).fill(phone)
    page.get_by_role("button", name="Pay").click()
    page.get_by_role("heading", name="A prompt is on your phone").wait_for()


def _size(window: tuple[int, int]) -> ViewportSize:
    width, height = window
    return {"width": width, "height": height}


def _take(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    with Image.open(BytesIO(page.screenshot())) as taken:
        file = _FOLDER / f"{name}.webp"
        taken.convert("RGB").save(file, quality=80, method=6)
    print(f"{file.stat().st_size:6} {file.name}")


if __name__ == "__main__":
    main()
