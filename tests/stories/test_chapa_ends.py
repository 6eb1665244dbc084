"""A page that nobody shall pay on any more, money that comes all the same, and money taken back."""

from __future__ import annotations

import pytest

from tests.stories.browser import Browser
from tests.stories.ends import (
    assert_at_peace,
    assert_paid,
    assert_told,
    assert_unapplied,
    until_ended,
)
from tests.stories.returns import assert_returned, until_returned
from tests.stories.shop import Json
from tests.stories.town import Town

pytestmark = pytest.mark.story

_STOCK, _WANTED = 5, 3


def _open_page(town: Town, product: Json) -> Json:
    shop = town.shop
    order = shop.place(shop.add_customer(), product, _WANTED)
    return shop.charge(order, method="chapa")


def _until(town: Town, payment: Json, status: str) -> None:
    town.eventually(lambda: town.shop.payment(payment)["status"] == status, what=status)


def _reversal(town: Town, payment: Json) -> list[tuple[str, str | None, str | None]]:
    key = f"reversal/{payment['reference']}"
    lines = [line for line in town.shop.ledger(payment) if line["transfer"] == key]
    return [(line["account"], line["debit"], line["credit"]) for line in lines]


def test_a_cancelled_payment_closes_its_page_and_another_one_may_follow(
    told_town: Town, browser: Browser
) -> None:
    shop, outside = told_town.shop, told_town.outside
    first = _open_page(told_town, shop.add_product("40", "ETB"))
    answer = shop.cancel(first)
    assert (answer.status_code, outside.checkout(first)["status"]) == (200, "cancelled")
    assert answer.json()["status"] in {"cancelled", "failed"}
    assert browser.open(first["checkout_url"]).status_code == 410
    assert shop.cancel(first).status_code == 200

    second = shop.charge({"id": first["order"]}, method="chapa")
    assert second["reference"] != first["reference"]
    browser.press(second["checkout_url"], "pay")
    until_ended(told_town, second)
    assert_paid(told_town, second)
    assert_told(told_town, second, "payment_succeeded")
    ended = shop.payment(first)
    assert (ended["status"], ended["failure"]["code"]) == ("failed", "closed")
    assert (shop.ledger(first), shop.told(first)) == ([], [])  # they had moved on
    assert_at_peace(told_town)


def test_who_cancels_the_order_is_not_told_that_its_payment_failed(told_town: Town) -> None:
    shop = told_town.shop
    payment = _open_page(told_town, shop.add_product("40", "ETB"))
    assert shop.cancel_order({"id": payment["order"]}).json()["status"] == "cancelled"
    until_ended(told_town, payment)
    _until(told_town, payment, "failed")
    assert told_town.outside.checkout(payment)["status"] == "cancelled"
    assert_at_peace(told_town)
    assert shop.payment(payment)["failure"]["code"] == "closed"
    assert shop.told(payment) == []


def test_the_customer_cancels_on_the_page(told_town: Town, browser: Browser) -> None:
    shop = told_town.shop
    payment = _open_page(told_town, shop.add_product("40", "ETB"))
    back = browser.press(payment["checkout_url"], "cancel")
    assert back.url.startswith(f"{shop.url}/o/")
    failed = until_ended(told_town, payment)
    assert (failed["status"], failed["failure"]["code"]) == ("failed", "not_completed")
    # Until the news of it has been asked about, the page says that the payment is being checked.
    told_town.eventually(
        lambda: "did not go through" in browser.open(back.url).text,
        what="the page's own word",
        seconds=60,  # other stories' payments may be asked about first
    )
    assert_told(told_town, payment, "payment_failed")
    assert shop.order({"id": payment["order"]})["status"] == "open"
    assert_at_peace(told_town)


def test_a_page_that_could_not_be_closed_at_once_is_closed_later(
    asking_town: Town, browser: Browser
) -> None:
    shop, outside = asking_town.shop, asking_town.outside
    first = _open_page(asking_town, shop.add_product("40", "ETB"))
    outside.fault("chapa.cancel", "error_before", match={"tx_ref": first["reference"]})
    assert shop.cancel(first).json()["status"] == "cancelled"
    assert browser.open(first["checkout_url"]).status_code == 200
    second = shop.charge({"id": first["order"]}, method="chapa")
    _until(asking_town, first, "failed")
    assert browser.open(first["checkout_url"]).status_code == 410
    outside.at_chapa(second, "pay")
    until_ended(asking_town, second)
    assert_paid(asking_town, second)
    assert_told(asking_town, second, "payment_succeeded")
    assert shop.told(first) == []  # they had moved on
    assert_at_peace(asking_town)


