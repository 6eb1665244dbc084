from __future__ import annotations

import pytest

from nauli.gateways.letters import plain_letters


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("L\u2019\u00c9toile", "LEtoile"),
        ("\u0152uvre & Gr\u00f6\u00dfe", "OEuvre  and  Grosse"),
        ("\u0190k\u0254m \u014ba\u014ba", "Ekom nana"),
        ("a\u2013b", "a-b"),
        ("\u12a0\u1260\u1260", "\u12a0\u1260\u1260"),
    ],
)
def test_latin_becomes_plain_and_the_rest_stays(text: str, plain: str) -> None:
    assert plain_letters(text) == plain
