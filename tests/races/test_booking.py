"""Many guests at once: no night is sold over its units, and nobody is refused what there is.

Some rounds of what `make races` plays two hundred of, and one key sent by fifty.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest

from tests.races.crowd import all_at_once, crowd
from tests.races.guests import CROWD, Wish, ahead, play_round
from tests.stories.ends import assert_at_peace
from tests.stories.town import Town

pytestmark = pytest.mark.story

_ROUNDS = 3


def test_overlapping_nights_are_sold_once_per_unit(town: Town) -> None:
    seed = random.randrange(2**32)
    guests = [town.shop.add_customer() for _ in range(CROWD)]
    with crowd(town, CROWD) as people:
        for number in range(_ROUNDS):
            heard = play_round(town, people, guests, seed=seed + number)
            assert 0 < sum(one.booked for one in heard) < CROWD
    assert_at_peace(town)


def test_one_key_books_one_stay(town: Town) -> None:
    shop = town.shop
    listing = shop.add_listing("1000", "UGX", units=3)
    wish = Wish(listing["id"], shop.add_customer()["id"], ahead(30), 2)
    answers = all_at_once(
        town, 50, lambda shop, _: shop.post("/api/bookings/", wish.body, key="the-same-stay")
    )
    assert Counter(answer.status_code for answer in answers) == {201: 50}
    replayed = Counter(answer.headers.get("Idempotent-Replayed") for answer in answers)
    assert replayed == {None: 1, "true": 49}
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert len(shop.get("/api/bookings/", listing=listing["id"])["items"]) == 1
    asked = {"from": wish.nights[0], "to": str(ahead(32))}
    free = shop.get(f"/api/listings/{listing['id']}/availability/", **asked)
    assert [night["free"] for night in free["nights"]] == [2, 2]
    assert_at_peace(town)
