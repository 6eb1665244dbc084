"""What goes along with the news that a stay is confirmed. See MESSAGE_ATTACHMENTS."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from nauli.travel.calendar import booking_ics
from nauli.travel.models import Booking
from nauli.travel.voucher import PAID, voucher_pdf


def of_booking(number: str, *, name: str, language: str) -> Sequence[tuple[str, str, bytes]]:
    """Return voucher.pdf and calendar.ics of the booking with this id, or nothing.

    Nothing where the stay was cancelled before the message could be sent: a guest shall not come
    to the desk with a page that is good no longer.
    """
    booking = Booking.objects.select_related("listing").get(pk=number)
    if booking.state not in PAID:
        return ()
    voucher = voucher_pdf(
        booking, merchant=settings.MERCHANT_NAME, customer=name, language=language
    )
    return (
        ("voucher.pdf", "application/pdf", voucher),
        ("calendar.ics", "text/calendar", booking_ics(booking, language=language)),
    )
