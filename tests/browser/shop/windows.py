"""The windows in which the shop is visited."""

from __future__ import annotations

from dataclasses import replace

from tests.browser import windows

PHONE = replace(windows.PHONE, width=390, height=800)
DESK = replace(windows.DESK, width=1280, height=860)
# As narrow as WCAG's reflow asks for, in the language with the longest words.
NARROW = replace(PHONE, width=320, language="fr", dark=True)
