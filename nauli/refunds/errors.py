"""Why a refund cannot be started or found."""

from __future__ import annotations

from nauli.kit.errors import Conflict, Invalid, NotFound


class UnknownRefund(NotFound):
    """There is no refund with this id."""


class NothingToRefund(Conflict):
    """This payment holds no money that could be returned."""


class RefundTooLarge(Conflict):
    """More would be returned than this payment has left."""


class RefundsNotConfigured(Conflict):
    """This payment's gateway cannot return money with the present settings."""


class RefundReasonUnusable(Invalid):
    """A reason is one line of at most 100 characters."""
