"""What is refused, in the visitor's words and language. The API's own sentences are English."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from nauli.kit import phones
from nauli.kit.errors import NauliError
from nauli.limits.count import TooMany
from nauli.orders import place
from nauli.payments import cancel
from nauli.payments import errors as paying
from nauli.refunds import cancel_booking
from nauli.travel import errors as travel
from nauli.web import buy

_WORDS: Mapping[type[NauliError], Promise] = {
    phones.InvalidPhone: _("This is not a phone number that we can use."),
    place.NotEnoughStock: _("There are not so many pieces left."),
    place.InactiveProduct: _("Something in your cart is not for sale any more."),
    place.UnknownProduct: _("Something in your cart is not for sale any more."),
    place.MixedCurrencies: _("Pay goods in different currencies one after the other."),
    place.QuantityOutOfRange: _("Give a number of pieces from 1 to 10,000."),
    place.TotalTooLarge: _("This is more than one order can be."),
    travel.InactiveListing: _("This place takes no bookings at present."),
    travel.DateInThePast: _("This day has passed at the place."),
    travel.DateTooFar: _("A stay can be booked at most two years ahead."),
    travel.NoNight: _("Leave on a later day than you arrive."),
    travel.StayTooShort: _("This place asks for a longer stay."),
    travel.StayTooLong: _("This place does not take so long a stay."),
    travel.GuestsOutOfRange: _("This place does not take so many guests."),
    travel.NightsClosed: _("The place is closed in some of these nights."),
    travel.NightsTaken: _("Some of these nights are taken. Choose other days."),
    paying.OrderNotPayable: _("This order cannot be paid any more."),
    paying.PaymentInFlight: _("A payment of this order is on its way already."),
    paying.PaymentSetAside: _("We are looking into a payment of this order. You need do nothing."),
    paying.CurrencyNotTaken: _("This way of paying does not take the currency of the order."),
    cancel.PaymentNotCancellable: _("This payment has come already, or a person looks into it."),
    cancel.OrderNotCancellable: _("This order cannot be cancelled any more."),
    cancel_booking.BookingNotCancellable: _("This stay cannot be cancelled any more."),
    cancel_booking.ReturnChanged: _("What goes back has changed. Look at it again."),
    buy.PriceChanged: _("The price has changed since you saw it. Look at it, and send it again."),
    buy.TermsChanged: _(
        "What goes back if you cancel has changed since you saw it. Look at it, and send it again."
    ),
}

_TOO_OFTEN = _("This was asked for too often in a short time.")
_TRIES = _("Somebody has tried to log in too often in a short time.")
_TOO_MANY: Mapping[str, Promise] = {
    "phone": _("This phone number was used too often in the last minutes."),
    "email": _("This e-mail address was used too often in the last minutes."),
    "address": _("Very many orders came from your network in the last minutes."),
    "login": _TRIES,
    "account": _TRIES,
}


def _wait(seconds: int) -> str:
    """Say for how many minutes, a part counted as one."""
    minutes = -(-seconds // 60)
    text = ngettext(
        "Nothing was done. Try again in %(minutes)d minute.",
        "Nothing was done. Try again in %(minutes)d minutes.",
        minutes,
    )
    return text % {"minutes": minutes}


def in_words(error: NauliError) -> str:
    """Return one sentence for a person; what has none of its own asks to try again."""
    if isinstance(error, TooMany):
        return f"{_TOO_MANY.get(error.kind, _TOO_OFTEN)} {_wait(error.retry_after)}"
    for kind, words in _WORDS.items():
        if isinstance(error, kind):
            return str(words)
    return gettext("That did not work. Look at what you gave, and try again.")
