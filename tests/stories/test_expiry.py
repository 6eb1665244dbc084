"""Nobody pays in time: the goods are back unless money is on its way; late money has its end."""

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

_GRACE_SECONDS = 2
_STOCK, _WANTED = 5, 3
# How long after its time an order ended, in seconds, all by the database's clock.
_ENDED_AFTER = """
    SELECT extract(epoch FROM c.at - o.expires_at)::float FROM orders_order o
    JOIN record_change c ON c.subject = 'order' AND c.subject_id = o.id::text
    WHERE o.id = %s AND c.after = 'expired'
"""
_ASKED_ON = "SELECT next_look_at IS NOT NULL FROM payments_payment WHERE id = %s"


def _product(town: Town, *, stock: int = _STOCK) -> Json:
    return town.shop.add_product("62000", "UGX", stock=stock)


def _charge_waiting(town: Town, product: Json) -> Json:
    """Return a payment whose prompt nobody answers."""
    customer = town.shop.add_customer()
    town.outside.make_wait(customer["phone"])
    return town.shop.charge(town.shop.place(customer, product, _WANTED))


def _await_expiry(town: Town, order: Json) -> float:
    """Wait until the order has expired and return how long after its time that was, in seconds."""
    town.eventually(lambda: town.shop.order(order)["status"] == "expired", what="the expiry")
    ((seconds,),) = town.rows(_ENDED_AFTER, order["id"])
    return float(seconds)


def test_without_a_payment(hasty_town: Town) -> None:
    shop, product = hasty_town.shop, _product(hasty_town)
    order = shop.place(shop.add_customer(), product, _WANTED)
    assert shop.stock(product) == _STOCK - _WANTED
    assert _await_expiry(hasty_town, order) >= 0
    assert shop.stock(product) == _STOCK
    refused = shop.try_to_charge(order)
    assert (refused.status_code, refused.json()["order_status"]) == (409, "expired")
    assert hasty_town.outside.charges_for(order) == []
    assert_at_peace(hasty_town)


def test_a_prompt_that_nobody_answers(hasty_town: Town) -> None:
    """The gateway ends it as expired, the customer is told, and the goods are back in time."""
    shop, product = hasty_town.shop, _product(hasty_town)
    hasty_town.outside.tell("settings", {"momo_prompt_seconds": 0.5})
    payment = _charge_waiting(hasty_town, product)
    ended = until_ended(hasty_town, payment)
    assert (ended["status"], ended["failure"]["code"]) == ("failed", "expired")
    assert shop.stock(product) == _STOCK - _WANTED  # time is left for another payment
    assert _await_expiry(hasty_town, {"id": payment["order"]}) >= 0
    assert shop.stock(product) == _STOCK
    assert_told(hasty_town, payment, "payment_failed")
    assert_at_peace(hasty_town)


def test_a_page_that_nobody_pays_on_is_closed(hasty_town: Town) -> None:
    """Chapa's page would take money for an hour: it is closed with the order, and asked about."""
    shop, product = hasty_town.shop, hasty_town.shop.add_product("125.50", "ETB", stock=_STOCK)
    order = shop.place(shop.add_customer(), product, _WANTED)
    payment = shop.charge(order, method="chapa")
    ended = until_ended(hasty_town, payment)
    assert (ended["status"], ended["failure"]["code"]) == ("failed", "closed")
    assert shop.ledger(payment) == []
    checkout = hasty_town.outside.checkout(payment)
    assert (checkout["status"], checkout["asked"]) == ("cancelled", 1)
    assert _await_expiry(hasty_town, order) >= 0
    assert shop.stock(product) == _STOCK
    assert shop.told(payment) == []  # who left the page is told nothing
    assert_at_peace(hasty_town)


def test_paid_on_a_page_of_which_chapa_told_nothing_in_time(hasty_town: Town) -> None:
    """It is asked on, and what it says after the order has ended takes the goods again."""
    shop, product = hasty_town.shop, hasty_town.shop.add_product("125.50", "ETB", stock=_STOCK)
    hasty_town.outside.tell("settings", {"chapa_webhooks": False, "chapa_callbacks": False})
    order = shop.place(shop.add_customer(), product, _WANTED)
    payment = shop.charge(order, method="chapa")
    match = {"tx_ref": payment["reference"]}
    hasty_town.outside.fault("chapa.verify", "error_before", times=None, match=match)
    hasty_town.outside.at_chapa(payment, "pay")
    assert _await_expiry(hasty_town, order) >= _GRACE_SECONDS
    hasty_town.outside.calm()
    until_ended(hasty_town, payment)
    assert_paid(hasty_town, payment)
    assert shop.stock(product) == _STOCK - _WANTED
    assert_told(hasty_town, payment, "payment_succeeded")
    assert_at_peace(hasty_town)


def test_late_success_takes_the_goods_again(hasty_town: Town) -> None:
    shop, product = hasty_town.shop, _product(hasty_town)
    payment = _charge_waiting(hasty_town, product)
    assert _await_expiry(hasty_town, {"id": payment["order"]}) >= _GRACE_SECONDS
    assert shop.stock(product) == _STOCK
    assert shop.payment(payment)["status"] == "pending"
    assert hasty_town.rows(_ASKED_ON, payment["id"]) == [(True,)]

    hasty_town.outside.approve(payment)
    assert shop.verify(payment)["status"] == "succeeded"
    assert_paid(hasty_town, payment)
    assert shop.stock(product) == _STOCK - _WANTED
    assert_told(hasty_town, payment, "payment_succeeded")
    assert shop.cases(payment) == []
    assert_at_peace(hasty_town)


def test_late_success_without_goods_is_owed_back(hasty_town: Town) -> None:
    shop, product = hasty_town.shop, _product(hasty_town)
    hasty_town.outside.tell("settings", {"momo_signed_events": True})
    late = _charge_waiting(hasty_town, product)
    order = {"id": late["order"]}
    assert _await_expiry(hasty_town, order) >= _GRACE_SECONDS
    quick = shop.charge(shop.place(shop.add_customer(), product, _WANTED))
    until_ended(hasty_town, quick)

    hasty_town.outside.approve(late)
    until_ended(hasty_town, late)
    assert_unapplied(hasty_town, late)
    assert_told(hasty_town, late, "payment_unapplied")
    assert (shop.order(order)["status"], shop.stock(product)) == ("expired", _STOCK - _WANTED)
    assert_paid(hasty_town, quick)
    assert_told(hasty_town, quick, "payment_succeeded")
    assert_at_peace(hasty_town)


def test_what_was_never_taken_is_not_sent_for_an_order_that_has_ended(hasty_town: Town) -> None:
    shop, product = hasty_town.shop, _product(hasty_town)
    customer = shop.add_customer()
    hasty_town.outside.fault(
        "momo.requesttopay", "error_before", match={"payer": customer["phone"]}
    )
    payment = shop.charge(shop.place(customer, product, _WANTED))
    ended = until_ended(hasty_town, payment)
    assert (ended["status"], ended["failure"]["code"]) == ("failed", "never_accepted")
    assert hasty_town.outside.charges_for({"id": payment["order"]}) == []
    _await_expiry(hasty_town, {"id": payment["order"]})
    assert shop.stock(product) == _STOCK
    assert_told(hasty_town, payment, "payment_failed")
    assert_at_peace(hasty_town)
