"""Text on paper, read back from the page that it was drawn on."""

from __future__ import annotations

import threading
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from nauli.travel.typeface import draw, fitted, measure, plain, wrapped


def read_back(*lines: str, bold: bool = False) -> str:
    written = BytesIO()
    canvas = Canvas(written)
    for number, line in enumerate(lines):
        draw(canvas, line, at=(40, 800 - 20 * number), size=12, bold=bold)
    canvas.showPage()  # a page without a letter is a page too
    canvas.save()
    return PdfReader(written).pages[0].extract_text()


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "Amina Nakato",
        "Hélène Lefèbvre, à l'Œuvre",
        "Ŋŋoma",
        "Đặng Thị Hạnh",
        "Ελλάδα",
        "Київ",
        "አበበቢቂላ",
        "ባሕርዳር፣ኢትዮጵያ",
    ],
)
def test_a_name_is_written_as_it_is(text: str, *, bold: bool) -> None:
    assert read_back(text, bold=bold).strip() == text


def test_two_scripts_stand_in_one_line() -> None:
    assert read_back("ናይል Lodge 2, ጣና").split() == ["ናይል", "Lodge", "2,", "ጣና"]


@pytest.mark.parametrize("text", ["李", "😀", "ⵣ"])
def test_a_letter_that_no_font_has_is_shown_as_missing(text: str) -> None:
    assert read_back(f"a{text}b").strip() == "a\ufffdb"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  a \r\n b\t c ", "a b c"),
        ("e\u0301te\u0301", "\u00e9t\u00e9"),
        ("a\u202eb\u200bc\ufeff", "abc"),
        ("a\x00b", "a b"),
        ("a\u2028b\u00a0c", "a b c"),
        ("\ud800", ""),
    ],
)
def test_what_has_no_shape_is_not_drawn(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(
    text=st.text(max_size=150),
    bold=st.booleans(),
    width=st.integers(min_value=60, max_value=500),
    lines=st.integers(min_value=1, max_value=4),
)
@settings(deadline=None, max_examples=60)
def test_any_text_fits_where_it_is_put(text: str, *, bold: bool, width: int, lines: int) -> None:
    size, found = fitted(text, sizes=(24, 8), bold=bold, width=width, lines=lines)
    assert 8 <= size <= 24
    assert 1 <= len(found) <= lines
    assert all(measure(line, size=size, bold=bold) <= width for line in found)
    read_back(*found, bold=bold)


@given(st.text(alphabet="ab ሀለ", max_size=80), st.integers(min_value=30, max_value=300))
@settings(deadline=None, max_examples=60)
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    found = wrapped(text, size=10, bold=False, width=width)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")


def test_the_largest_size_that_fits_is_taken() -> None:
    assert fitted("Lodge", sizes=(24, 8), bold=True, width=400, lines=1) == (24, ["Lodge"])
    size, found = fitted("Lodge " * 12, sizes=(24, 8), bold=True, width=400, lines=1)
    assert (8 < size < 24, len(found)) == (True, 1)
    assert measure(found[0], size=size + 1, bold=True) > 400


def test_what_fits_at_no_size_is_cut_and_says_so() -> None:
    size, found = fitted("Lodge " * 100, sizes=(12, 10), bold=False, width=200, lines=2)
    assert size == 10
    assert found[0].startswith("Lodge Lodge")
    assert found[1].endswith("…")
    assert len(found) == 2


def test_pages_that_are_made_at_once_do_not_mix_their_letters() -> None:
    texts = ["abcdefgh ሀለሐመ", "ijklmnop ሠረሰሸ", "qrstuvwx ቀበተቸ"] * 3
    found: dict[int, str] = {}

    def make(number: int) -> None:
        found[number] = read_back(*[texts[number]] * 20)

    threads = [threading.Thread(target=make, args=(number,)) for number in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, text in enumerate(texts):
        assert found[number].split() == text.split() * 20
