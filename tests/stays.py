"""Stays for tests, booked as the product books them. Two nights at EUR 40.00, unless it says so."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models.functions import Now

from nauli.customers.models import Customer
from nauli.orders.book import place_booking
from nauli.orders.models import Order
from nauli.travel.models import Booking, Listing, Night
from nauli.travel.stay import Stay
from tests.factories import CHECK_IN, new_customer, new_listing


def book(
    listing: Listing | None = None,
    *,
    check_in: date = CHECK_IN,
    nights: int = 2,
    guests: int = 2,
    customer: Customer | None = None,
    ago: int = 0,
) -> tuple[Order, Booking]:
    """Book a stay; `ago`: its hold ran out so many seconds ago."""
    order, booking = place_booking(
        customer=(customer or new_customer()).pk,
        listing=(listing or new_listing()).pk,
        stay=Stay(check_in, check_in + timedelta(days=nights), guests),
    )
    if ago:
        Order.objects.filter(pk=order.pk).update(expires_at=Now() - timedelta(seconds=ago))
        order.refresh_from_db()
    return order, booking


def again(booking: Booking) -> Booking:
    return Booking.objects.get(pk=booking.pk)


def states(order: Order) -> tuple[str, str, int]:
    """Return the order's state, its stay's, and how many nights that holds."""
    now = Order.objects.get(pk=order.pk)
    booking = Booking.objects.get(line__order=order)
    return now.status, booking.state, Night.objects.filter(booking=booking).count()
