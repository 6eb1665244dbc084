"""The voucher: one A4 page that a guest shows at the desk."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from nauli.kit.amounts import written_money
from nauli.kit.errors import Conflict
from nauli.kit.qr import qr
from nauli.travel.models import Booking
from nauli.travel.policy import words
from nauli.travel.sheet import (
    BAND,
    GAP,
    GREEN,
    GREY,
    HEIGHT,
    INK,
    MARGIN,
    PAPER,
    RIGHT,
    TEXT,
    WIDTH,
    band,
    foot,
    line,
    new_sheet,
    paragraph,
    row,
)
from nauli.travel.spoken import day, hour, offset
from nauli.travel.typeface import fitted, measure
from nauli.travel.wording import Wording, wording

_QR = 46 * mm

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
    said = wording(language)
    canvas, written = new_sheet(
        title=booking.code,
        subject=f"{booking.listing.title}, {booking.check_in}/{booking.check_out}",
        merchant=merchant,
        language=said.language,
    )
    band(canvas, merchant, said.voucher)
    top = _title(canvas, booking, top=HEIGHT - BAND - 15 * mm)
    top = _dates_and_code(canvas, booking, said, top=top)
    top = _facts(canvas, booking, customer, said, top=top)
    _policy(canvas, booking, said, top=top)
    _foot(canvas, booking, said)
    canvas.save()
    return written.getvalue()


def _title(canvas: Canvas, booking: Booking, *, top: float) -> float:
    size, lines = fitted(booking.listing.title, sizes=(24, 14), bold=True, width=TEXT, lines=3)
    for part in lines:
        line(canvas, part, at=(MARGIN, top), size=size, bold=True)
        top -= 1.3 * size
    place = f"{booking.listing.town}, {booking.listing.country}"
    size, lines = fitted(place, sizes=(12, 9), bold=False, width=TEXT, lines=1)
    line(canvas, lines[0], at=(MARGIN, top), size=size, ink=GREY)
    return top - 9 * mm


def _dates_and_code(canvas: Canvas, booking: Booking, said: Wording, *, top: float) -> float:
    """Draw coming and going on the left, the code as squares on the right, in letters below."""
    width, height = TEXT - _QR - GAP, (_QR - 4 * mm) / 2
    zone = booking.time_zone.replace("_", " ")
    coming = (said.check_in, booking.check_in, said.check_in_from, booking.check_in_from)
    going = (said.check_out, booking.check_out, said.check_out_until, booking.check_out_until)
    for (label, date, word, time), y in ((coming, top), (going, top - height - 4 * mm)):
        canvas.setFillColor(PAPER)
        canvas.roundRect(MARGIN, y - height, width, height, 2 * mm, stroke=0, fill=1)
        x = MARGIN + 5 * mm
        line(canvas, label, at=(x, y - 5.5 * mm), size=8, bold=True, ink=GREEN)
        line(canvas, day(date, language=said.language), at=(x, y - 11.5 * mm), size=14, bold=True)
        clock = word.format(hour=hour(time))
        at = f"{clock}, {zone} ({offset(date, time, booking.time_zone)})"
        line(canvas, at, at=(x, y - 17 * mm), size=10, ink=GREY)
    _squares(canvas, booking.code, x=RIGHT - _QR, y=top - _QR)
    return _code(canvas, booking.code, top=top - _QR - GAP)


def _squares(canvas: Canvas, code: str, *, x: float, y: float) -> None:
    rows = qr(code)
    side = _QR / len(rows)
    canvas.setFillColor(INK)
    for below, squares in enumerate(reversed(rows)):
        for right, dark in enumerate(squares):
            if dark:
                # A hair wider than it is: no reader shall see light between two of them.
                left, bottom = x + right * side, y + below * side
                canvas.rect(left, bottom, side + 0.1, side + 0.1, stroke=0, fill=1)


def _code(canvas: Canvas, code: str, *, top: float) -> float:
    height, size = 19 * mm, 30
    canvas.setStrokeColor(GREEN)
    canvas.setLineWidth(1.2)
    canvas.roundRect(MARGIN, top - height, TEXT, height, 2 * mm, stroke=1, fill=0)
    x = (WIDTH - measure(code, size=size, bold=True)) / 2
    line(canvas, code, at=(x, top - height / 2 - 0.36 * size), size=size, bold=True)
    return top - height - 10 * mm


def _facts(canvas: Canvas, booking: Booking, customer: str, said: Wording, *, top: float) -> float:
    price = written_money(booking.price, language=said.language)
    nights = said.nights_at.format(nights=len(booking.nights), price=price)
    for label, value, bold in (
        (said.guest, customer, True),
        (said.guests, str(booking.guests), False),
        (said.nights, nights, False),
        (said.paid, written_money(booking.total, language=said.language), True),
    ):
        top = row(canvas, label, value, top=top, bold=bold)
    return top - 4 * mm


def _policy(canvas: Canvas, booking: Booking, said: Wording, *, top: float) -> None:
    line(canvas, said.if_cancelled, at=(MARGIN, top), size=12, bold=True)
    room = int((top - 30 * mm) / (1.4 * 11))
    policy = words(booking.policy_steps, language=said.language)
    size, lines = fitted(policy, sizes=(11, 7), bold=False, width=TEXT, lines=room)
    paragraph(canvas, lines, size=size, top=top - 6 * mm)


def _foot(canvas: Canvas, booking: Booking, said: Wording) -> None:
    foot(canvas, said.show_it, said.booking.format(id=booking.pk))
