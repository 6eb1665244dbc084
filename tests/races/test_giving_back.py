"""Nights come free while others ask for them: each is sold again, and once."""

from __future__ import annotations

import random
import time
from collections import Counter

import pytest

from tests.races.crowd import all_at_once, crowd
from tests.races.guests import (
    Heard,
    Wish,
    ahead,
    ask_at_once,
    assert_refused_for_a_reason,
    assert_sold_as_answered,
    run_out,
    wishes,
)
from tests.stories.ends import assert_at_peace, until_ended
from tests.stories.returns import assert_returned, until_returned
from tests.stories.shop import Json, Shop
from tests.stories.town import Town

pytestmark = pytest.mark.story

_STAYS = 12
_PATIENCE_SECONDS = 20


def _fill(town: Town, listing: Json, guest: Json) -> list[Heard]:
    """Book each of the nights for itself, one guest after another."""
    wanted = [Wish(listing["id"], guest["id"], ahead(30 + day), 1) for day in range(_STAYS)]
    return [Heard(wish, town.shop.post("/api/bookings/", wish.body)) for wish in wanted]


def test_who_cancels_and_who_books_at_once(town: Town) -> None:
    """Each of twelve stays is cancelled twice, and guests want nights of the same days."""
    listing, guest = town.shop.add_listing("1000", "UGX"), town.shop.add_customer()
    before = _fill(town, listing, guest)
    stays = [one.answer.json() for one in before]
    wanted = wishes([listing], [guest] * 2 * _STAYS, random.Random(12))

    def cancel_or_book(shop: Shop, number: int) -> Heard | int:
        if number % 2:
            return shop.cancel_booking(stays[number // 2 % _STAYS]).status_code
        wish = wanted[number // 2]
        return Heard(wish, shop.post("/api/bookings/", wish.body))

    came = all_at_once(town, 4 * _STAYS, cancel_or_book)
    assert Counter(one for one in came if isinstance(one, int)) == {200: 2 * _STAYS}
    heard = before + [one for one in came if isinstance(one, Heard)]
    ended = {stay["id"] for stay in stays}
    assert_sold_as_answered(town, listing, heard, units=1, ended=ended)
    # Whoever asks again finds what was given back.
    missed = [one.wish for one in heard if not one.booked]
    with crowd(town, len(missed)) as people:
        again = ask_at_once(people, missed)
    assert_sold_as_answered(town, listing, heard + again, units=1, ended=ended)
    assert_refused_for_a_reason(town, listing, again, units=1)
    assert_at_peace(town)


def test_who_did_not_pay_in_time_and_who_books_at_once(town: Town) -> None:
    """Twelve holds run out while three guests each ask for the same night until they know."""
    listing, guest = town.shop.add_listing("1000", "UGX"), town.shop.add_customer()
    before = _fill(town, listing, guest)
    stays = [one.answer.json() for one in before]

    def until_it_is_known(shop: Shop, number: int) -> list[Heard]:
        if number == 3 * _STAYS:
            run_out(town, stays)
            return []
        wish, stay = before[number % _STAYS].wish, stays[number % _STAYS]
        heard, over, deadline = [], False, time.monotonic() + _PATIENCE_SECONDS
        while not over:
            assert time.monotonic() < deadline, "nobody ended what had run out"
            is_free = shop.booking(stay)["status"] == "expired"
            heard.append(Heard(wish, shop.post("/api/bookings/", wish.body)))
            over = is_free or heard[-1].booked
        return heard

    heard = [one for many in all_at_once(town, 3 * _STAYS + 1, until_it_is_known) for one in many]
    ended = {stay["id"] for stay in stays}
    assert_sold_as_answered(town, listing, before + heard, units=1, ended=ended)
    assert sum(one.booked for one in heard) == _STAYS
    assert_at_peace(town)


def test_a_paid_stay_is_cancelled_by_ten_and_wanted_by_twenty(town: Town) -> None:
    shop = town.shop
    listing, guest = shop.add_listing("1000", "UGX"), shop.add_customer()
    wish = Wish(listing["id"], guest["id"], ahead(30), 2)
    first = Heard(wish, shop.post("/api/bookings/", wish.body))
    stay = first.answer.json()
    payment = shop.charge_booking(stay)
    assert until_ended(town, payment)["status"] == "succeeded"
    cancelled: list[Json] = []

    def cancel_or_book(shop: Shop, number: int) -> Heard | None:
        if number % 3:
            return Heard(wish, shop.post("/api/bookings/", wish.body))
        answer = shop.cancel_booking(stay)
        assert answer.status_code == 200, answer.text
        cancelled.append(answer.json())
        return None

    heard = [one for one in all_at_once(town, 30, cancel_or_book) if one]
    with crowd(town, 1) as people:
        heard += ask_at_once(people, [wish])
    assert sum(one.booked for one in heard) == 1
    assert_sold_as_answered(town, listing, [first, *heard], units=1, ended={stay["id"]})
    assert len({one["refund"]["id"] for one in cancelled}) == 1
    until_returned(town, cancelled[0]["refund"])
    assert_returned(town, payment, "2000")
    assert len(town.outside.refunds(payment)) == 1
    assert_at_peace(town)
