"""The stay is paid for."""

from __future__ import annotations

from nauli.travel import nights
from nauli.travel.lock import lock
from nauli.travel.models import Booking
from nauli.travel.there import today_there

_ENDED = {Booking.State.CANCELLED, Booking.State.EXPIRED}


def confirm(booking: Booking, *, reason: str = "") -> bool:
    """Make the booking CONFIRMED and return True, or return False where its nights are gone.

    Call it inside a transaction. One that had ended unpaid takes its nights again, all or none,
    unless one of them is over.
    One that is confirmed, was confirmed once or has been slept is left as it is: False.
    """
    lock(booking)
    if booking.state != Booking.State.HELD and not _take_again(booking):
        return False
    booking.move_to(Booking.State.CONFIRMED, reason=reason)
    return True


def _take_again(booking: Booking) -> bool:
    if booking.state not in _ENDED or booking.confirmed_at is not None or _has_begun(booking):
        return False
    return not nights.take(booking)


def _has_begun(booking: Booking) -> bool:
    """Say whether its first night is over at the place: nobody can sleep it any more."""
    return not Booking.objects.filter(pk=booking.pk, check_in__gte=today_there()).exists()
