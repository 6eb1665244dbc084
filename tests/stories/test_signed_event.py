"""The signed event alone settles; what comes after it, or is forged, changes nothing."""

from __future__ import annotations

import json
import uuid

import pytest

from tests.stories.ends import assert_at_peace, assert_paid, assert_told, until_ended
from tests.stories.shop import Json
from tests.stories.town import Town

pytestmark = pytest.mark.story


def _event(payment: Json, status: str, **more: object) -> bytes:
    told = {
        "provider_reference": payment["provider_reference"],
        "order_id": payment["order"],
        "status": status,
    }
    return json.dumps(told | more).encode()


def _send(town: Town, body: bytes) -> bool:
    """Send it rightly signed and return whether it was news."""
    answer = town.shop.send_event(body, town.outside.sign(body))
    assert answer.status_code == 200, answer.text
    new: bool = answer.json()["new"]
    return new


def _charge_unseen(town: Town) -> Json:
    """Return a payment that the gateway takes and then tells us nothing of, even if asked."""
    customer = town.shop.add_customer()
    match = {"payer": customer["phone"]}
    town.outside.fault("momo.callback", "drop", match=match)
    town.outside.fault("momo.status", "error_before", status=503, times=None, match=match)
    order = town.shop.place(customer, town.shop.add_product("150000", "UGX"))
    payment = town.shop.charge(order)
    town.eventually(
        lambda: town.outside.charge(payment)["status"] == "SUCCESSFUL", what="the approval"
    )
    return payment


def _all_about(town: Town, payment: Json) -> Json:
    shop, outside = town.shop, town.outside
    return (
        shop.payment(payment),
        shop.order({"id": payment["order"]}),
        shop.ledger(payment),
        shop.messages(payment),
        outside.sms_about(payment),
        outside.mail_about(payment),
    )


def _await_processing(town: Town) -> None:
    waiting = "SELECT id FROM webhooks_event WHERE state = 'received'"
    town.eventually(lambda: not town.rows(waiting), what="the events' processing")


def test_settled_by_the_event_alone(told_town: Town) -> None:
    payment = _charge_unseen(told_town)
    assert told_town.shop.payment(payment)["status"] == "pending"
    assert told_town.outside.charge(payment)["looks"] == 0

    assert _send(told_town, _event(payment, "success"))
    until_ended(told_town, payment)
    assert_paid(told_town, payment)
    assert_told(told_town, payment, "payment_succeeded")
    # The look that follows an event was made, and got no answer.
    told_town.eventually(lambda: told_town.outside.charge(payment)["looks"], what="a look")
    before = _all_about(told_town, payment)

    assert not _send(told_town, _event(payment, "success"))
    for status, more in (
        ("pending", {}),
        ("failed", {}),
        ("success", {"amount": payment["amount"], "currency": "UGX"}),
        ("success", {"amount": "150001"}),
        ("reversed", {}),
        ("failed", {"amount": "1"}),
        ("pending", {"again": 1}),
    ):
        assert _send(told_town, _event(payment, status, **more))
    _await_processing(told_town)
    assert _all_about(told_town, payment) == before

    told_town.outside.calm()  # now the gateway says so too
    answer = told_town.shop.post(f"/api/payments/{payment['id']}/verify/", None)
    assert (answer.status_code, answer.json()["status"]) == (200, "succeeded")
    assert _all_about(told_town, payment) == before
    assert_at_peace(told_town)


def test_what_came_before_the_payment_failed_does_not_pay_it_again(told_town: Town) -> None:
    shop, outside = told_town.shop, told_town.outside
    customer = shop.add_customer()
    outside.make_wait(customer["phone"])
    payment = shop.charge(shop.place(customer, shop.add_product("8000", "UGX")))
    outside.reject(payment)
    assert until_ended(told_town, payment)["status"] == "failed"
    assert_told(told_town, payment, "payment_failed")
    before = _all_about(told_town, payment)
    _send(told_town, _event(payment, "success"))
    _await_processing(told_town)
    assert _all_about(told_town, payment) == before
    assert_at_peace(told_town)


