"""The windows in which pages are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    name: str
    width: int
    height: int
    dark: bool = False
    script: bool = True
    language: str = "en"  # what its browser asks for

    def __str__(self) -> str:
        """Name it as a test's id does: desk-dark, phone-light-fr-without-script."""
        words = [self.name, "dark" if self.dark else "light"]
        words += [self.language] if self.language != "en" else []
        return "-".join(words + ([] if self.script else ["without-script"]))


PHONE = Window(name="phone", width=360, height=740)
DESK = Window(name="desk", width=1280, height=800)
PHONE_DARK, DESK_DARK = replace(PHONE, dark=True), replace(DESK, dark=True)
PHONE_PLAIN, DESK_PLAIN = replace(PHONE, script=False), replace(DESK, script=False)
# Both sizes, both colours, and no script: what a story is told in.
FEW = (PHONE, DESK_DARK, PHONE_PLAIN)


def in_windows(windows: Sequence[Window]) -> pytest.MarkDecorator:
    """Have a test get its `page` in each of these windows."""
    return pytest.mark.parametrize("page", windows, indirect=True, ids=str)