def test_two_pages_paid_for_one_order(asking_town: Town) -> None:
    """The first could not be closed and was paid all the same: the second is owed back."""
    shop, outside = asking_town.shop, asking_town.outside
    first = _open_page(asking_town, shop.add_product("40", "ETB"))
    outside.fault("chapa.cancel", "error_before", times=None)
    assert shop.cancel(first).json()["status"] == "cancelled"
    second = shop.charge({"id": first["order"]}, method="chapa")
    outside.at_chapa(first, "pay")
    _until(asking_town, first, "succeeded")
    outside.at_chapa(second, "pay")
    _until(asking_town, second, "succeeded")
    assert_paid(asking_town, first)
    assert_told(asking_town, first, "payment_succeeded")
    assert_unapplied(asking_town, second)
    (case,) = shop.cases(second)
    until_returned(asking_town, shop.refund_from_case(case))
    assert_returned(asking_town, second, "120.00")
    assert_told(asking_town, second, "payment_unapplied", "refund_succeeded")
    assert shop.cases(second)[0]["status"] == "closed"
    assert_at_peace(asking_town)


def test_paid_after_the_order_was_cancelled_with_its_goods_free(told_town: Town) -> None:
    shop = told_town.shop
    product = shop.add_product("40", "ETB", stock=_STOCK)
    payment = _open_page(told_town, product)
    assert shop.cancel_order({"id": payment["order"]}).json()["status"] == "cancelled"
    assert shop.stock(product) == _STOCK
    assert told_town.outside.checkout(payment)["status"] == "cancelled"
    told_town.outside.at_chapa(payment, "pay", late=True)
    _until(told_town, payment, "succeeded")
    assert_paid(told_town, payment)
    assert shop.stock(product) == _STOCK - _WANTED
    assert shop.cases(payment) == []
    assert_at_peace(told_town)


def test_paid_after_the_order_was_cancelled_with_its_goods_gone(told_town: Town) -> None:
    """It is owed back, and goes back from its case; then the case is closed."""
    shop = told_town.shop
    product = shop.add_product("40", "ETB", stock=_STOCK)
    late = _open_page(told_town, product)
    shop.cancel_order({"id": late["order"]})
    shop.place(shop.add_customer(), product, _STOCK)
    told_town.outside.at_chapa(late, "pay", late=True)
    _until(told_town, late, "succeeded")
    assert_unapplied(told_town, late)
    assert shop.order({"id": late["order"]})["status"] == "cancelled"

    (case,) = shop.cases(late)
    until_returned(told_town, shop.refund_from_case(case))
    assert_returned(told_town, late, "120.00")
    (case,) = shop.cases(late)
    assert (case["kind"], case["status"]) == ("unapplied", "closed")
    again = shop.post(f"/api/cases/{case['id']}/refund/", {}, key="again")
    assert (again.status_code, again.json()["type"]) == (409, "urn:nauli:problem:nothing-to-refund")
    assert_at_peace(told_town)


def test_chapa_takes_money_back(told_town: Town) -> None:
    shop, outside = told_town.shop, told_town.outside
    product = shop.add_product("40", "ETB", stock=_STOCK)
    payment = _open_page(told_town, product)
    outside.at_chapa(payment, "pay")
    until_ended(told_town, payment)
    assert_paid(told_town, payment)
    outside.at_chapa(payment, "reverse")
    _until(told_town, payment, "reversed")
    assert _reversal(told_town, payment) == [
        ("orders", "120.00", None),
        ("clearing:chapa", None, "120.00"),
    ]
    (case,) = shop.cases(payment)
    assert (case["kind"], case["status"], case["amount"]) == ("reversal", "open", "120.00")
    # The goods may be with the customer already.
    assert shop.order({"id": payment["order"]})["status"] == "paid"
    assert shop.stock(product) == _STOCK - _WANTED
    assert_told(told_town, payment, "payment_succeeded")
    refused = shop.try_to_refund(payment)
    assert (refused.status_code, refused.json()["type"]) == (
        409,
        "urn:nauli:problem:nothing-to-refund",
    )
    assert_at_peace(told_town)


def test_chapa_takes_back_what_was_left_after_a_refund(asking_town: Town) -> None:
    shop, outside = asking_town.shop, asking_town.outside
    payment = _open_page(asking_town, shop.add_product("40", "ETB"))
    outside.at_chapa(payment, "pay")
    until_ended(asking_town, payment)
    until_returned(asking_town, shop.refund(payment, amount="50.00"))
    outside.at_chapa(payment, "reverse")
    _until(asking_town, payment, "reversed")
    assert _reversal(asking_town, payment) == [
        ("orders", "70.00", None),
        ("clearing:chapa", None, "70.00"),
    ]
    assert_returned(asking_town, payment, "50.00")
    assert_told(asking_town, payment, "payment_succeeded", "refund_succeeded")
    assert_at_peace(asking_town)


def test_money_that_came_and_went_before_we_heard_of_it(told_town: Town) -> None:
    shop, outside = told_town.shop, told_town.outside
    outside.tell("settings", {"chapa_webhooks": False, "chapa_callbacks": False})
    payment = _open_page(told_town, shop.add_product("40", "ETB"))
    outside.at_chapa(payment, "pay")
    outside.at_chapa(payment, "reverse")
    failed = shop.verify(payment)
    assert (failed["status"], failed["failure"]["code"]) == ("failed", "taken_back")
    assert (shop.ledger(payment), shop.cases(payment)) == ([], [])
    assert shop.order({"id": payment["order"]})["status"] == "open"
    assert_at_peace(told_town)
