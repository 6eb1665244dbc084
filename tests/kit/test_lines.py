from __future__ import annotations

import pytest

from nauli.kit.lines import as_line, is_line

# A word joined and one parted without a sign, a mark of direction: what scripts need.
_GOOD = ["Lodge", "ጣና ሐይቅ", "فندق النيل\u200f", "க்\u200dஷ", "Café №1", "🏠", "-"]
_BAD = ["a\nb", "a\rb", "a\tb", "a\x0bb", "a\x1bb", "a\x7fb", "a\x85b", "a\u2028b", "a\u2029b"]
_BAD += ["a\u202eb", "a\u2066b", "", " ", "\u200b", "\u200f"]


@pytest.mark.parametrize("text", _GOOD)
def test_a_name_in_any_script_is_a_line_and_stays_as_it_is(text: str) -> None:
    assert is_line(text)
    assert as_line(text) == text


@pytest.mark.parametrize("text", _BAD, ids=ascii)
def test_what_breaks_out_or_shows_nothing_is_none(text: str) -> None:
    assert not is_line(text)
    assert as_line(text) in {"a b", "", "\u200b", "\u200f"}
