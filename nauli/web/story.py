"""All that was written down of one order, read at once for its page."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from nauli.kit.clock import now
from nauli.ledger import accounts
from nauli.notifications.models import Channel, Message
from nauli.orders.models import Line, Order
from nauli.payments.models import Payment
from nauli.refunds.models import Refund
from nauli.refunds.of_payment import facts
from nauli.travel.models import Booking

# So long after it was written down, something may well change before its reader turns away.
_SOON = timedelta(minutes=2)
_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    order: Order
    lines: Sequence[Line]
    booking: Booking | None
    payments: Sequence[Payment]  # oldest first
    refunds: Sequence[Refund]  # of all its payments, oldest first
    messages: Sequence[Message]  # about all of these, oldest first

    @property
    def payment(self) -> Payment | None:
        """Return what its customer wants to hear of: the payment that paid it, else the newest."""
        paying = [one for one in self.payments if one.booked_to == accounts.ORDERS]
        return next(iter(paying), self.payments[-1] if self.payments else None)

    @property
    def others(self) -> Sequence[Payment]:
        return [one for one in self.payments if one != self.payment]

    @property
    def minutes_left(self) -> int:
        """Return for how many minutes more, a part counted as one, it waits to be paid."""
        return max(0, -((now() - self.order.expires_at) // _A_MINUTE))

    @property
    def kept_until(self) -> datetime:
        """Return when what it holds is free again, by the clock of the place; goods have none."""
        at = self.order.expires_at
        return at.astimezone(ZoneInfo(self.booking.time_zone)) if self.booking else at

    @property
    def may_be_paid(self) -> bool:
        """Say whether its customer may begin to pay it now, or in another way than they have."""
        waits = self.order.status == Order.Status.OPEN and self.minutes_left > 0
        asked = any(one.state == Payment.State.SET_ASIDE for one in self.payments)
        return waits and not asked

    @property
    def is_checked(self) -> bool:
        """Say whether the gateway has yet to say how the payment ended.

        A gateway's page lets its visitor try again after a failure: who comes back from there may
        have paid just now, and must not read that nothing was taken.
        """
        payment = self.payment
        if payment is None:
            return False
        failed = payment.state == Payment.State.FAILED
        return payment.state == Payment.State.PENDING or (failed and payment.news_since_looked)

    @property
    def has_open_page(self) -> bool:
        """Say whether a failure may not be the end: its page is open for another attempt."""
        payment = self.payment
        if payment is None or self.order.status != Order.Status.OPEN:
            return False
        return payment.state == Payment.State.FAILED and payment.has_open_page

    @property
    def waits(self) -> bool:
        """Say whether something may change soon: the payment, a refund, or a message's way."""
        return self.is_checked or self.has_open_page or (not self.may_be_paid and self._is_lively)

    @property
    def _is_lively(self) -> bool:
        lately = now() - _SOON
        pending = Refund.State.PENDING
        return any(one.state == pending and one.sent_at > lately for one in self.refunds) or any(
            _is_underway(one) and one.created_at > lately for one in self.messages
        )

    @property
    def mark(self) -> str:
        """Return a word for how it all stands: another one means that the page reads otherwise.

        Whoever has a form before them is not disturbed by how far a message has got.
        """
        told: list[object] = [
            (self.order.status, self.may_be_paid, self.booking and self.booking.state),
            (self.is_checked, self.has_open_page, self.waits),
            *(
                (one.pk, one.state, one.failure_code, one.returned_minor, one.has_open_page)
                for one in self.payments
            ),
        ]
        if self.waits or not self.may_be_paid:
            told += [(one.pk, one.state) for one in self.refunds]
            told += [(one.pk, one.state) for one in self.messages]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _is_underway(message: Message) -> bool:
    """Say whether its carrier has more to say. Of an e-mail nobody says that it has arrived."""
    if message.state == Message.State.SENT:
        return message.channel == Channel.SMS
    return message.state == Message.State.QUEUED


def read_story(order: Order) -> Story:
    """Read the order once more, with its payments: in one statement, as both change at once.

    Else a page might say that it is paid and ask its reader to pay. What is read after that may be
    newer, and then the page still waits for it.
    """
    payments = list(order.payments.select_related("order__customer").order_by("created_at", "pk"))
    if payments:
        order = payments[-1].order
    lines = list(order.lines.select_related("booking__listing"))
    refunds: list[Refund] = []
    messages: list[Message] = []
    if payments:
        refunds = list(Refund.objects.filter(payment__in=payments).order_by("created_at", "pk"))
        told_of = {fact for payment in payments for fact in facts(payment, refunds)}
        messages = list(Message.objects.filter(fact__in=told_of).order_by("created_at", "pk"))
    order.booking = next((line.booking for line in lines if line.booking), None)
    return Story(
        order=order,
        lines=lines,
        booking=order.booking,
        payments=payments,
        refunds=refunds,
        messages=messages,
    )
