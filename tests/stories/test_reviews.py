"""A stay is over, the schedule says so, and its guest says how it was."""

from __future__ import annotations

import pytest

from tests.stories.ends import assert_at_peace
from tests.stories.shop import Json
from tests.stories.stays import await_status, book_and_pay, let_days_pass, where_it_is_noon
from tests.stories.town import Town

pytestmark = pytest.mark.story

_BY_WHOM = """
    SELECT actor FROM record_change
    WHERE subject = 'booking' AND subject_id = %s AND after = 'completed'
"""


def _refusal(town: Town, booking: Json) -> tuple[int, str]:
    answer = town.shop.try_to_review(booking, 1)
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


def test_a_stay_is_reviewed_when_it_is_over(told_town: Town) -> None:
    shop = told_town.shop
    listing = shop.add_listing("120000", "UGX", units=3, time_zone=where_it_is_noon())
    slept, _ = book_and_pay(told_town, listing, days=0)
    other, _ = book_and_pay(told_town, listing, days=0)
    held = shop.book(listing, days=0)
    assert _refusal(told_town, slept) == (409, "stay-not-over")
    for booking in (slept, other, held):
        let_days_pass(told_town, booking, 3)
    assert shop.check_voucher(slept["code"])["verdict"] == "over"
    assert shop.cancel_booking(slept).status_code == 409
    assert _refusal(told_town, held) == (409, "stay-not-over")  # nobody has paid for it

    told_town.restart_schedule()
    for booking in (slept, other):
        await_status(told_town, booking, "completed")
        assert told_town.rows(_BY_WHOM, booking["id"]) == [("schedule",)]
    assert shop.booking(held)["status"] == "held"
    assert shop.rating(listing) == {"average": None, "count": 0}
    assert shop.try_to_review(slept, 5).status_code == 201
    poor = shop.try_to_review(other, 2)
    assert (poor.status_code, shop.rating(listing)) == (201, {"average": "3.5", "count": 2})
    assert _refusal(told_town, slept) == (409, "reviewed-already")
    assert shop.rating(listing) == {"average": "3.5", "count": 2}

    path = f"/api/listings/{listing['id']}/reviews/"
    hidden = shop.ask("PATCH", f"{path}{poor.json()['id']}/", json={"hidden": True})
    assert (hidden.status_code, shop.rating(listing)) == (200, {"average": "5.0", "count": 1})
    assert [review["booking"] for review in shop.get(path)["items"]] == [slept["id"]]
    assert shop.cancel_booking(slept).status_code == 409
    assert_at_peace(told_town)
