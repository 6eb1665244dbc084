"""A customer pays on Chapa's page, and we hear of it in one way, in several, or in none."""

from __future__ import annotations

import pytest

from tests.stories.browser import Browser
from tests.stories.ends import assert_at_peace, assert_paid, assert_told, until_ended
from tests.stories.shop import Json
from tests.stories.town import Town

pytestmark = pytest.mark.story

_SILENCE = {"chapa_webhooks": False, "chapa_callbacks": False}
_UNKNOWN_NUMBER = "0911111111"


def _assert_all_is_told(town: Town, payment: Json, *topics: str) -> None:
    assert_paid(town, payment)
    assert_told(town, payment, *topics)
    assert town.shop.cases(payment) == []
    assert_at_peace(town)


def test_on_the_page_and_back(told_town: Town, browser: Browser) -> None:
    shop = told_town.shop
    payment = shop.open_page()
    page = browser.open(payment["checkout_url"])
    assert (page.status_code, "125.50 ETB" in page.text) == (200, True)
    assert payment["reference"] in page.text

    back = browser.press(payment["checkout_url"], "pay")
    to_us, to_the_order = [led.headers["Location"] for led in back.history]
    assert to_us.startswith(f"{shop.url}/pay/{payment['id']}/return/")
    assert (back.status_code, back.url) == (200, f"{shop.url}{to_the_order}")
    until_ended(told_town, payment)
    assert "Paid. Thank you!" in browser.open(back.url).text
    checkout = told_town.outside.checkout(payment)
    assert (checkout["asked"], checkout["status"], checkout["method"]) == (1, "success", "telebirr")
    _assert_all_is_told(told_town, payment, "payment_succeeded")


def test_the_page_is_named_wherever_it_is_asked_for(told_town: Town) -> None:
    """Chapa tells its address once, and takes no reference twice."""
    shop, outside = told_town.shop, told_town.outside
    order = shop.place(shop.add_customer(), shop.add_product("80", "ETB"))
    payment = shop.charge(order, method="chapa", key="one-page")
    url = payment["checkout_url"]
    assert outside.checkout(payment)["checkout_url"] == url
    again = shop.try_to_charge(order, method="chapa", key="one-page")
    assert (again.status_code, again.json()["checkout_url"]) == (201, url)
    another = shop.try_to_charge(order, method="chapa")
    assert (another.status_code, another.json()["checkout_url"]) == (409, url)
    assert shop.payment(payment)["checkout_url"] == url
    assert outside.checkout(payment)["asked"] == 1
    outside.at_chapa(payment, "pay")
    until_ended(told_town, payment)
    _assert_all_is_told(told_town, payment, "payment_succeeded")


def test_the_webhook_alone(told_town: Town) -> None:
    told_town.outside.tell("settings", {"chapa_callbacks": False})
    payment = told_town.shop.open_page()
    told_town.outside.at_chapa(payment, "pay", method="card")
    until_ended(told_town, payment)
    checkout = told_town.outside.checkout(payment)
    assert (len(checkout["webhooks"]), checkout["callbacks"]) == (1, [])
    _assert_all_is_told(told_town, payment, "payment_succeeded")


def test_the_callback_alone(told_town: Town) -> None:
    told_town.outside.tell("settings", {"chapa_webhooks": False})
    payment = told_town.shop.open_page()
    told_town.outside.at_chapa(payment, "pay")
    until_ended(told_town, payment)
    checkout = told_town.outside.checkout(payment)
    assert (checkout["webhooks"], len(checkout["callbacks"])) == ([], 1)
    _assert_all_is_told(told_town, payment, "payment_succeeded")


def test_the_return_alone_leads_on_to_the_merchant(told_town: Town, browser: Browser) -> None:
    shop, outside = told_town.shop, told_town.outside
    outside.tell("settings", _SILENCE)
    payment = shop.open_page(return_url="https://shop.example/thanks?order=1")
    outside.at_chapa(payment, "pay")
    checkout = outside.checkout(payment)
    assert shop.payment(payment)["status"] == "pending"
    # Who knows the payment's number alone is led nowhere.
    known = browser.open(f"{shop.url}/pay/{payment['id']}/return/")
    assert (known.status_code, known.history, "shop.example" in known.text) == (200, [], False)
    assert outside.checkout(payment)["looks"] == 0

    to_us = checkout["return_url"].removeprefix(shop.url)
    assert to_us.startswith(f"/pay/{payment['id']}/return/")
    back = shop.ask("GET", to_us, allow_redirects=False)
    assert (back.status_code, back.headers["Location"]) == (
        302,
        "https://shop.example/thanks?order=1",
    )
    until_ended(told_town, payment)
    _assert_all_is_told(told_town, payment, "payment_succeeded")


