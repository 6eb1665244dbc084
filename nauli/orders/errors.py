"""Why an order or a booking cannot be found."""

from __future__ import annotations

from nauli.kit.errors import NotFound


class UnknownOrderId(NotFound):
    """There is no order with this id."""


class UnknownBookingId(NotFound):
    """There is no booking with this id."""
