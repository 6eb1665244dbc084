"""Why an order cannot be found."""

from __future__ import annotations

from nauli.kit.errors import NotFound


class UnknownOrderId(NotFound):
    """There is no order with this id."""
