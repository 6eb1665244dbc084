"""What every sheet that we print for a customer has in common: A4, colours, a band, a foot."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from nauli.travel.typeface import draw, fitted, measure

WIDTH, HEIGHT = A4
MARGIN = 18 * mm
RIGHT = WIDTH - MARGIN
TEXT = WIDTH - 2 * MARGIN
BAND = 30 * mm
GAP = 8 * mm
# Where the foot's own line is: what is printed stays above it.
FOOT = 20 * mm

INK, GREY, PAPER = HexColor("#1d1b18"), HexColor("#6a645b"), HexColor("#f4f2ee")
GREEN, RULE = HexColor("#0b6e4f"), HexColor("#d9d4ca")


def new_sheet(*, title: str, subject: str, merchant: str, language: str) -> tuple[Canvas, BytesIO]:
    """Return an empty sheet, and where it is written once it is saved: the same bytes each time."""
    written = BytesIO()
    canvas = Canvas(written, pagesize=A4, invariant=1, lang=language)
    canvas.setTitle(f"{merchant}: {title}")
    canvas.setAuthor(merchant)
    canvas.setCreator("Nauli")
    canvas.setSubject(subject)
    return canvas, written


def band(canvas: Canvas, merchant: str, label: str) -> None:
    """Draw who gives the sheet, and what it is, across its top."""
    canvas.setFillColor(GREEN)
    canvas.rect(0, HEIGHT - BAND, WIDTH, BAND, stroke=0, fill=1)
    at = HEIGHT - BAND / 2 - 7
    width = measure(label, size=12, bold=False)
    line(canvas, label, at=(RIGHT - width, at), size=12, ink=white)
    size, lines = fitted(merchant, sizes=(20, 11), bold=True, width=TEXT - width - GAP, lines=1)
    line(canvas, lines[0], at=(MARGIN, at), size=size, bold=True, ink=white)


def row(canvas: Canvas, label: str, value: str, *, top: float, bold: bool = False) -> float:
    """Draw a label, its value and a line below; return where the next row begins."""
    line(canvas, label, at=(MARGIN, top), size=12, ink=GREY)
    width = TEXT - 40 * mm
    size, lines = fitted(value, sizes=(12, 8), bold=bold, width=width, lines=1)
    line(canvas, lines[0], at=(MARGIN + 40 * mm, top), size=size, bold=bold)
    rule(canvas, top - 3.5 * mm)
    return top - 10 * mm


def foot(canvas: Canvas, said: str, number: str) -> None:
    """Draw what is to be known of the sheet at its bottom, and below what it is known by."""
    rule(canvas, FOOT)
    line(canvas, said, at=(MARGIN, 15 * mm), size=9, ink=GREY)
    line(canvas, number, at=(MARGIN, 10.5 * mm), size=7, ink=GREY)


def rule(canvas: Canvas, y: float) -> None:
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    canvas.line(MARGIN, y, RIGHT, y)


def paragraph(canvas: Canvas, lines: Sequence[str], *, size: float, top: float) -> None:
    for number, words in enumerate(lines):
        line(canvas, words, at=(MARGIN, top - 1.4 * size * number), size=size)


def line(
    canvas: Canvas,
    text: str,
    *,
    at: tuple[float, float],
    size: float,
    bold: bool = False,
    ink: Color = INK,
) -> None:
    canvas.setFillColor(ink)
    draw(canvas, text, at=at, size=size, bold=bold)
