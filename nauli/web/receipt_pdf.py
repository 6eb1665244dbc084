"""The receipt as a sheet of A4, or as many as its lines need, in the look of the voucher."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from nauli.travel import sheet
from nauli.travel.spoken import offset_of
from nauli.travel.typeface import fitted, measure, plain
from nauli.web.receipt import Receipt, Returned, Row
from nauli.web.receipt_words import ReceiptWords, receipt_words
from nauli.web.templatetags.written import hour, money, whole_day

_TOP = sheet.HEIGHT - sheet.BAND - 16 * mm
_AMOUNT = 45 * mm


def receipt_pdf(receipt: Receipt, *, merchant: str) -> bytes:
    """Return the sheet, the same bytes as long as no more goes back.

    It speaks the customer's language, or English where we do not.
    """
    said = receipt_words(receipt.order.customer.language)
    # Money and days are written in the language of the moment.
    with translation.override(said.language):
        pages = _Pages(receipt, said, merchant)
        _write(pages)
    return pages.written.getvalue()


class _Pages:
    """Where on which page the next thing is written."""

    def __init__(self, receipt: Receipt, said: ReceiptWords, merchant: str) -> None:
        self.receipt, self.said, self.merchant = receipt, said, merchant
        number = receipt.order.number
        self.canvas, self.written = sheet.new_sheet(
            title=f"{said.receipt} {number}",
            subject=f"{said.order} {number}",
            merchant=merchant,
            language=said.language,
        )
        self.number, self.top = 0, 0.0
        self._begin()

    def room(self, height: float) -> None:
        """See to it that so much fits above the foot, on a new page if it must be."""
        if self.top - height < sheet.FOOT + 6 * mm:
            self.end()
            self._begin()

    def end(self) -> None:
        number = self.receipt.order.number
        at = self.said.page.format(number=number, page=self.number)
        sheet.foot(self.canvas, self.said.foot, at)
        self.canvas.showPage()

    def _begin(self) -> None:
        self.number += 1
        self.top = _TOP
        sheet.band(self.canvas, self.merchant, self.said.receipt)


def _write(pages: _Pages) -> None:
    receipt, said = pages.receipt, pages.said
    for label, value, bold in (
        (said.order, receipt.order.number, True),
        (said.paid_at, _moment(receipt.paid_at, said), False),
        (said.paid_by, receipt.order.customer.name, False),
        (said.method, receipt.method, False),
        (said.reference, receipt.reference, False),
    ):
        pages.top = sheet.row(pages.canvas, label, value, top=pages.top, bold=bold)
    pages.top -= 6 * mm
    for row in receipt.rows:
        _row(pages, row)
    _sum(pages, said.total, money(receipt.order.total))
    _returned(pages)
    pages.end()
    pages.canvas.save()


def _row(pages: _Pages, row: Row) -> None:
    """Draw what it is, in at most three lines, below how many at what price, and their total."""
    width = sheet.TEXT - _AMOUNT - sheet.GAP
    name = _named(row, pages.said)
    size, lines = fitted(name, sizes=(12, 9), bold=False, width=width, lines=3)
    pages.room(1.4 * size * len(lines) + 10 * mm)
    _amount(pages.canvas, money(row.total), top=pages.top, size=12, bold=False)
    sheet.paragraph(pages.canvas, lines, size=size, top=pages.top)
    pages.top -= 1.4 * size * len(lines)
    _small(pages.canvas, _counted(row, pages.said), top=pages.top)
    sheet.rule(pages.canvas, pages.top - 3.5 * mm)
    pages.top -= 10 * mm


def _returned(pages: _Pages) -> None:
    receipt, said = pages.receipt, pages.said
    back = [(_went_back(one, said), one.reference, one.amount) for one in receipt.returned]
    if receipt.taken_back:
        back.append((said.taken_back, "", receipt.taken_back))
    if not back:
        return
    pages.room(28 * mm)
    pages.top -= 4 * mm
    sheet.line(pages.canvas, said.returned, at=(sheet.MARGIN, pages.top), size=12, bold=True)
    pages.top -= 9 * mm
    for words, reference, amount in back:
        pages.room(12 * mm)
        sheet.line(pages.canvas, words, at=(sheet.MARGIN, pages.top), size=12)
        _amount(pages.canvas, money(amount), top=pages.top, size=12, bold=False)
        _small(pages.canvas, reference, top=pages.top - 5 * mm)
        sheet.rule(pages.canvas, pages.top - 8.5 * mm)
        pages.top -= 15 * mm
    _sum(pages, said.remains, money(receipt.remains))


def _sum(pages: _Pages, label: str, amount: str) -> None:
    pages.room(18 * mm)
    pages.top -= 3 * mm
    height = 13 * mm
    left, wide = sheet.MARGIN - 3 * mm, sheet.TEXT + 6 * mm
    pages.canvas.setFillColor(sheet.PAPER)
    pages.canvas.roundRect(left, pages.top - 5 * mm, wide, height, 2 * mm, stroke=0, fill=1)
    sheet.line(pages.canvas, label, at=(sheet.MARGIN, pages.top), size=13, bold=True)
    _amount(pages.canvas, amount, top=pages.top, size=13, bold=True)
    pages.top -= 14 * mm


def _amount(canvas: Canvas, amount: str, *, top: float, size: int, bold: bool) -> None:
    """Write it so that it ends at the right margin, smaller where it is very long."""
    size, lines = fitted(amount, sizes=(size, 7), bold=bold, width=_AMOUNT, lines=1)
    width = measure(lines[0], size=size, bold=bold)
    sheet.line(canvas, lines[0], at=(sheet.RIGHT - width, top), size=size, bold=bold)


def _small(canvas: Canvas, words: str, *, top: float) -> None:
    sheet.line(canvas, plain(words), at=(sheet.MARGIN, top), size=9, ink=sheet.GREY)


def _named(row: Row, said: ReceiptWords) -> str:
    booking = row.line.booking
    if booking is None:
        return row.line.name
    check_in, check_out = whole_day(booking.check_in), whole_day(booking.check_out)
    return said.stay.format(title=booking.listing.title, check_in=check_in, check_out=check_out)


def _counted(row: Row, said: ReceiptWords) -> str:
    count, price = row.line.quantity, money(row.unit_price)
    if row.line.booking is None:
        return said.pieces.format(count=count, price=price)
    return (
        said.one_night.format(price=price)
        if count == 1
        else said.nights.format(count=count, price=price)
    )


def _went_back(one: Returned, said: ReceiptWords) -> str:
    return said.returned_at.format(day=whole_day(one.at)) if one.at else said.on_its_way


def _moment(at: datetime, said: ReceiptWords) -> str:
    return said.moment.format(day=whole_day(at), hour=hour(at), offset=offset_of(at))
