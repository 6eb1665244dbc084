"""The gateway never took the request: it is sent again once, under the same reference."""

from __future__ import annotations

import pytest

from tests.stories.ends import assert_at_peace, assert_paid, assert_told, until_ended
from tests.stories.shop import Json
from tests.stories.town import Town

pytestmark = pytest.mark.story

# What was sent to the gateway for a payment, and under which reference. What bore a token that the
# gateway does not know any more was not looked at.
_SENT = """
    SELECT headers ->> 'X-Reference-Id' FROM payments_exchange
    WHERE payment_id = %s AND operation = 'requesttopay'
        AND status IS DISTINCT FROM 401
"""


def _charge_untaken(town: Town, do: str, *, times: int) -> Json:
    """Return a payment whose first requests the gateway does not take."""
    customer = town.shop.add_customer()
    match = {"payer": customer["phone"]}
    town.outside.fault("momo.requesttopay", do, seconds=3, times=times, match=match)
    payment = town.shop.charge(town.shop.place(customer, town.shop.add_product("9500", "UGX")))
    assert town.outside.charges_for({"id": payment["order"]}) == []
    return payment


def _assert_sent_twice(town: Town, payment: Json) -> None:
    assert town.rows(_SENT, payment["id"]) == [(payment["provider_reference"],)] * 2


def test_sent_again_once_and_paid(asking_town: Town) -> None:
    """It answers with an error, hangs, or hangs up, and has taken nothing."""
    ways = ("error_before", "hang_before", "close_before")
    payments = [_charge_untaken(asking_town, do, times=1) for do in ways]
    for payment in payments:
        until_ended(asking_town, payment)
        assert_paid(asking_town, payment)
        assert_told(asking_town, payment, "payment_succeeded")
        _assert_sent_twice(asking_town, payment)
        (charge,) = asking_town.outside.charges_for({"id": payment["order"]})
        assert (charge["reference"], charge["asked"]) == (payment["provider_reference"], 2)
    assert_at_peace(asking_town)


def test_never_accepted(asking_town: Town) -> None:
    shop, outside = asking_town.shop, asking_town.outside
    payment = _charge_untaken(asking_town, "error_before", times=2)
    ended = until_ended(asking_town, payment)
    assert (ended["status"], ended["failure"]["code"]) == ("failed", "never_accepted")
    assert_told(asking_town, payment, "payment_failed")
    _assert_sent_twice(asking_town, payment)
    order = {"id": payment["order"]}
    assert (shop.ledger(payment), outside.charges_for(order)) == ([], [])
    assert shop.order(order)["status"] == "open"

    another = shop.charge(order)
    until_ended(asking_town, another)
    assert_paid(asking_town, another)
    assert_told(asking_town, another, "payment_succeeded")
    (charge,) = outside.charges_for(order)
    assert (charge["reference"], charge["asked"]) == (another["provider_reference"], 1)
    assert shop.payment(payment) == ended
    assert_at_peace(asking_town)


def test_what_is_only_not_visible_yet_is_not_charged_twice(asking_town: Town) -> None:
    """The gateway took it, says nothing and does not show it yet: sent again, it is known there."""
    outside = asking_town.outside
    outside.tell("settings", {"momo_visible_after_seconds": 6})
    customer = asking_town.shop.add_customer()
    outside.make_wait(customer["phone"])
    outside.fault("momo.requesttopay", "close_after", times=1, match={"payer": customer["phone"]})
    product = asking_town.shop.add_product("9500", "UGX")
    payment = asking_town.shop.charge(asking_town.shop.place(customer, product))
    sent = "SELECT count(*) FROM payments_payment WHERE id = %s AND resent_at IS NOT NULL"
    asking_town.eventually(
        lambda: asking_town.rows(sent, payment["id"]) == [(1,)], what="the second request"
    )
    outside.tell("settings", {"momo_visible_after_seconds": 0})
    outside.approve(payment)
    until_ended(asking_town, payment)
    assert_paid(asking_town, payment)
    assert_told(asking_town, payment, "payment_succeeded")
    (charge,) = outside.charges_for({"id": payment["order"]})
    assert charge["asked"] == 2
    assert_at_peace(asking_town)


def test_what_was_accepted_and_is_not_visible_yet_is_not_sent_again(asking_town: Town) -> None:
    """The gateway said that it has it: that it does not know it now is no news."""
    outside = asking_town.outside
    outside.tell("settings", {"momo_visible_after_seconds": 6})
    customer = asking_town.shop.add_customer()
    product = asking_town.shop.add_product("9500", "UGX")
    payment = asking_town.shop.charge(asking_town.shop.place(customer, product))
    until_ended(asking_town, payment)
    outside.tell("settings", {"momo_visible_after_seconds": 0})
    assert_paid(asking_town, payment)
    assert_told(asking_town, payment, "payment_succeeded")
    (charge,) = outside.charges_for({"id": payment["order"]})
    assert charge["asked"] == 1
    assert_at_peace(asking_town)
