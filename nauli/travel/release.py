"""A booking ends before it was slept: its nights are free again."""

from __future__ import annotations

from nauli.travel import nights
from nauli.travel.lock import lock
from nauli.travel.models import Booking


def release(booking: Booking, state: Booking.State, *, reason: str) -> None:
    """End a held or confirmed booking as CANCELLED or EXPIRED and give its nights back.

    Call it inside a transaction. Raises IllegalMove where the booking has ended already.
    """
    lock(booking)
    booking.move_to(state, reason=reason)
    nights.give_back(booking)
