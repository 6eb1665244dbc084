"""Place an order for a stay: hold its nights, seal what they cost. All or nothing, at once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from nauli.customers.models import Customer
from nauli.orders.models import Line, Order
from nauli.orders.place import UnknownCustomer
from nauli.record.models import record
from nauli.travel.hold import hold
from nauli.travel.models import Booking
from nauli.travel.stay import Stay


@transaction.atomic
def place_booking(
    *, customer: int, listing: UUID, stay: Stay, special_requests: str = ""
) -> tuple[Order, Booking]:
    """Hold the nights and write an open order for them, or raise what says what to change.

    The order, and with it the hold, ends after BOOKING_HOLD_SECONDS if nobody pays it.
    """
    buyer = Customer.objects.annotate(now=Now()).filter(pk=customer).first()
    if buyer is None:
        raise UnknownCustomer(f"There is no customer {customer}.", field="customer")
    booking = hold(
        listing,
        check_in=stay.check_in,
        check_out=stay.check_out,
        guests=stay.guests,
        special_requests=special_requests,
    )
    total = booking.total
    order = Order.objects.create(
        customer=buyer,
        currency=total.currency,
        total_minor=total.minor,
        expires_at=buyer.now + timedelta(seconds=settings.BOOKING_HOLD_SECONDS),
    )
    Line.objects.create(
        order=order,
        position=0,
        booking=booking,
        name=f"{booking.listing.title}, {booking.check_in} to {booking.check_out}",
        quantity=len(booking.nights),
        unit_price_minor=booking.price_minor,
    )
    record("order", order.pk, after=Order.Status.OPEN)
    return order, booking