def test_who_only_came_back_has_not_paid(told_town: Town, browser: Browser) -> None:
    shop, outside = told_town.shop, told_town.outside
    payment = shop.open_page()
    page = browser.open(outside.checkout(payment)["return_url"])
    assert (page.status_code, f"{page.url.removeprefix(shop.url)}go/" in page.text) == (200, True)
    told_town.eventually(lambda: outside.checkout(payment)["looks"], what="a look")
    assert shop.payment(payment)["status"] == "pending"
    assert (shop.ledger(payment), shop.told(payment)) == ([], [])
    outside.at_chapa(payment, "pay")
    until_ended(told_town, payment)
    _assert_all_is_told(told_town, payment, "payment_succeeded")


def test_nobody_says_a_word_and_the_sweep_finds_it(asking_town: Town) -> None:
    asking_town.outside.tell("settings", _SILENCE)
    payment = asking_town.shop.open_page()
    asking_town.outside.at_chapa(payment, "pay")
    until_ended(asking_town, payment)
    checkout = asking_town.outside.checkout(payment)
    assert (checkout["webhooks"], checkout["callbacks"]) == ([], [])
    _assert_all_is_told(asking_town, payment, "payment_succeeded")


def test_failure_and_then_success_on_one_page(told_town: Town, browser: Browser) -> None:
    """The same reference, told as failed and then as paid."""
    shop, url = told_town.shop, (payment := told_town.shop.open_page())["checkout_url"]
    stays = browser.press(url, "pay", phone=_UNKNOWN_NUMBER)
    assert (stays.status_code, stays.history, stays.url) == (200, [], url)
    failed = until_ended(told_town, payment)
    assert (failed["status"], failed["failure"]["code"]) == ("failed", "not_completed")
    assert shop.ledger(payment) == []
    assert shop.order({"id": payment["order"]})["status"] == "open"

    browser.press(url, "pay")
    told_town.eventually(
        lambda: shop.payment(payment)["status"] == "succeeded", what="the success after it"
    )
    checkout = told_town.outside.checkout(payment)
    assert (checkout["asked"], checkout["failures"]) == (1, 1)
    _assert_all_is_told(told_town, payment, "payment_failed", "payment_succeeded")


def test_success_after_a_failure_is_found_although_nobody_says_a_word(asking_town: Town) -> None:
    shop, outside = asking_town.shop, asking_town.outside
    outside.tell("settings", _SILENCE)
    payment = shop.open_page()
    outside.at_chapa(payment, "fail")
    assert until_ended(asking_town, payment)["status"] == "failed"
    outside.at_chapa(payment, "pay")
    asking_town.eventually(
        lambda: shop.payment(payment)["status"] == "succeeded", what="the success after it"
    )
    checkout = outside.checkout(payment)
    assert (checkout["webhooks"], checkout["callbacks"]) == ([], [])
    _assert_all_is_told(asking_town, payment, "payment_failed", "payment_succeeded")


def test_who_begins_anew_after_a_failure_cannot_pay_twice(
    asking_town: Town, browser: Browser
) -> None:
    shop, outside = asking_town.shop, asking_town.outside
    first = shop.open_page()
    outside.at_chapa(first, "fail")
    until_ended(asking_town, first)
    assert browser.open(first["checkout_url"]).status_code == 200
    second = shop.charge({"id": first["order"]}, method="chapa")
    asking_town.eventually(
        lambda: browser.open(first["checkout_url"]).status_code == 410, what="the first page's end"
    )
    outside.at_chapa(second, "pay")
    until_ended(asking_town, second)
    assert shop.payment(first)["status"] == "failed"
    assert_paid(asking_town, second)
    assert_told(asking_town, second, "payment_succeeded")
    assert_at_peace(asking_town)
