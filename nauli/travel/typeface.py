"""The letters of what we print. Every name and title is shown as it was written.

PDF's own fonts have the letters of western Europe. Ours are embedded, so that a page looks the same
everywhere: Noto Sans for Latin, Greek and Cyrillic (Luganda's ŋ too), Noto Sans Ethiopic for
Amharic and Tigrinya. A letter that neither has is shown as one that is missing, and not left out.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

_FOLDER = Path(__file__).parent / "fonts"
_FAMILIES = ("NotoSans", "NotoSansEthiopic")
# In place of a letter that no font of ours has.
_MISSING = "\N{REPLACEMENT CHARACTER}"
# reportlab knows fonts by their names, in one table for all threads.
_REGISTERING = threading.Lock()


def draw(canvas: Canvas, text: str, *, at: tuple[float, float], size: float, bold: bool) -> None:
    """Write one line; `at` is where its baseline begins, in points from the bottom left."""
    x, y = at
    for font, run in _runs(text, bold=bold):
        canvas.setFont(font, size)
        canvas.drawString(x, y, run)
        x += pdfmetrics.stringWidth(run, font, size)


def measure(text: str, *, size: float, bold: bool) -> float:
    """Return the width of one line, in points."""
    return sum(pdfmetrics.stringWidth(run, font, size) for font, run in _runs(text, bold=bold))


def fitted(
    text: str, *, sizes: tuple[int, int], bold: bool, width: float, lines: int
) -> tuple[int, list[str]]:
    """Return the text in so many lines at most, and their size: the largest at which it fits.

    What does not fit at the smallest size either is cut, and ends with three dots.
    """
    largest, smallest = sizes
    found: list[str] = []
    for size in range(largest, smallest - 1, -1):
        found = wrapped(text, size=size, bold=bold, width=width)
        if len(found) <= lines:
            return size, found
    last = found[lines - 1]
    while last and measure(f"{last}…", size=smallest, bold=bold) > width:
        last = last[:-1]
    return smallest, [*found[: lines - 1], f"{last}…"]


def wrapped(text: str, *, size: float, bold: bool, width: float) -> list[str]:
    """Return the text in lines that fit the width. A word that is wider is cut where it must be."""
    lines: list[str] = []
    line = ""
    for word in plain(text).split(" "):
        longer = f"{line} {word}" if line else word
        if measure(longer, size=size, bold=bold) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(word, size=size, bold=bold, width=width)
        lines.extend(full)
    return [*lines, line]


def plain(text: str) -> str:
    """Return the text in one line, without what has no shape: breaks, marks of direction."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(_shown(letter) for letter in composed).split())


def _shown(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind in {"Cf", "Cs"}:
        return ""
    return " " if kind == "Cc" or kind[0] == "Z" else letter


def _pieces(word: str, *, size: float, bold: bool, width: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and measure(pieces[-1] + letter, size=size, bold=bold) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _runs(text: str, *, bold: bool) -> list[tuple[str, str]]:
    """Return the text in runs of one font each: the one before, or the first with the letter."""
    runs: list[tuple[str, str]] = []
    fonts = _fonts("Bold" if bold else "Regular")
    for letter in text:
        having = [name for name, letters in fonts if ord(letter) in letters]
        shown = letter if having else _MISSING
        font = runs[-1][0] if runs and runs[-1][0] in having else [*having, fonts[0][0]][0]
        if runs and runs[-1][0] == font:
            runs[-1] = (font, runs[-1][1] + shown)
        else:
            runs.append((font, shown))
    return runs


def _fonts(weight: str) -> Sequence[tuple[str, frozenset[int]]]:
    # A font that is registered twice loses the letters that a page in the making has used.
    with _REGISTERING:
        return _registered(weight)


@cache
def _registered(weight: str) -> Sequence[tuple[str, frozenset[int]]]:
    fonts = [TTFont(f"{name}-{weight}", _FOLDER / f"{name}-{weight}.ttf") for name in _FAMILIES]
    for font in fonts:
        pdfmetrics.registerFont(font)
    return [(font.fontName, frozenset(font.face.charToGlyph)) for font in fonts]
