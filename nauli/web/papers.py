"""What a customer keeps of an order: its receipt; of a stay the voucher, its code, a calendar."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nauli.kit.qr import qr_svg
from nauli.orders.address import path_of
from nauli.orders.models import Order
from nauli.travel.calendar import booking_ics
from nauli.travel.models import Booking
from nauli.travel.voucher import PAID, voucher_pdf
from nauli.web.link import find_order
from nauli.web.page import private_page
from nauli.web.receipt import Receipt, receipt_of
from nauli.web.receipt_pdf import receipt_pdf


@private_page
@require_safe
def receipt(request: HttpRequest, link: UUID) -> HttpResponse:
    """Show the receipt of an order that is paid, to be printed."""
    found = _receipt(find_order(link))
    shown = {"receipt": found, "order": found.order, "order_path": path_of(found.order)}
    return render(request, "web/receipt.html", shown)


@never_cache
@require_safe
def receipt_file(_: HttpRequest, link: UUID) -> HttpResponse:
    """Return the receipt as a sheet, in the customer's language."""
    order = find_order(link)
    sheet = receipt_pdf(_receipt(order), merchant=settings.MERCHANT_NAME)
    return _file(sheet, "application/pdf", name=f"receipt-{order.number}.pdf")


@never_cache
@require_safe
def voucher(_: HttpRequest, link: UUID) -> HttpResponse:
    """Return the page that the guest shows at the desk."""
    order, booking = _stay(link)
    guest = order.customer
    sheet = voucher_pdf(
        booking, merchant=settings.MERCHANT_NAME, customer=guest.name, language=guest.language
    )
    return _file(sheet, "application/pdf", name=f"voucher-{booking.code}.pdf")


@private_page
@require_safe
def code(_: HttpRequest, link: UUID) -> HttpResponse:
    """Return the code as squares, to be shown at the desk on the phone itself."""
    booking = _stay(link)[1]
    title = gettext("Code %(code)s, to be scanned at the desk") % {"code": booking.code}
    return HttpResponse(qr_svg(booking.code, title=title), content_type="image/svg+xml")


@never_cache
@require_safe
def calendar(_: HttpRequest, link: UUID) -> HttpResponse:
    """Return the stay for the guest's own calendar."""
    order, booking = _stay(link)
    event = booking_ics(booking, language=order.customer.language)
    return _file(event, "text/calendar; charset=utf-8", name=f"stay-{booking.code}.ics")


def _receipt(order: Order) -> Receipt:
    found = receipt_of(order)
    if found is None:
        raise Http404
    return found


def _stay(link: UUID) -> tuple[Order, Booking]:
    """Return the order and its stay, or answer that there is no such page of what is not paid."""
    order = find_order(link)
    booking = Booking.objects.select_related("listing").filter(line__order=order).first()
    if booking is None or booking.state not in PAID:
        raise Http404
    return order, booking


def _file(content: bytes, kind: str, *, name: str) -> HttpResponse:
    """Return a file that opens where it can be shown, and is kept under its name."""
    headers = {"Content-Disposition": f'inline; filename="{name}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type=kind, headers=headers)