def test_events_that_fit_no_payment_are_set_aside(told_town: Town) -> None:
    shop, outside = told_town.shop, told_town.outside
    customer = shop.add_customer()
    outside.make_wait(customer["phone"])
    product = shop.add_product("6000", "UGX")
    one, other = (shop.charge(shop.place(customer, product)) for _ in range(2))
    for body in (
        _event(one | {"order": other["order"]}, "success"),
        _event(one, "success", amount="6001"),
        _event(one, "success", currency="EUR"),
        _event(one | {"provider_reference": str(uuid.uuid4())}, "success"),
    ):
        assert _send(told_town, body)
    _await_processing(told_town)
    for payment in (one, other):
        assert shop.payment(payment)["status"] == "pending"
        assert shop.ledger(payment) == []
        outside.approve(payment)
        until_ended(told_town, payment)
        assert_paid(told_town, payment)
        assert_told(told_town, payment, "payment_succeeded")
    aside = "SELECT count(*) FROM webhooks_event WHERE state = 'set_aside' AND note LIKE '%{}%'"
    assert told_town.rows(aside.format("belongs to another order")) == [(1,)]
    assert_at_peace(told_town)


def test_one_that_names_a_number_not_heard_of_yet_waits_for_it(told_town: Town) -> None:
    """MTN's own number is told to us with the success, and the event may run ahead of that."""
    shop, outside = told_town.shop, told_town.outside
    customer = shop.add_customer()
    outside.make_wait(customer["phone"])
    outside.fault("momo.callback", "drop", match={"payer": customer["phone"]})
    payment = shop.charge(shop.place(customer, shop.add_product("7000", "UGX")))
    outside.approve(payment)
    number = outside.charge(payment)["financial_transaction_id"]
    assert _send(told_town, _event(payment | {"provider_reference": number}, "success"))
    until_ended(told_town, payment)
    assert_paid(told_town, payment)
    assert_told(told_town, payment, "payment_succeeded")
    assert shop.cases(payment) == []
    assert_at_peace(told_town)


def test_forged_events_are_refused(told_town: Town) -> None:
    shop, outside = told_town.shop, told_town.outside
    customer = shop.add_customer()
    outside.make_wait(customer["phone"])
    payment = shop.charge(shop.place(customer, shop.add_product("5000", "UGX")))
    body = _event(payment, "success")
    stored = told_town.rows("SELECT count(*) FROM webhooks_event")
    for signature in (
        None,
        "",
        "0" * 64,
        outside.sign(body)[:-1],
        outside.sign(body + b" "),
        "\u00fc",
    ):
        value = signature.encode("latin-1").decode("latin-1") if signature else signature
        assert shop.send_event(body, value).status_code == 401
    assert told_town.rows("SELECT count(*) FROM webhooks_event") == stored
    assert shop.payment(payment)["status"] == "pending"
    assert outside.charge(payment)["looks"] == 0
    outside.approve(payment)
    until_ended(told_town, payment)
    assert_paid(told_town, payment)
    assert_told(told_town, payment, "payment_succeeded")
    assert_at_peace(told_town)


def test_event_and_callback_have_one_effect(told_town: Town) -> None:
    shop, outside = told_town.shop, told_town.outside
    outside.tell("settings", {"momo_signed_events": True})
    payments = [
        shop.charge(shop.place(shop.add_customer(), shop.add_product("2.05", "EUR")))
        for _ in range(3)
    ]
    for payment in payments:
        until_ended(told_town, payment)

        def both_arrived(payment: Json = payment) -> bool:
            charge = outside.charge(payment)
            states = [told["state"] for told in (*charge["callbacks"], *charge["events"])]
            return states == ["delivered", "delivered"]

        told_town.eventually(both_arrived, what="callback and event")
        assert_paid(told_town, payment)
        assert_told(told_town, payment, "payment_succeeded")
        assert outside.charge(payment)["asked"] == 1
    assert_at_peace(told_town)
