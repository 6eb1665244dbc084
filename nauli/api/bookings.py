"""Bookings: nights that are held, paid like any order, cancelled by the policy that was agreed."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime, BeforeValidator, StringConstraints
from pydantic import Strict as StrictType
from pydantic_core import PydanticCustomError

from nauli.access.scopes import Scope
from nauli.api.answers import Moment, json_answer, once
from nauli.api.auth import Bearer
from nauli.api.body import Strict
from nauli.api.booking_shapes import BookingOut, BookingPage, booking_shape
from nauli.api.days import Day
from nauli.api.document import a_file, needs_key
from nauli.api.pages import DEFAULT_SIZE, LARGEST_SIZE, page
from nauli.api.refunds import RefundOut, refund_shape
from nauli.kit.clock import now
from nauli.kit.money import Money
from nauli.orders.book import place_booking
from nauli.orders.errors import UnknownBookingId
from nauli.refunds.cancel_booking import cancel_booking, money_back, paying
from nauli.travel.calendar import booking_ics
from nauli.travel.code import genuine
from nauli.travel.models import Booking
from nauli.travel.policy import percent_back
from nauli.travel.stay import Stay
from nauli.travel.there import day_there
from nauli.travel.voucher import voucher_pdf

router = Router(tags=["bookings"])

_MOMENT = re.compile(r"2[01][0-9]{2}-[0-9]{2}-[0-9]{2}T.+", re.ASCII)


def _moment(value: object) -> object:
    """Take nothing but the text: a number would be read as seconds since 1970."""
    if isinstance(value, str) and not _MOMENT.fullmatch(value):
        raise PydanticCustomError("moment", "no moment")
    return value


# "2026-11-22T09:30:00Z", or with another offset.
Instant = Annotated[AwareDatetime, BeforeValidator(_moment)]


class BookingIn(Strict):
    # JSON has no UUIDs: text is taken for one.
    listing: Annotated[UUID, StrictType(False)]
    customer: int = Field(description="A customer's number")
    check_in: Day = Field(description="The first night, by the place's calendar")
    check_out: Day = Field(description="The day of leaving: the night before is the last one")
    # The listing's own bounds are held by the verb, whose sentences name them.
    guests: int = Field(json_schema_extra={"minimum": 1})
    special_requests: Annotated[str, StringConstraints(max_length=500)] = ""


class Sought(Schema):
    listing: UUID | None = None
    customer: int | None = Field(default=None, ge=0, lt=2**63)
    status: Literal["held", "confirmed", "completed", "cancelled", "expired"] | None = None
    code: str | None = Field(
        default=None, max_length=64, description="A voucher's, as people type it"
    )
    cursor: str = ""
    limit: int = Field(default=DEFAULT_SIZE, ge=1, le=LARGEST_SIZE)


class CancelledOut(BookingOut):
    refund: RefundOut | None = Field(description="What goes back by the policy, if anything does")


class RefundQuoteOut(Schema):
    booking: UUID
    at: Moment
    percent: int = Field(description="Of what was paid, so much goes back by the policy")
    paid: str
    refund: str = Field(description="What would go back now; less, where some has gone already")
    currency: str


@router.post(
    "/",
    auth=Bearer(Scope.BOOKINGS),
    response={201: BookingOut},
    openapi_extra=needs_key(required=False),
)
def place(request: HttpRequest, body: BookingIn) -> HttpResponse:
    """Hold the nights of a stay. With an Idempotency-Key, the same key gives the same answer.

    Its `order` is charged like any other; paid, the stay is confirmed.
    """
    return once(request, body, partial(_place, body))


def _place(body: BookingIn) -> HttpResponse:
    _, booking = place_booking(
        customer=body.customer,
        listing=body.listing,
        stay=Stay(body.check_in, body.check_out, body.guests),
        special_requests=body.special_requests,
    )
    address = f"/api/bookings/{booking.pk}/"
    return json_answer(booking_shape(_get(booking.pk)), status=201, location=address)


@router.get("/{uuid:booking}/", auth=Bearer(Scope.READ), response=BookingOut)
def show(request: HttpRequest, booking: UUID) -> HttpResponse:
    """Return one booking as it is now."""
    return json_answer(booking_shape(_get(booking)))


@router.get("/", auth=Bearer(Scope.READ), response=BookingPage)
def find(request: HttpRequest, sought: Annotated[Sought, Query()]) -> HttpResponse:
    """List bookings, oldest first; with `code`, the one of a voucher. It marks no arrival."""
    filters = {
        "listing": sought.listing,
        "line__order__customer": sought.customer,
        "state": sought.status,
        # As people type it; one that we did not sign is nobody's.
        "code": sought.code and (genuine(sought.code) or sought.code),
    }
    rows = _all().filter(**{k: v for k, v in filters.items() if v is not None})
    found, following = page(rows, request, cursor=sought.cursor, limit=sought.limit)
    return json_answer(BookingPage(items=[booking_shape(row) for row in found], next=following))


@router.get("/{uuid:booking}/refund-quote/", auth=Bearer(Scope.READ), response=RefundQuoteOut)
def quote(request: HttpRequest, booking: UUID, at: Instant | None = None) -> HttpResponse:
    """Say what would go back if the booking were cancelled now, or at another time.

    `at` is a moment with its offset, such as 2026-12-01T09:30:00Z. Nothing is cancelled.
    """
    moment = at or now()
    found, day = _on(booking, moment)
    payment = paying(found.line.order)
    paid = (payment and payment.captured) or Money(0, found.currency)
    back = Money(0, found.currency)
    # What is cancelled already, or can be no more, gives nothing.
    if payment and found.state == Booking.State.CONFIRMED and found.arrived_at is None:
        back = money_back(found, payment, day=day)
    return json_answer(
        RefundQuoteOut(
            booking=found.pk,
            at=moment,
            percent=percent_back(found.policy_steps, day=day, check_in=found.check_in),
            paid=str(paid),
            refund=str(back),
            currency=found.currency,
        )
    )


@router.get(
    "/{uuid:booking}/voucher.pdf",
    auth=Bearer(Scope.READ),
    openapi_extra=a_file("application/pdf"),
)
def voucher(request: HttpRequest, booking: UUID) -> HttpResponse:
    """Return the page that the guest shows at the desk: of a stay that is paid, and no other.

    It is in the customer's language, English or French, and came with the e-mail as well.
    """
    found = _get(booking)
    guest = found.line.order.customer
    page_ = voucher_pdf(
        found, merchant=settings.MERCHANT_NAME, customer=guest.name, language=guest.language
    )
    return HttpResponse(page_, content_type="application/pdf")


@router.get(
    "/{uuid:booking}/calendar.ics",
    auth=Bearer(Scope.READ),
    openapi_extra=a_file("text/calendar"),
)
def calendar(request: HttpRequest, booking: UUID) -> HttpResponse:
    """Return the stay for the guest's calendar, which learns here too that it was cancelled."""
    found = _get(booking)
    event = booking_ics(found, language=found.line.order.customer.language)
    return HttpResponse(event, content_type="text/calendar; charset=utf-8")


@router.post("/{uuid:booking}/cancel/", auth=Bearer(Scope.BOOKINGS), response=CancelledOut)
def cancel(request: HttpRequest, booking: UUID) -> HttpResponse:
    """Cancel a stay; what its policy gives back is returned. Twice is no error.

    The nights are free at once. A stay that is not paid ends with its order. One that is over, or
    whose guest has arrived, cannot be cancelled.
    """
    refund = cancel_booking(booking).refund
    shape = booking_shape(_get(booking)).model_dump()
    return json_answer(CancelledOut(**shape, refund=refund_shape(refund) if refund else None))


def _all() -> QuerySet[Booking]:
    """Return all that was booked, each with what its shape needs."""
    return Booking.objects.select_related("listing", "line__order__customer")


def _get(number: UUID) -> Booking:
    found = _all().filter(pk=number, line__isnull=False).first()
    if found is None:
        raise UnknownBookingId
    return found


def _on(number: UUID, moment: datetime) -> tuple[Booking, date]:
    """Return the booking, and the date that it is at the place in that moment."""
    known = _all().annotate(day=day_there(moment))
    found = known.filter(pk=number, line__isnull=False).first()
    if found is None:
        raise UnknownBookingId
    return found, found.day
