"""Listings: what can be slept in, and which of it is free."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from nauli.access.scopes import Scope
from nauli.api.answers import json_answer
from nauli.api.auth import Bearer, key_of
from nauli.api.body import InvalidField
from nauli.api.days import Day
from nauli.api.listing_shapes import (
    ListingChange,
    ListingIn,
    ListingOut,
    ListingPage,
    check_currency,
    columns,
    listing_shape,
    price,
)
from nauli.api.pages import DEFAULT_SIZE, LARGEST_SIZE, page
from nauli.api.photos import check_texts
from nauli.travel.errors import UnknownListingId
from nauli.travel.find import Wish, find
from nauli.travel.models import Listing
from nauli.travel.offer import change, check_country, newest_policy, offer
from nauli.travel.review import Rating, ratings

router = Router(tags=["listings"])

_COLUMNS = {"created_at": "created_at", "price": "price_minor", "-price": "-price_minor"}


class Looked(Schema):
    """What is looked for. Dates come together: then only what could be booked is listed."""

    town: str | None = Field(default=None, description="In capitals or not, else as it is written")
    country: str | None = Field(default=None, description='ISO 3166: "UG"')
    guests: int | None = Field(default=None, ge=1, le=1000)
    currency: str | None = Field(default=None, description='ISO 4217: "UGX"')
    price_from: str | None = Field(default=None, description="Of one night; needs `currency`")
    price_to: str | None = Field(default=None, description="Of one night; needs `currency`")
    check_in: Day | None = Field(default=None, description="The first night")
    check_out: Day | None = Field(default=None, description="The day of leaving")
    active: Literal["true", "false"] = "true"
    ordering: Literal["created_at", "price", "-price"] = Field(
        default="created_at", description="By price: needs `currency`"
    )
    cursor: str = ""
    limit: int = Field(default=DEFAULT_SIZE, ge=1, le=LARGEST_SIZE)


@router.get("/", auth=Bearer(Scope.READ), response=ListingPage)
def look_for(request: HttpRequest, looked: Annotated[Looked, Query()]) -> HttpResponse:
    """List what is for sale. With dates: what is free in all nights from check_in to check_out."""
    found, following = page(
        find(_wish(looked)),
        request,
        cursor=looked.cursor,
        limit=looked.limit,
        order=_COLUMNS[looked.ordering],
    )
    said = ratings(found)
    items = [listing_shape(row, said.get(row.pk, Rating())) for row in found]
    return json_answer(ListingPage(items=items, next=following))


def _wish(looked: Looked) -> Wish:
    if (looked.check_in is None) != (looked.check_out is None):
        missing = "check_in" if looked.check_in is None else "check_out"
        raise InvalidField("Send check_in and check_out together.", field=missing)
    by_price = looked.ordering != "created_at" or looked.price_from or looked.price_to
    if by_price and looked.currency is None:
        raise InvalidField("Prices are compared in one currency: name it.", field="currency")
    # Nothing could be found by what is none; an empty list would read as "all is taken".
    if looked.currency is not None:
        check_currency(looked.currency)
    if looked.country is not None:
        check_country(looked.country)
    least, most = (
        price(text, looked.currency or "", field=field).minor if text is not None else None
        for text, field in ((looked.price_from, "price_from"), (looked.price_to, "price_to"))
    )
    return Wish(
        active=looked.active == "true",
        town=looked.town,
        country=looked.country,
        guests=looked.guests,
        currency=looked.currency,
        least_minor=least,
        most_minor=most,
        check_in=looked.check_in,
        check_out=looked.check_out,
    )


@router.get("/{uuid:listing}/", auth=Bearer(Scope.READ), response=ListingOut)
def show(request: HttpRequest, listing: UUID) -> HttpResponse:
    """Return one listing with what guests say of it."""
    return json_answer(_shape(request, get_listing(listing)))


@router.post("/", auth=Bearer(Scope.LISTINGS), response={201: ListingOut})
def add(request: HttpRequest, body: ListingIn) -> HttpResponse:
    """Offer a listing. Its policy is the newest version of the name that is sent."""
    sent = body.model_dump()
    sent["policy"] = newest_policy(body.policy)
    check_texts(body.photo_texts, body.photos)
    listing = offer(columns(sent, currency=body.currency))
    return json_answer(
        _shape(request, listing), status=201, location=f"/api/listings/{listing.pk}/"
    )


@router.patch("/{uuid:listing}/", auth=Bearer(Scope.LISTINGS), response=ListingOut)
def amend(request: HttpRequest, listing: UUID, body: ListingChange) -> HttpResponse:
    """Change what is sent. Bookings keep the price and the policy that they were held at."""
    found = get_listing(listing)
    sent = columns(body.model_dump(exclude_unset=True), currency=found.currency)
    check_texts(sent.get("photo_texts", ()), sent.get("photos", found.photos))
    if "policy" in sent:
        sent["policy"] = newest_policy(sent["policy"])
    if sent:
        change(found.pk, sent)
        found = get_listing(listing)
    return json_answer(_shape(request, found))


def get_listing(number: UUID) -> Listing:
    """Return the listing with its policy, or raise UnknownListingId."""
    found = Listing.objects.select_related("policy").filter(pk=number).first()
    if found is None:
        raise UnknownListingId
    return found


def _shape(request: HttpRequest, listing: Listing) -> ListingOut:
    rating = ratings([listing]).get(listing.pk, Rating())
    return listing_shape(listing, rating, owner=key_of(request).may(Scope.LISTINGS))
