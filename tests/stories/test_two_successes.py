"""The customer moves on while the prompt is open, pays anew, and then approves both."""

from __future__ import annotations

import pytest

from tests.stories.ends import (
    assert_at_peace,
    assert_paid,
    assert_told,
    assert_unapplied,
    until_ended,
)
from tests.stories.shop import Json
from tests.stories.town import Town

pytestmark = pytest.mark.story


def _two_prompts(town: Town) -> tuple[Json, Json]:
    """Return the payment that was given up, and the one that came after it; both prompts open."""
    shop, outside = town.shop, town.outside
    customer = shop.add_customer()
    outside.make_wait(customer["phone"])
    order = shop.place(customer, shop.add_product("27000", "UGX"))
    first = shop.charge(order)
    in_flight = shop.try_to_charge(order)
    assert (in_flight.status_code, in_flight.json()["payment"]) == (409, first["id"])
    given_up = shop.cancel(first)
    assert (given_up.status_code, given_up.json()["status"]) == (200, "cancelled")
    assert shop.cancel(first).json() == given_up.json()
    second = shop.charge(order)
    assert outside.charge(first)["looks"] == 1  # it was asked before it was given up
    return first, second


def _until_succeeded(town: Town, payment: Json) -> None:
    town.eventually(
        lambda: town.shop.payment(payment)["status"] == "succeeded", what="the approval's effect"
    )


def _assert_one_applied(town: Town, *, applied: Json, unapplied: Json) -> None:
    assert_paid(town, applied)
    assert_told(town, applied, "payment_succeeded")
    assert_unapplied(town, unapplied)
    assert_told(town, unapplied, "payment_unapplied")
    assert town.shop.cases(applied) == []
    charges = town.outside.charges_for({"id": applied["order"]})
    assert [(charge["asked"], charge["status"]) for charge in charges] == [(1, "SUCCESSFUL")] * 2
    assert_at_peace(town)


def test_the_new_one_first(told_town: Town) -> None:
    first, second = _two_prompts(told_town)
    told_town.outside.approve(second)
    until_ended(told_town, second)
    told_town.outside.approve(first)
    _until_succeeded(told_town, first)
    _assert_one_applied(told_town, applied=second, unapplied=first)


def test_the_old_one_first(told_town: Town) -> None:
    told_town.outside.tell("settings", {"momo_signed_events": True})
    first, second = _two_prompts(told_town)
    told_town.outside.approve(first)
    _until_succeeded(told_town, first)
    told_town.outside.approve(second)
    until_ended(told_town, second)
    _assert_one_applied(told_town, applied=first, unapplied=second)


def test_one_approved_and_one_refused(told_town: Town) -> None:
    """What the customer gave up and then declines is no news to them."""
    shop, outside = told_town.shop, told_town.outside
    outside.tell("settings", {"momo_signed_events": True})
    first, second = _two_prompts(told_town)
    outside.reject(first)
    told_town.eventually(lambda: shop.payment(first)["status"] == "failed", what="the refusal")
    assert (shop.told(first), shop.ledger(first), shop.cases(first)) == ([], [], [])
    outside.approve(second)
    until_ended(told_town, second)
    assert_paid(told_town, second)
    assert_told(told_town, second, "payment_succeeded")
    assert_at_peace(told_town)


def test_what_is_approved_already_cannot_be_given_up(told_town: Town) -> None:
    """The look before the end finds the money, although nobody has told us of it."""
    shop, outside = told_town.shop, told_town.outside
    customer = shop.add_customer()
    outside.make_wait(customer["phone"])
    outside.fault("momo.callback", "drop", match={"payer": customer["phone"]})
    payment = shop.charge(shop.place(customer, shop.add_product("27000", "UGX")))
    outside.approve(payment)
    refused = shop.cancel(payment)
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:nauli:problem:payment-not-cancellable"
    assert_paid(told_town, payment)
    assert_told(told_town, payment, "payment_succeeded")
    assert_at_peace(told_town)
