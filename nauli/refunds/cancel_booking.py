"""End a stay at its guest's wish; what its policy gives back goes back, on the refunds' road.

Claim, ask, settle, as every refund does: the stay ends, its nights are free and the refund is
written down in one transaction, and only then is the gateway asked. So a stay is never ended
without its money, and the money of a stay is returned once.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F

from nauli.idempotency.claim import BY_ITSELF, Held, claim
from nauli.idempotency.models import Key
from nauli.kit.errors import Conflict
from nauli.kit.money import Money
from nauli.ledger import accounts
from nauli.orders.errors import UnknownBookingId
from nauli.orders.models import Order
from nauli.payments.cancel import OrderNotCancellable, cancel_order
from nauli.payments.lock import lock
from nauli.payments.models import Payment
from nauli.refunds.ask import ask
from nauli.refunds.by_itself import remember, ticket_for
from nauli.refunds.create import create
from nauli.refunds.models import Refund
from nauli.refunds.news import tell_cancelled
from nauli.travel.complete import over
from nauli.travel.models import Booking
from nauli.travel.policy import refund_of
from nauli.travel.release import release
from nauli.travel.there import day_there

logger = structlog.get_logger(__name__)

_REASON = "The stay was cancelled"


class BookingNotCancellable(Conflict):
    """This stay cannot be cancelled any more."""


class ReturnChanged(Conflict):
    """What goes back is not what was shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """The stay as it is now, and the refund that was started with it, if it gave anything back."""

    booking: Booking
    refund: Refund | None


def cancel_booking(booking_id: UUID, *, shown: Money | None = None) -> Cancelled:
    """Cancel a stay. One that is not paid ends with its order; what is cancelled stays so.

    `shown`: what a guest was told goes back. Where it is another amount by now, nothing is done.

    A payment in flight is asked about first: where it has just succeeded, the stay is confirmed,
    and its guest decides anew, now that there is money of theirs to lose.
    """
    order = Order.objects.filter(lines__booking=booking_id).first()
    if order is None:
        raise UnknownBookingId
    if order.status == Order.Status.OPEN:
        _cancel_unpaid(order)
    held, refund = _cancel(booking_id, order, shown)
    if held is not None and refund is not None:
        refund = ask(refund)
        remember(held, refund)
    return Cancelled(booking=Booking.objects.get(pk=booking_id), refund=refund)


def _cancel_unpaid(order: Order) -> None:
    try:
        cancel_order(order.pk)
    except OrderNotCancellable as error:
        raise BookingNotCancellable(
            "This stay has just been paid, or has run out: look at it again.",
        ) from error


@transaction.atomic(durable=True)
def _cancel(
    booking_id: UUID, order: Order, shown: Money | None
) -> tuple[Held | None, Refund | None]:
    """End what is confirmed, and write down what goes back, before the gateway hears of it."""
    payment = _lock_paying(order)
    booking = Booking.objects.select_for_update(no_key=True).get(pk=booking_id)
    if booking.state == Booking.State.CANCELLED:
        return None, _refund_of(booking)
    if booking.state != Booking.State.CONFIRMED or payment is None:
        raise BookingNotCancellable(f"This stay is {booking.state}.", booking_status=booking.state)
    if booking.arrived_at is not None:
        raise BookingNotCancellable("The guest of this stay has arrived.")
    if over().filter(pk=booking.pk).exists():
        # The schedule has not said so yet.
        raise BookingNotCancellable("This stay is over.")
    release(booking, Booking.State.CANCELLED, reason="cancelled on request")
    owed = money_back(booking, payment, day=_day_of_cancelling(booking))
    if shown not in {None, owed}:
        raise ReturnChanged
    tell_cancelled(booking, payment, returned=owed)
    if owed.minor == 0:
        return None, None
    new_id = uuid.uuid4()
    # Nobody but who has the order's lock claims this key, so that it may come after it.
    held = claim(ticket_for(_key(booking)), subject=new_id)
    return held, create(new_id, payment.pk, amount=str(owed), reason=_REASON)


def _day_of_cancelling(booking: Booking) -> date:
    """Return the date at the place by the database, whose clock is the one that counts."""
    days = Booking.objects.filter(pk=booking.pk).annotate(day=day_there(F("cancelled_at")))
    found: date = days.values_list("day", flat=True).get()
    return found


def money_back(booking: Booking, payment: Payment, *, day: date) -> Money:
    """Return what of the payment goes back if the stay is cancelled on that day at the place.

    It is what the sealed policy says of all that was paid, or what of that has not gone back yet.
    """
    captured = payment.captured
    if captured is None or payment.state == Payment.State.REVERSED:
        return Money(0, booking.currency)
    left = captured.minor - payment.returned_minor
    return Money(min(refund_of(booking, captured, day).minor, left), captured.currency)


def paying(order: Order) -> Payment | None:
    """Return the payment that paid for the stay, if one has."""
    return order.payments.filter(booked_to=accounts.ORDERS).first()


def _lock_paying(order: Order) -> Payment | None:
    payment = paying(order)
    return None if payment is None else lock(payment.reference)


def _refund_of(booking: Booking) -> Refund | None:
    """Return the refund that its cancelling began, while its key is remembered."""
    key = Key.objects.filter(scope=BY_ITSELF, key=_key(booking)).first()
    return Refund.objects.filter(pk=key.subject).first() if key else None


def _key(booking: Booking) -> str:
    return f"booking/{booking.pk}"
