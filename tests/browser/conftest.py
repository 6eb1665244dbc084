"""A real browser, and eyes on what it complains about.

`page` is a page in a fresh profile, in a window of `windows.py`. Whatever the browser writes into
its console as an error or a warning, every request that fails and everything on the page that moves
by itself is a trouble; a test ends with none. One that wants a refusal takes it out of `troubles`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.browser.windows import DESK, Window
from tests.conftest import CHROMIUM

_OPTIONS = [
    "--no-sandbox",  # root may not start it otherwise
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_PATIENCE_MS = 20_000  # most of it is for machines that do other things as well
expect.set_options(timeout=_PATIENCE_MS)
# What is on the page already moves, and nobody pressed anything: a layout shift.
_SEE_SHIFTS = """
new PerformanceObserver((seen) => {
  for (const shift of seen.getEntries()) {
    if (shift.hadRecentInput) continue;
    const moved = shift.sources.map((one) => one.node?.outerHTML ?? one.node?.textContent);
    console.error(`layout shift of ${shift.value}: ${moved.join("; ").slice(0, 500)}`);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
# Long enough for what has just been painted to be judged. A page behind another one paints nothing
# more, so that its next frame would be waited for in vain.
_AFTER_PAINTING_MS = 60


@dataclass(slots=True)
class Troubles:
    seen: list[str] = field(default_factory=list)

    def take(self, words: str) -> None:
        """Take out the one trouble that a test has asked for."""
        (wanted,) = [trouble for trouble in self.seen if words in trouble]
        self.seen.remove(wanted)


# Not for the whole session: while Playwright is up, its event loop runs in this thread, and tests
# of other folders may want one of their own, or the database.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def troubles() -> Troubles:
    return Troubles()


@pytest.fixture
def page(request: pytest.FixtureRequest, browser: Browser, troubles: Troubles) -> Iterator[Page]:
    """A page in a fresh profile. `in_windows` says in which windows; else at a desk."""
    window: Window = getattr(request, "param", DESK)
    context = browser.new_context(
        viewport={"width": window.width, "height": window.height},
        color_scheme="dark" if window.dark else "light",
        java_script_enabled=window.script,
        locale=window.language,
        is_mobile=window.name == "phone",
        has_touch=window.name == "phone",
    )
    context.set_default_timeout(_PATIENCE_MS)
    page = context.new_page()
    page.add_init_script(_SEE_SHIFTS)
    _watch(page, troubles)
    yield page
    page.wait_for_timeout(_AFTER_PAINTING_MS)
    context.close()
    assert troubles.seen == []


def _watch(page: Page, troubles: Troubles) -> None:
    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            troubles.seen.append(f"{page.url}: {message.text}")

    def failed(request: Request) -> None:
        # Who leaves a page or keeps a file has the browser let go of what it was asking.
        if request.failure != "net::ERR_ABORTED":
            troubles.seen.append(f"{request.url}: {request.failure}")

    page.on("console", said)
    page.on("requestfailed", failed)
    page.on("pageerror", lambda error: troubles.seen.append(f"{page.url}: {error}"))
