"""The voucher: one A4 page that a guest shows at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from nauli.kit.errors import Conflict
from nauli.travel.models import Booking
from nauli.travel.policy import words
from nauli.travel.qr import qr
from nauli.travel.spoken import day, hour, offset
from nauli.travel.typeface import draw, fitted, measure
from nauli.travel.wording import Wording, wording

_WIDTH, _HEIGHT = A4
_MARGIN = 18 * mm
_RIGHT = _WIDTH - _MARGIN
_TEXT = _WIDTH - 2 * _MARGIN
_BAND = 30 * mm
_QR = 46 * mm
# Beside the code it is the quiet frame that readers ask for, four squares wide (ISO/IEC 18004).
_GAP = 8 * mm

_INK, _GREY, _PAPER = HexColor("#1d1b18"), HexColor("#6a645b"), HexColor("#f4f2ee")
_GREEN, _LINE = HexColor("#0b6e4f"), HexColor("#d9d4ca")

PAID = {Booking.State.CONFIRMED, Booking.State.COMPLETED}


class NoVoucher(Conflict):
    """There is a voucher for a stay that is paid, and only until it is cancelled."""


def voucher_pdf(booking: Booking, *, merchant: str, customer: str, language: str) -> bytes:
    """Return the page, the same bytes every time; `customer` is the guest's name.

    It speaks the guest's language, or English where we do not. Raises NoVoucher where the booking
    is not paid, or was cancelled. Texts of any length and script are fitted in; see typeface.py.
    """
    if booking.state not in PAID:
        raise NoVoucher
    written, said = BytesIO(), wording(language)
    canvas = Canvas(written, pagesize=A4, invariant=1, lang=said.language)
    canvas.setTitle(f"{merchant}: {booking.code}")
    canvas.setAuthor(merchant)
    canvas.setCreator("Nauli")
    canvas.setSubject(f"{booking.listing.title}, {booking.check_in}/{booking.check_out}")
    _band(canvas, merchant, said)
    top = _title(canvas, booking, top=_HEIGHT - _BAND - 15 * mm)
    top = _dates_and_code(canvas, booking, said, top=top)
    top = _facts(canvas, booking, customer, said, top=top)
    _policy(canvas, booking, said, top=top)
    _foot(canvas, booking, said)
    canvas.save()
    return written.getvalue()


def _band(canvas: Canvas, merchant: str, said: Wording) -> None:
    canvas.setFillColor(_GREEN)
    canvas.rect(0, _HEIGHT - _BAND, _WIDTH, _BAND, stroke=0, fill=1)
    label, line = said.voucher, _HEIGHT - _BAND / 2 - 7
    width = measure(label, size=12, bold=False)
    _line(canvas, label, at=(_RIGHT - width, line), size=12, ink=white)
    size, lines = fitted(merchant, sizes=(20, 11), bold=True, width=_TEXT - width - _GAP, lines=1)
    _line(canvas, lines[0], at=(_MARGIN, line), size=size, bold=True, ink=white)


def _title(canvas: Canvas, booking: Booking, *, top: float) -> float:
    size, lines = fitted(booking.listing.title, sizes=(24, 14), bold=True, width=_TEXT, lines=3)
    for line in lines:
        _line(canvas, line, at=(_MARGIN, top), size=size, bold=True)
        top -= 1.3 * size
    place = f"{booking.listing.town}, {booking.listing.country}"
    size, lines = fitted(place, sizes=(12, 9), bold=False, width=_TEXT, lines=1)
    _line(canvas, lines[0], at=(_MARGIN, top), size=size, ink=_GREY)
    return top - 9 * mm


def _dates_and_code(canvas: Canvas, booking: Booking, said: Wording, *, top: float) -> float:
    """Draw coming and going on the left, the code as squares on the right, in letters below."""
    width, height = _TEXT - _QR - _GAP, (_QR - 4 * mm) / 2
    zone = booking.time_zone.replace("_", " ")
    coming = (said.check_in, booking.check_in, said.check_in_from, booking.check_in_from)
    going = (said.check_out, booking.check_out, said.check_out_until, booking.check_out_until)
    for (label, date, word, time), y in ((coming, top), (going, top - height - 4 * mm)):
        canvas.setFillColor(_PAPER)
        canvas.roundRect(_MARGIN, y - height, width, height, 2 * mm, stroke=0, fill=1)
        x = _MARGIN + 5 * mm
        _line(canvas, label, at=(x, y - 5.5 * mm), size=8, bold=True, ink=_GREEN)
        _line(canvas, day(date, language=said.language), at=(x, y - 11.5 * mm), size=14, bold=True)
        clock = word.format(hour=hour(time))
        at = f"{clock}, {zone} ({offset(date, time, booking.time_zone)})"
        _line(canvas, at, at=(x, y - 17 * mm), size=10, ink=_GREY)
    _squares(canvas, booking.code, x=_RIGHT - _QR, y=top - _QR)
    return _code(canvas, booking.code, top=top - _QR - _GAP)


def _squares(canvas: Canvas, code: str, *, x: float, y: float) -> None:
    rows = qr(code)
    side = _QR / len(rows)
    canvas.setFillColor(_INK)
    for below, row in enumerate(reversed(rows)):
        for right, dark in enumerate(row):
            if dark:
                # A hair wider than it is: no reader shall see light between two of them.
                left, bottom = x + right * side, y + below * side
                canvas.rect(left, bottom, side + 0.1, side + 0.1, stroke=0, fill=1)


def _code(canvas: Canvas, code: str, *, top: float) -> float:
    height, size = 19 * mm, 30
    canvas.setStrokeColor(_GREEN)
    canvas.setLineWidth(1.2)
    canvas.roundRect(_MARGIN, top - height, _TEXT, height, 2 * mm, stroke=1, fill=0)
    x = (_WIDTH - measure(code, size=size, bold=True)) / 2
    _line(canvas, code, at=(x, top - height / 2 - 0.36 * size), size=size, bold=True)
    return top - height - 10 * mm


def _facts(canvas: Canvas, booking: Booking, customer: str, said: Wording, *, top: float) -> float:
    nights = said.nights_at.format(nights=len(booking.nights), price=booking.price.spoken())
    for label, value, bold in (
        (said.guest, customer, True),
        (said.guests, str(booking.guests), False),
        (said.nights, nights, False),
        (said.paid, booking.total.spoken(), True),
    ):
        _line(canvas, label, at=(_MARGIN, top), size=12, ink=_GREY)
        width = _TEXT - 40 * mm
        size, lines = fitted(value, sizes=(12, 8), bold=bold, width=width, lines=1)
        _line(canvas, lines[0], at=(_MARGIN + 40 * mm, top), size=size, bold=bold)
        canvas.setStrokeColor(_LINE)
        canvas.setLineWidth(0.5)
        canvas.line(_MARGIN, top - 3.5 * mm, _RIGHT, top - 3.5 * mm)
        top -= 10 * mm
    return top - 4 * mm


def _policy(canvas: Canvas, booking: Booking, said: Wording, *, top: float) -> None:
    _line(canvas, said.if_cancelled, at=(_MARGIN, top), size=12, bold=True)
    room = int((top - 30 * mm) / (1.4 * 11))
    policy = words(booking.policy_steps, language=said.language)
    size, lines = fitted(policy, sizes=(11, 7), bold=False, width=_TEXT, lines=room)
    _lines(canvas, lines, size=size, top=top - 6 * mm)


def _foot(canvas: Canvas, booking: Booking, said: Wording) -> None:
    canvas.setStrokeColor(_LINE)
    canvas.setLineWidth(0.5)
    canvas.line(_MARGIN, 20 * mm, _RIGHT, 20 * mm)
    _line(canvas, said.show_it, at=(_MARGIN, 15 * mm), size=9, ink=_GREY)
    number = said.booking.format(id=booking.pk)
    _line(canvas, number, at=(_MARGIN, 10.5 * mm), size=7, ink=_GREY)


def _lines(canvas: Canvas, lines: Sequence[str], *, size: float, top: float) -> None:
    for number, line in enumerate(lines):
        _line(canvas, line, at=(_MARGIN, top - number * 1.4 * size), size=size)


def _line(
    canvas: Canvas,
    text: str,
    *,
    at: tuple[float, float],
    size: float,
    bold: bool = False,
    ink: Color = _INK,
) -> None:
    canvas.setFillColor(ink)
    draw(canvas, text, at=at, size=size, bold=bold)
