"""How an order stands, in a headline and what its customer has to know and to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nauli.gateways.contract import TAKEN_BACK
from nauli.kit.phones import masked
from nauli.ledger import accounts
from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.travel.models import Booking
from nauli.web.failures import why_failed
from nauli.web.story import Story

GO, WAIT, STOP = "go", "wait", "stop"


@dataclass(frozen=True, slots=True)
class Said:
    """A headline, its tone and the sentences below it."""

    tone: str
    title: str | Promise
    sentences: Sequence[str | Promise]


_CHECKING = _("We are checking your payment")
_PATIENCE = _("This may take a minute. You need not pay again: as soon as we know, we say it here.")
_ALL_BACK = _("All of your money has been returned to where you paid from, or is on its way.")
_SOME_BACK = _("What goes back to you of your money stands below.")
_NONE_BACK = _("By what was agreed nothing of your money goes back.")
_SAFE = _(
    "If you have paid all the same, your money is safe: what comes twice or too late goes back."
)


def standing(story: Story) -> Said:
    payment = story.payment
    if payment is None:
        return _unpaid(story)
    if story.is_checked:
        return _checked(story, payment)
    return _ENDS[Payment.State(payment.state)](story, payment)


def _unpaid(story: Story) -> Said:
    """Say how an order stands for which no payment counts."""
    if story.may_be_paid:
        return Said(WAIT, _("Not paid yet"), [_("Choose below how you want to pay.")])
    free = (
        _("The nights are free for others again.")
        if story.booking
        else _("The goods are free for others again.")
    )
    if story.order.status == Order.Status.CANCELLED:
        return Said(STOP, _("Cancelled"), [free])
    return Said(STOP, _("The time to pay is over"), [free])


def _checked(story: Story, payment: Payment) -> Said:
    on_phone = payment.state == Payment.State.PENDING and not payment.checkout_url
    if story.order.status != Order.Status.OPEN:
        ended = _("The order has ended meanwhile: do not approve the payment any more.")
        return Said(WAIT, _CHECKING, [ended, _SAFE])
    if on_phone and payment.gateway == "momo":
        asked = gettext("We have sent a request to pay to %(number)s.")
        return Said(
            WAIT,
            _("A prompt is on your phone"),
            [
                asked % {"number": masked(payment.payer)},
                _("Enter your mobile money PIN there to approve it. It may take a minute to come."),
                _("This page changes by itself as soon as you have approved."),
            ],
        )
    return Said(WAIT, _CHECKING, [_PATIENCE])


def _came(story: Story, payment: Payment) -> Said:
    booking = story.booking
    all_back = payment.returned_minor and payment.returned_minor == payment.captured_minor
    if booking and booking.state == Booking.State.CANCELLED and booking.confirmed_at:
        back = _ALL_BACK if all_back else _SOME_BACK if payment.returned_minor else _NONE_BACK
        return Said(WAIT, _("This stay is cancelled"), [back])
    if all_back:
        return Said(GO, _("Your money goes back to you"), [_ALL_BACK])
    if payment.booked_to != accounts.ORDERS:
        return _came_late(story)
    if booking:
        return Said(
            GO,
            _("Booked and paid. Thank you!"),
            [_("The nights are yours. Show the code below when you arrive.")],
        )
    return Said(GO, _("Paid. Thank you!"), [_("We have received your money for this order.")])


def _came_late(story: Story) -> Said:
    if story.booking:
        back = _("The nights were gone by then. Your money goes back to you by itself.")
    else:
        back = _("The order had ended by then. Your money is safe, and we will contact you.")
    return Said(WAIT, _("Your money has arrived late"), [back])


def _failed(story: Story, payment: Payment) -> Said:
    failure = why_failed(payment)
    said = [failure.why]
    if payment.failure_code != TAKEN_BACK:
        said.append(_("Nothing was taken from your account."))
    if not story.may_be_paid:
        ended = _unpaid(story)
        return Said(ended.tone, ended.title, [*said, *ended.sentences])
    said.append(failure.what_to_do)
    if story.has_open_page:
        said.append(
            _("If you have tried again and paid since, wait a moment: this page looks by itself.")
        )
    return Said(STOP, _("This payment did not go through"), said)


def _given_up(story: Story, _payment: Payment) -> Said:
    said = _unpaid(story)
    return Said(said.tone, said.title, [*said.sentences, _SAFE])


def _reversed(_story: Story, _payment: Payment) -> Said:
    text = _("Your payment came and was taken back. We will contact you.")
    return Said(WAIT, _("The money was taken back"), [text])


def _set_aside(_story: Story, _payment: Payment) -> Said:
    text = _("You need not do anything, and you need not pay again. We will contact you.")
    return Said(WAIT, _("A person is looking into your payment"), [text])


# A payment that has not ended is checked.
_ENDS: Mapping[Payment.State, Callable[[Story, Payment], Said]] = {
    Payment.State.SUCCEEDED: _came,
    Payment.State.FAILED: _failed,
    Payment.State.CANCELLED: _given_up,
    Payment.State.REVERSED: _reversed,
    Payment.State.SET_ASIDE: _set_aside,
}
