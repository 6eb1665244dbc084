"""Why a payment cannot be started or found."""

from __future__ import annotations

from nauli.kit.errors import Conflict, Invalid, NotFound


class UnknownOrder(Invalid):
    """There is no order with this id."""


class UnknownPayment(NotFound):
    """There is no payment with this id."""


class OrderNotPayable(Conflict):
    """This order cannot be paid any more."""


class PaymentInFlight(Conflict):
    """A payment of this order is in flight. Wait for its end, or ask for it by its id."""


class PaymentSetAside(Conflict):
    """What was told of a payment of this order does not fit it, and a person decides about it."""


class ReturnUrlNotAllowed(Invalid):
    """Customers may not be sent to this address after they have paid."""


class CurrencyNotTaken(Invalid):
    """This method does not take the order's currency."""
