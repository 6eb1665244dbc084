"""A listing's nights: which are free, what they cost together, which are closed."""

from __future__ import annotations

from datetime import date
from hmac import compare_digest
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from nauli.access.scopes import Scope
from nauli.api.answers import json_answer
from nauli.api.auth import Bearer
from nauli.api.body import Strict
from nauli.api.days import Day
from nauli.travel.availability import availability
from nauli.travel.calendar import listing_ics
from nauli.travel.close import close, open_again
from nauli.travel.errors import UnknownListingId
from nauli.travel.models import Booking, Closure, Listing
from nauli.travel.quote import quote
from nauli.travel.stay import Stay
from nauli.travel.there import today_there

router = Router(tags=["listings"])

_FREE = (Booking.State.CANCELLED, Booking.State.EXPIRED)


class Range(Schema):
    first: Day = Field(alias="from", description="The first night that is asked for")
    end: Day = Field(alias="to", description="The day after the last night that is asked for")


class NightOut(Schema):
    night: date
    free: int = Field(description="Units that can be booked")
    price: str


class AvailabilityOut(Schema):
    currency: str
    nights: list[NightOut]


class QuoteOut(Schema):
    nights: list[date]
    taken: list[date] = Field(description="Nights that are not to be had at present")
    price_per_night: str
    total: str
    currency: str
    policy: str


class ClosureIn(Strict):
    first: Day = Field(description="The first night that is closed")
    last: Day = Field(description="The last night that is closed")


class ClosureOut(Schema):
    id: int
    first: date
    last: date


class ClosureList(Schema):
    items: list[ClosureOut]


@router.get("/{uuid:listing}/availability/", auth=Bearer(Scope.READ), response=AvailabilityOut)
def free(request: HttpRequest, listing: UUID, asked: Annotated[Range, Query()]) -> HttpResponse:
    """Tell for each night how many units are free and what one costs."""
    place, today = _place(listing)
    told = availability(place, asked.first, asked.end, today=today)
    nights = [NightOut(night=one.night, free=one.units, price=str(one.price)) for one in told]
    return json_answer(AvailabilityOut(currency=place.currency, nights=nights))


@router.get("/{uuid:listing}/quote/", auth=Bearer(Scope.READ), response=QuoteOut)
def price_of(
    request: HttpRequest,
    listing: UUID,
    check_in: Day,
    check_out: Day,
    guests: Annotated[int, Query(ge=1, le=1000)],
) -> HttpResponse:
    """Tell what a stay would cost and by which policy. It holds nothing."""
    place, today = _place(listing)
    told = quote(place, Stay(check_in, check_out, guests), today=today)
    shape = QuoteOut(
        nights=list(told.nights),
        taken=list(told.taken),
        price_per_night=str(told.per_night),
        total=str(told.total),
        currency=place.currency,
        policy=told.policy,
    )
    return json_answer(shape)


@router.get("/{uuid:listing}/closures/", auth=Bearer(Scope.READ), response=ClosureList)
def closed(request: HttpRequest, listing: UUID) -> HttpResponse:
    """List when the listing is closed, from today at the place on."""
    place, today = _place(listing)
    rows = Closure.objects.filter(listing=place, last__gte=today).order_by("first", "pk")
    return json_answer(ClosureList(items=[ClosureOut.from_orm(row) for row in rows]))


@router.post("/{uuid:listing}/closures/", auth=Bearer(Scope.LISTINGS), response={201: ClosureOut})
def close_nights(request: HttpRequest, listing: UUID, body: ClosureIn) -> HttpResponse:
    """Close nights, so that nobody can book them. What is booked already stays booked."""
    place, _ = _place(listing)
    closure = close(place, body.first, body.last)
    return json_answer(ClosureOut.from_orm(closure), status=201)


@router.delete(
    "/{uuid:listing}/closures/{int:closure}/", auth=Bearer(Scope.LISTINGS), response={204: None}
)
def open_nights(request: HttpRequest, listing: UUID, closure: int) -> HttpResponse:
    """Open the nights of a closure again."""
    place, _ = _place(listing)
    open_again(place, min(closure, 2**63 - 1))
    return HttpResponse(status=204)


@router.get("/{uuid:listing}/calendar.ics")
def calendar(request: HttpRequest, listing: UUID, token: str = "") -> HttpResponse:
    """Return the nights without a free unit as a calendar, for channel managers.

    It names nobody. No API key is needed: the token opens it, as `calendar` of the listing has it.
    """
    known = Listing.objects.filter(pk=listing).values_list("calendar_token", flat=True).first()
    if known is None or not compare_digest(known.encode(), token.encode()):
        raise UnknownListingId
    place, today = _place(listing)
    stays = Booking.objects.filter(listing=place, check_out__gt=today).exclude(state__in=_FREE)
    closures = Closure.objects.filter(listing=place, last__gte=today)
    return HttpResponse(
        listing_ics(place, stays, closures), content_type="text/calendar; charset=utf-8"
    )


def _place(number: UUID) -> tuple[Listing, date]:
    """Return the listing with its policy, and the date that it is there."""
    known = Listing.objects.select_related("policy").annotate(today=today_there())
    found = known.filter(pk=number).first()
    if found is None:
        raise UnknownListingId
    return found, found.today
