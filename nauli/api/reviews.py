"""Reviews: what guests say of stays that are over."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import Strict as StrictType
from pydantic import StringConstraints

from nauli.access.scopes import Scope
from nauli.api.answers import Moment, json_answer
from nauli.api.auth import Bearer
from nauli.api.body import Strict
from nauli.api.listings import get_listing
from nauli.api.pages import DEFAULT_SIZE, LARGEST_SIZE, page
from nauli.travel.models import Review
from nauli.travel.review import hide, review

router = Router(tags=["listings"])


class ReviewIn(Strict):
    booking: Annotated[UUID, StrictType(False)]
    rating: int = Field(ge=1, le=5)
    text: Annotated[str, StringConstraints(max_length=2000)] = ""


class ReviewChange(Strict):
    hidden: bool


class ReviewOut(Schema):
    id: int
    listing: UUID
    booking: UUID
    rating: int
    text: str
    hidden: bool
    created_at: Moment


class ReviewPage(Schema):
    items: list[ReviewOut]
    next: str | None


def _shape(row: Review) -> ReviewOut:
    return ReviewOut(
        id=row.pk,
        listing=row.listing_id,
        booking=row.booking_id,
        rating=row.rating,
        text=row.text,
        hidden=row.hidden,
        created_at=row.created_at,
    )


@router.get("/{uuid:listing}/reviews/", auth=Bearer(Scope.READ), response=ReviewPage)
def find(
    request: HttpRequest,
    listing: UUID,
    hidden: Literal["true", "false"] = "false",
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_SIZE)] = DEFAULT_SIZE,
) -> HttpResponse:
    """List what guests say, oldest first; with `hidden`, what staff has hidden instead."""
    rows = Review.objects.filter(listing=get_listing(listing), hidden=hidden == "true")
    found, following = page(rows, request, cursor=cursor, limit=limit)
    return json_answer(ReviewPage(items=[_shape(row) for row in found], next=following))


@router.post("/{uuid:listing}/reviews/", auth=Bearer(Scope.BOOKINGS), response={201: ReviewOut})
def add(request: HttpRequest, listing: UUID, body: ReviewIn) -> HttpResponse:
    """Review a confirmed stay that is over: one review per booking."""
    written = review(get_listing(listing), body.booking, rating=body.rating, text=body.text)
    return json_answer(_shape(written), status=201)


@router.patch(
    "/{uuid:listing}/reviews/{int:number}/", auth=Bearer(Scope.LISTINGS), response=ReviewOut
)
def judge(request: HttpRequest, listing: UUID, number: int, body: ReviewChange) -> HttpResponse:
    """Hide a review, or show it again. What is hidden counts in no average."""
    found = hide(get_listing(listing), min(number, 2**63 - 1), hidden=body.hidden)
    return json_answer(_shape(found))
