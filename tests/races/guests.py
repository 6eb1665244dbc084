"""Guests who want nights of the same listings at once, and what must be true afterwards."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import requests

from tests.races.crowd import at_once
from tests.stories.shop import Json, Shop
from tests.stories.town import Town

CROWD = 100
UNITS = (1, 3)
# Of so many nights, stays of up to so many: two of three guests are refused.
_DAYS, _LONGEST = 20, 5
_OVER_SOLD = "a night is sold over its units"
_TAKEN = "urn:nauli:problem:nights-taken"
_SOLD = "SELECT night, slot, booking_id::text FROM travel_night WHERE listing_id = %s"
# Nobody waits a quarter of an hour for a hold to end, nor longer while money is in doubt.
_RUN_OUT = """
    UPDATE orders_order SET expires_at = now() - interval '1 day' WHERE id = ANY(%s::uuid[])
    RETURNING id
"""
_WRITTEN = "SELECT id::text FROM travel_booking WHERE listing_id = %s"


@dataclass(frozen=True, slots=True)
class Wish:
    """What one guest asks for."""

    listing: str
    guest: int
    check_in: date
    count: int

    @property
    def nights(self) -> list[str]:
        return [str(self.check_in + timedelta(days=day)) for day in range(self.count)]

    @property
    def body(self) -> Json:
        return {
            "listing": self.listing,
            "customer": self.guest,
            "check_in": str(self.check_in),
            "check_out": str(self.check_in + timedelta(days=self.count)),
            "guests": 1,
        }


@dataclass(frozen=True, slots=True)
class Heard:
    """What one guest was answered."""

    wish: Wish
    answer: requests.Response

    @property
    def booked(self) -> bool:
        return self.answer.status_code == 201


def ahead(days: int) -> date:
    return datetime.now(UTC).date() + timedelta(days=days)


def wishes(
    listings: Sequence[Json], guests: Sequence[Json], chance: random.Random
) -> Sequence[Wish]:
    """Return for each guest some nights in a row of one of the listings, many of them the same."""
    return [
        Wish(
            chance.choice(listings)["id"],
            guest["id"],
            ahead(30 + chance.randrange(_DAYS)),
            chance.randint(1, _LONGEST),
        )
        for guest in guests
    ]


def ask_at_once(people: Sequence[Shop], wanted: Sequence[Wish]) -> list[Heard]:
    return at_once(
        people,
        lambda shop, number: Heard(
            wanted[number], shop.post("/api/bookings/", wanted[number].body)
        ),
    )


def run_out(town: Town, bookings: Iterable[Mapping[str, Json]]) -> None:
    """Have the time of these bookings be up: what is due is ended by the town's own processes."""
    orders = [booking["order"] for booking in bookings]
    assert len(town.rows(_RUN_OUT, orders)) == len(orders)


def play_round(
    town: Town,
    people: Sequence[Shop],
    guests: Sequence[Json],
    *,
    seed: int,
    in_line: bool = True,
) -> list[Heard]:
    """Have every guest ask at once for nights of a listing of one unit or of one of three.

    `in_line`: guests stand in line at a listing, so that nobody is refused what there is.
    """
    listings = {units: town.shop.add_listing("1000", "UGX", units=units) for units in UNITS}
    heard = ask_at_once(people, wishes([*listings.values()], guests, random.Random(seed)))
    try:
        for units, listing in listings.items():
            assert_sold_as_answered(town, listing, heard, units=units)
            if in_line:
                assert_refused_for_a_reason(town, listing, heard, units=units)
    except AssertionError as error:
        error.add_note(f"The same wishes again: make races ARGS='--rounds 1 --seed {seed}'")
        raise
    return heard


def assert_sold_as_answered(
    town: Town,
    listing: Mapping[str, Json],
    heard: Iterable[Heard],
    *,
    units: int,
    ended: Collection[str] = (),
) -> None:
    """Assert that who was told 201 holds these nights, nobody else any, and none is over-sold.

    `ended`: bookings that have given their nights back since.
    """
    here = [one for one in heard if one.wish.listing == listing["id"]]
    for one in here:
        assert one.answer.status_code in {201, 409}, one.answer.text
        if not one.booked:
            assert one.answer.json()["type"] == _TAKEN, one.answer.text
            assert {*one.answer.json()["nights"]} <= {*one.wish.nights}
    told = {one.answer.json()["id"]: one.wish.nights for one in here if one.booked}
    sold = town.rows(_SOLD, listing["id"])
    often = Counter(str(night) for night, _, _ in sold)
    assert {night: count for night, count in often.items() if count > units} == {}, _OVER_SOLD
    assert len({(night, slot) for night, slot, _ in sold}) == len(sold)
    assert {slot for _, slot, _ in sold} <= {*range(units)}
    held = sorted((booking, str(night)) for night, _, booking in sold)
    assert held == sorted(
        (booking, night)
        for booking, nights in told.items()
        for night in nights
        if booking not in ended
    )
    # Who was refused has left nothing behind.
    assert {booking for (booking,) in town.rows(_WRITTEN, listing["id"])} == {*told}


def assert_refused_for_a_reason(
    town: Town,
    listing: Mapping[str, Json],
    heard: Iterable[Heard],
    *,
    units: int,
    given_back: Collection[str] = (),
) -> None:
    """Assert that each night that somebody was refused is sold out, or was before it was free."""
    sold = Counter(str(night) for night, _, _ in town.rows(_SOLD, listing["id"]))
    for one in heard:
        if one.wish.listing == listing["id"] and not one.booked:
            nights = one.answer.json()["nights"]
            assert nights
            assert {sold[night] for night in nights if night not in given_back} <= {units}
