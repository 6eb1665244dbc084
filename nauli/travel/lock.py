"""One booking at a time: before its listing, after the order that it is of."""

from __future__ import annotations

from nauli.travel.models import Booking


def lock(booking: Booking) -> None:
    """Lock the booking's row until the transaction ends, and read it as it is by now."""
    booking.refresh_from_db(from_queryset=Booking.objects.select_for_update(no_key=True))
