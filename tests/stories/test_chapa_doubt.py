"""Chapa does not answer, or not yet, or in another shape: nobody pays twice and nobody waits on."""

from __future__ import annotations

import pytest

from tests.stories.browser import Browser
from tests.stories.ends import assert_at_peace, assert_paid, assert_told, until_ended
from tests.stories.shop import Json
from tests.stories.town import Town

pytestmark = pytest.mark.story

_SENT = """
    SELECT count(*) FROM payments_exchange WHERE payment_id = %s AND operation = 'initialize'
"""


def _charge_without_page(town: Town, do: str) -> Json:
    """Return a payment of which the request, or its answer, was lost: nobody knows its page."""
    shop = town.shop
    order = shop.place(shop.add_customer(), shop.add_product("125.50", "ETB"))
    town.outside.fault("chapa.initialize", do, seconds=3)
    payment = shop.charge(order, method="chapa")
    assert payment["checkout_url"] is None
    return payment


@pytest.mark.parametrize("do", ["hang_after", "error_after", "close_after"])
def test_a_page_whose_address_was_lost_is_closed(
    asking_town: Town, browser: Browser, do: str
) -> None:
    """Chapa never tells it again. So nobody may pay there, and the customer begins anew."""
    shop, outside = asking_town.shop, asking_town.outside
    lost = _charge_without_page(asking_town, do)
    order = {"id": lost["order"]}
    page = outside.checkout(lost)["checkout_url"]
    assert shop.try_to_charge(order, method="chapa").status_code == 409

    assert until_ended(asking_town, lost)["status"] == "failed"
    assert (shop.ledger(lost), browser.open(page).status_code) == ([], 410)
    assert_told(asking_town, lost, "payment_failed")

    found = shop.charge(order, method="chapa")
    assert found["reference"] != lost["reference"]
    browser.press(found["checkout_url"], "pay")
    until_ended(asking_town, found)
    assert_paid(asking_town, found)
    assert_told(asking_town, found, "payment_succeeded")
    assert [outside.checkout(payment)["asked"] for payment in (lost, found)] == [1, 1]
    assert_at_peace(asking_town)


@pytest.mark.parametrize("do", ["error_before", "close_before"])
def test_what_chapa_never_took_is_sent_again_and_has_its_page(
    asking_town: Town, browser: Browser, do: str
) -> None:
    shop = asking_town.shop
    payment = _charge_without_page(asking_town, do)
    page = asking_town.eventually(
        lambda: shop.payment(payment)["checkout_url"], what="the page of the second request"
    )
    assert asking_town.rows(_SENT, payment["id"]) == [(2,)]
    browser.press(page, "pay")
    until_ended(asking_town, payment)
    assert_paid(asking_town, payment)
    assert_told(asking_town, payment, "payment_succeeded")
    assert asking_town.outside.checkout(payment)["asked"] == 2
    assert_at_peace(asking_town)


@pytest.mark.parametrize("shape", ["404", "null", "pending"])
def test_not_paid_yet_is_said_in_three_ways(told_town: Town, shape: str) -> None:
    shop, outside = told_town.shop, told_town.outside
    outside.tell("settings", {"chapa_unpaid_verify": shape})
    payment = shop.open_page()
    for looks in (1, 2):
        assert shop.verify(payment)["status"] == "pending"
        assert outside.checkout(payment)["looks"] == looks
    assert (shop.ledger(payment), shop.told(payment), shop.cases(payment)) == ([], [], [])
    outside.at_chapa(payment, "pay")
    assert shop.verify(payment)["status"] == "succeeded"
    assert_paid(told_town, payment)
    assert_told(told_town, payment, "payment_succeeded")
    assert_at_peace(told_town)


def test_the_webhook_runs_ahead_of_what_verify_knows(asking_town: Town) -> None:
    shop, outside = asking_town.shop, asking_town.outside
    outside.tell("settings", {"chapa_verify_lag_seconds": 3})
    payment = shop.open_page()
    outside.at_chapa(payment, "pay")
    asking_town.eventually(lambda: outside.checkout(payment)["looks"], what="a look")
    assert shop.payment(payment)["status"] == "pending"
    until_ended(asking_town, payment)
    assert_paid(asking_town, payment)
    assert_told(asking_town, payment, "payment_succeeded")
    assert_at_peace(asking_town)


@pytest.mark.parametrize("do", ["hang_before", "error_before", "close_before"])
def test_chapa_cannot_be_asked_for_a_while(asking_town: Town, do: str) -> None:
    shop, outside = asking_town.shop, asking_town.outside
    payment = shop.open_page()
    match = {"tx_ref": payment["reference"]}
    outside.fault("chapa.verify", do, seconds=2, times=2, match=match)
    outside.at_chapa(payment, "pay")
    until_ended(asking_town, payment)
    assert outside.struck("chapa.verify", **match) == 2
    assert_paid(asking_town, payment)
    assert_told(asking_town, payment, "payment_succeeded")
    assert_at_peace(asking_town)
