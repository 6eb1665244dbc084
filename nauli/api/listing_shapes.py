"""What a listing looks like in requests and in answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from nauli.api.answers import Moment
from nauli.api.body import ONE_LINE, Strict
from nauli.api.days import Hour
from nauli.api.photos import Photos, PhotoTexts, absolute, told_texts
from nauli.api.products import PriceTooSmall
from nauli.kit.money import EXPONENTS, InvalidMoney, Money
from nauli.travel import policy
from nauli.travel.models import MOST_NIGHTS, MOST_UNITS, Listing, Policy
from nauli.travel.review import Rating

Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), ONE_LINE
]
Words = Annotated[str, StringConstraints(max_length=4000)]
Town = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), ONE_LINE
]
# "0.424400": degrees, north and east of Greenwich without a sign.
Degrees = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,3}(\.[0-9]{1,6})?$")]
Guests = Annotated[int, Field(ge=1, le=1000)]
Nights = Annotated[int, Field(ge=1, le=MOST_NIGHTS)]
Units = Annotated[int, Field(ge=1, le=MOST_UNITS)]
PolicyName = Annotated[str, Field(description="A policy's name; its newest version is taken")]


class ListingIn(Strict):
    title: Title
    description: Words = ""
    town: Town
    country: str = Field(description='ISO 3166, two capital letters: "UG"')
    latitude: Degrees | None = None
    longitude: Degrees | None = None
    photos: Photos = []
    photo_texts: PhotoTexts = {}
    price_per_night: str = Field(description='A decimal such as "40.00", of one unit')
    currency: str = Field(description='ISO 4217, three capital letters: "UGX"')
    units: Units = 1
    max_guests: Guests
    min_nights: Nights = 1
    max_nights: Nights = 30
    check_in_from: Hour
    check_out_until: Hour
    time_zone: str = Field(description='The place\'s IANA name: "Africa/Kampala"')
    policy: PolicyName
    active: bool = True


class ListingChange(Strict):
    title: Title | None = None
    description: Words | None = None
    town: Town | None = None
    country: str | None = None
    latitude: Degrees | None = None
    longitude: Degrees | None = None
    photos: Photos | None = None
    photo_texts: PhotoTexts | None = None
    price_per_night: str | None = None
    units: Units | None = None
    max_guests: Guests | None = None
    min_nights: Nights | None = None
    max_nights: Nights | None = None
    check_in_from: Hour | None = None
    check_out_until: Hour | None = None
    policy: PolicyName | None = None
    active: bool | None = None


class PolicyStep(Schema):
    days_before: int
    percent: int


class PolicyOut(Schema):
    name: str
    version: int
    steps: list[PolicyStep]
    words: str


class RatingOut(Schema):
    average: str | None = Field(description='One decimal, "4.3"; null: nobody has said anything')
    count: int


class ListingOut(Schema):
    id: UUID
    title: str
    description: str
    town: str
    country: str
    latitude: str | None
    longitude: str | None
    photos: list[str]
    photo_texts: dict[str, str]
    price_per_night: str
    currency: str
    units: int
    max_guests: int
    min_nights: int
    max_nights: int
    check_in_from: Hour
    check_out_until: Hour
    time_zone: str
    policy: PolicyOut
    rating: RatingOut
    active: bool
    created_at: Moment
    calendar: str | None = Field(
        description="Where channel managers find what is sold; told to keys that may change it"
    )


class ListingPage(Schema):
    items: list[ListingOut]
    next: str | None


def policy_shape(found: Policy) -> PolicyOut:
    return PolicyOut(
        name=found.name,
        version=found.version,
        steps=[PolicyStep(**step) for step in found.steps],
        words=policy.words(found.steps),
    )


_OTHERS = {
    *("latitude", "longitude", "photos", "photo_texts", "price_per_night"),
    *("policy", "rating", "calendar"),
}


def listing_shape(listing: Listing, rating: Rating, *, owner: bool = False) -> ListingOut:
    """Return the listing; its calendar's address, which opens a door, only for its owner."""
    same = {name: getattr(listing, name) for name in ListingOut.model_fields if name not in _OTHERS}
    path = f"/api/listings/{listing.pk}/calendar.ics?token={listing.calendar_token}"
    return ListingOut(
        **same,
        latitude=_degrees(listing.latitude),
        longitude=_degrees(listing.longitude),
        photos=absolute(listing.photos),
        photo_texts=told_texts(listing.photo_texts, listing.photos),
        price_per_night=str(listing.price),
        policy=policy_shape(listing.policy),
        rating=RatingOut(average=rating.average, count=rating.count),
        calendar=path if owner else None,
    )


def columns(sent: dict[str, Any], *, currency: str) -> dict[str, Any]:
    """Turn what was sent into columns; a place on the map alone can be taken back by a null."""
    found = {
        name: value
        for name, value in sent.items()
        if value is not None or name in {"latitude", "longitude"}
    }
    for name in ("latitude", "longitude"):
        if found.get(name) is not None:
            found[name] = Decimal(found[name])
    if "price_per_night" in found:
        found["price_minor"] = price(found.pop("price_per_night"), currency).minor
    return found


def price(text: str, currency: str, *, field: str = "price_per_night") -> Money:
    try:
        amount = Money.parse(text, currency)
    except InvalidMoney as error:
        at = field if currency in EXPONENTS else "currency"
        raise InvalidMoney(error.detail, field=at) from error
    if amount.minor <= 0:
        raise PriceTooSmall(field=field)
    return amount


def check_currency(code: str) -> None:
    try:
        Money(0, code)
    except InvalidMoney as error:
        raise InvalidMoney(error.detail, field="currency") from error


def _degrees(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.6f}"
