"""Why a stay cannot be had."""

from __future__ import annotations

from nauli.kit.errors import Conflict, Invalid, NotFound


class UnknownListingId(NotFound):
    """There is no listing with this id."""


class UnknownListing(Invalid):
    """There is no listing with this id."""


class InactiveListing(Invalid):
    """This listing is not for sale."""


class DateInThePast(Invalid):
    """This day has passed at the place."""


class DateTooFar(Invalid):
    """A stay can be booked at most two years ahead."""


class NoNight(Invalid):
    """A stay has a night at least: check_out must come after check_in."""


class StayTooShort(Invalid):
    """The listing asks for a longer stay."""


class StayTooLong(Invalid):
    """The listing does not allow so long a stay."""


class GuestsOutOfRange(Invalid):
    """The listing does not take so many guests."""


class NightsClosed(Invalid):
    """The listing is closed in some of these nights."""


class NightsTaken(Conflict):
    """Some of these nights are sold, or held for somebody who is paying."""
