"""Stays: what can be slept in, for which nights it is sold, and what guests say of it."""

from nauli.travel.models.booking import Booking, IllegalMove, Night
from nauli.travel.models.listing import (
    MOST_NIGHTS,
    MOST_PER_NIGHT,
    MOST_UNITS,
    Closure,
    Listing,
    Policy,
    calendar_token,
)
from nauli.travel.models.review import Review

__all__ = [
    "MOST_NIGHTS",
    "MOST_PER_NIGHT",
    "MOST_UNITS",
    "Booking",
    "Closure",
    "IllegalMove",
    "Listing",
    "Night",
    "Policy",
    "Review",
    "calendar_token",
]
