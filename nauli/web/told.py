"""What went out to a customer: messages and money, and whether they arrived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nauli.kit.money import Money
from nauli.kit.phones import masked
from nauli.ledger import accounts
from nauli.notifications.models import Channel, Message
from nauli.payments.models import Payment
from nauli.refunds.models import Refund
from nauli.web.methods import title_of
from nauli.web.story import Story

# One for each of notifications.topics.TOPICS.
TOPICS: Mapping[str, Promise] = {
    "booking_confirmed": _("Your stay is booked"),
    "booking_cancelled": _("Your stay is cancelled"),
    "payment_succeeded": _("Your payment has arrived"),
    "payment_failed": _("A payment did not go through"),
    "payment_unapplied": _("A payment came too late"),
    "payment_set_aside": _("A person looks into a payment"),
    "refund_succeeded": _("Money has gone back to you"),
}
_MESSAGE_STATES: Mapping[str, Promise] = {
    Message.State.QUEUED: _("is about to be sent"),
    Message.State.SENT: _("sent"),
    Message.State.DELIVERED: _("delivered"),
    Message.State.FAILED: _("has not arrived"),
}
_REFUND_STATES: Mapping[str, Promise] = {
    Refund.State.PENDING: _("is on its way back to you"),
    Refund.State.SUCCEEDED: _("has gone back to you"),
    Refund.State.FAILED: _("has not gone back yet: a person looks after it"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A message: what it says, to which address, and how far it got."""

    what: str | Promise
    to: str
    state: str | Promise


@dataclass(frozen=True, slots=True)
class Moved:
    """Money besides what paid the order, and what becomes of it."""

    amount: Money
    state: str | Promise


def messages(story: Story) -> Sequence[Told]:
    return [
        Told(TOPICS.get(one.topic, ""), _masked(one), _MESSAGE_STATES[one.state])
        for one in story.messages
    ]


def money_back(story: Story) -> Sequence[Moved]:
    """Return every refund, and what came besides and of which nothing has gone back yet."""
    moved = [Moved(one.amount, _REFUND_STATES[one.state]) for one in story.refunds]
    for payment in story.others:
        captured = payment.captured
        owed = payment.booked_to in {accounts.UNAPPLIED, accounts.SUSPENSE}
        came = payment.state in {Payment.State.SUCCEEDED, Payment.State.SET_ASIDE}
        if captured and owed and came and not payment.returned_minor:
            moved.append(Moved(captured, _("came besides: it is owed back to you")))
    return moved


def given_up(story: Story) -> Sequence[str]:
    """Return the ways by which its customer may still pay what they have moved on from."""
    return [title_of(one.gateway) for one in story.others if one.state == Payment.State.CANCELLED]


def _masked(message: Message) -> str:
    if message.channel == Channel.SMS:
        return gettext("SMS to %(number)s") % {"number": masked(message.to)}
    name, _at, host = message.to.partition("@")
    return gettext("E-mail to %(address)s") % {"address": f"{name[:1]}***@{host}"}
