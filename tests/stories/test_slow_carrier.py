"""The carrier takes its time: whoever waits for it holds the message, and nobody sends it again."""

from __future__ import annotations

import time

import pytest

from tests.stories.ends import assert_at_peace, assert_paid, assert_told, until_ended
from tests.stories.town import Town

pytestmark = pytest.mark.story

# Longer than the schedule leaves work to the workers, and shorter than the carrier's timeout.
_SECONDS = 3


def test_one_sms_however_slow(told_town: Town) -> None:
    shop, outside = told_town.shop, told_town.outside
    customer = shop.add_customer()
    outside.fault("sms.send", "hang_after", seconds=_SECONDS, match={"number": customer["phone"]})
    payment = shop.charge(shop.place(customer, shop.add_product("27000", "UGX")))
    began = time.monotonic()
    until_ended(told_town, payment)
    assert_paid(told_town, payment)
    assert_told(told_town, payment, "payment_succeeded")
    assert time.monotonic() - began >= _SECONDS
    assert shop.messages(payment)["sms"]["attempts"] == 1
    assert_at_peace(told_town)


def test_what_was_refused_for_now_is_sent_again(told_town: Town) -> None:
    shop, outside = told_town.shop, told_town.outside
    customer = shop.add_customer()
    # 405: our account with the carrier is empty at the moment.
    outside.tell("sms/numbers", {"number": customer["phone"], "code": 405, "times": 1})
    payment = shop.charge(shop.place(customer, shop.add_product("28000", "UGX")))
    until_ended(told_town, payment)
    assert_told(told_town, payment, "payment_succeeded")
    assert shop.messages(payment)["sms"]["attempts"] == 2
    assert_at_peace(told_town)


def test_receipts_twice_and_in_the_wrong_order(told_town: Town) -> None:
    shop, outside = told_town.shop, told_town.outside
    customer = shop.add_customer()
    outside.tell(
        "sms/numbers",
        {
            "number": customer["phone"],
            "receipts": ["Success", "Sent", "Failed", "Success"],
            "copies": 2,
            "delay_ms": 50,
        },
    )
    payment = shop.charge(shop.place(customer, shop.add_product("29000", "UGX")))
    until_ended(told_town, payment)
    assert_paid(told_town, payment)

    def all_arrived() -> bool:
        sms = outside.sms_about(payment)
        states = [receipt["state"] for receipt in sms[0]["receipts"]] if sms else []
        return states == ["delivered"] * 8

    told_town.eventually(all_arrived, what="all receipts")
    assert_at_peace(told_town)
    message = shop.messages(payment)["sms"]
    assert (message["status"], message["failure"], message["attempts"]) == ("delivered", None, 1)
