"""How a stay looks from outside."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from ninja import Field, Schema

from nauli.api.answers import Moment, one_of
from nauli.api.days import Hour
from nauli.api.listing_shapes import PolicyOut, PolicyStep
from nauli.orders.address import address_of
from nauli.travel.models import Booking
from nauli.travel.policy import words


class NightOut(Schema):
    night: date
    price: str


class BookingOut(Schema):
    id: UUID
    listing: UUID
    title: str = Field(description="The listing's")
    customer: int
    order: UUID = Field(description="What is charged: POST /api/payments/charge/")
    page: str | None = Field(
        description="Where the guest sees and pays it, to be sent to them alone: whoever knows the"
        " address sees the stay. null where NAULI_PUBLIC_URL is not set"
    )
    status: str = Field(json_schema_extra=one_of(*Booking.State.values))
    check_in: date
    check_out: date = Field(description="The day of leaving; the night before is the last one")
    check_in_from: Hour
    check_out_until: Hour
    time_zone: str
    guests: int
    special_requests: str
    nights: list[NightOut]
    total: str
    currency: str
    policy: PolicyOut
    code: str | None = Field(description="What the voucher shows, once the stay is confirmed")
    hold_expires_at: Moment | None = Field(
        description="Until then the nights are held, and somewhat longer while a payment is in"
        " doubt; null once the stay is no longer held"
    )
    created_at: Moment
    confirmed_at: Moment | None
    cancelled_at: Moment | None
    arrived_at: Moment | None


class BookingPage(Schema):
    items: list[BookingOut]
    next: str | None


def booking_shape(booking: Booking) -> BookingOut:
    """Show a booking that was read with its listing, and with its line and that one's order."""
    order, held = booking.line.order, booking.state == Booking.State.HELD
    price = str(booking.price)
    return BookingOut(
        id=booking.pk,
        listing=booking.listing_id,
        title=booking.listing.title,
        customer=order.customer_id,
        order=order.pk,
        page=address_of(order) or None,
        status=booking.state,
        check_in=booking.check_in,
        check_out=booking.check_out,
        check_in_from=booking.check_in_from,
        check_out_until=booking.check_out_until,
        time_zone=booking.time_zone,
        guests=booking.guests,
        special_requests=booking.special_requests,
        nights=[NightOut(night=night, price=price) for night in booking.nights],
        total=str(booking.total),
        currency=booking.currency,
        policy=PolicyOut(
            name=booking.policy_name,
            version=booking.policy_version,
            steps=[PolicyStep(**step) for step in booking.policy_steps],
            words=words(booking.policy_steps),
        ),
        code=booking.code if booking.confirmed_at else None,
        hold_expires_at=order.expires_at if held else None,
        created_at=booking.created_at,
        confirmed_at=booking.confirmed_at,
        cancelled_at=booking.cancelled_at,
        arrived_at=booking.arrived_at,
    )
