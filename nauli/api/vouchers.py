"""Vouchers: what the desk asks when a guest shows a code."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from pydantic import StringConstraints

from nauli.access.scopes import Scope
from nauli.api.answers import Moment, json_answer, one_of
from nauli.api.auth import Bearer
from nauli.api.body import Strict
from nauli.travel.arrive import GOOD, Arrival, Verdict, arrive
from nauli.travel.models import Booking

router = Router(tags=["vouchers"])


class CodeIn(Strict):
    code: Annotated[str, StringConstraints(min_length=1, max_length=64)] = Field(
        description="As it was scanned or typed: small letters and left out dashes do no harm"
    )


class StayOut(Schema):
    booking: UUID
    code: str
    listing: UUID
    title: str
    guests: int
    check_in: date
    check_out: date
    arrived_at: Moment | None


class VoucherOut(Schema):
    good: bool
    verdict: str = Field(
        json_schema_extra=one_of(*Verdict),
        description="welcome: the arrival is marked now; arrived: it was before; early: the stay"
        " begins later, and nothing is marked. With the others the code is not good",
    )
    stay: StayOut | None = Field(description="null where the code is none of ours")


@router.post("/check/", auth=Bearer(Scope.BOOKINGS), response=VoucherOut)
def check(request: HttpRequest, body: CodeIn) -> HttpResponse:
    """Say whether a code is good and mark the arrival, once; asking again does no harm."""
    return json_answer(_shape(arrive(body.code)))


def _shape(arrival: Arrival) -> VoucherOut:
    stay = _stay(arrival.booking) if arrival.booking else None
    return VoucherOut(good=arrival.verdict in GOOD, verdict=arrival.verdict, stay=stay)


def _stay(booking: Booking) -> StayOut:
    return StayOut(
        booking=booking.pk,
        code=booking.code,
        listing=booking.listing_id,
        title=booking.listing.title,
        guests=booking.guests,
        check_in=booking.check_in,
        check_out=booking.check_out,
        arrived_at=booking.arrived_at,
    )
