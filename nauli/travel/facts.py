"""What a message says of a stay, by the names that its templates know."""

from __future__ import annotations

from collections.abc import Mapping

from nauli.travel.models import Booking


def facts(booking: Booking) -> Mapping[str, object]:
    """Return the stay for the topics booking_confirmed and booking_cancelled.

    Days and hours are values and no texts: the template writes them in the guest's language.
    """
    return {
        "listing": booking.listing.title,
        "place": f"{booking.listing.town}, {booking.listing.country}",
        "check_in": booking.check_in,
        "check_in_from": booking.check_in_from,
        "check_out": booking.check_out,
        "check_out_until": booking.check_out_until,
        "nights": len(booking.nights),
        "guests": booking.guests,
        "code": booking.code,
    }
