"""What a person would stumble over, and some would not even see."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# A frame holds what is somebody else's, such as a mail.
_ASK = (
    "tags => axe.run(document,"
    " {runOnly: tags, resultTypes: ['violations'], preload: false, iframes: false})"
)
_NO_SCRIPT = "matchMedia('(scripting: none)').matches"
_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def assert_accessible(page: Page) -> None:
    """Have axe look at the page as it stands, by WCAG 2.2 AA; it must fit its window as well.

    Where scripts are off, axe is one of them: there only the width is looked at.
    """
    page.wait_for_load_state()  # who has just pressed a link may be at a page that is half there
    assert not page.evaluate(_TOO_WIDE), f"{page.url} is wider than its window"
    if page.evaluate(_NO_SCRIPT):
        return
    page.evaluate(_axe())
    broken = page.evaluate(_ASK, _RULES)["violations"]
    assert not broken, "\n".join(_words(rule) for rule in broken)


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def _words(rule: dict[str, Any]) -> str:
    where = ", ".join(str(node["target"]) for node in rule["nodes"])
    return f"{rule['id']}: {rule['help']}: {where}"
