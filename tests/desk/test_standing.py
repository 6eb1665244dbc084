from __future__ import annotations

import pytest

from nauli.cases.models import Case
from nauli.desk.explain import explain
from nauli.gateways.contract import NEVER_ACCEPTED, Outcome, Refused
from nauli.notifications.models import Message
from nauli.payments.models import Payment
from tests.desk.busy import BusyShop

pytestmark = pytest.mark.django_db


def _standing(shop: BusyShop, payment: Payment) -> str:
    return explain(shop.payment(payment.pk)).standing


def _asked_again(payment: Payment) -> str:
    assert payment.next_look_at
    return f"The gateway is asked again at {payment.next_look_at:%Y-%m-%d %H:%M:%S} UTC."


def test_pending_says_when_it_is_asked_about_and_how_long_goods_are_held(shop: BusyShop) -> None:
    payment = shop.charge()
    until = f"{payment.order.expires_at:%Y-%m-%d %H:%M:%S} UTC"
    said = _standing(shop, payment)
    assert said.startswith(
        f"Pending: the gateway has said neither yes nor no. The goods are held until {until} and"
    )
    assert said.endswith(f"at the latest. {_asked_again(payment)}")


def test_pending_for_an_order_that_has_ended(shop: BusyShop) -> None:
    payment = shop.charge()
    shop.run_out(payment.order)
    assert "The order is expired: should the money come, the goods are" in _standing(shop, payment)


def test_paid_and_told(shop: BusyShop) -> None:
    payment = shop.say(shop.charge(), Outcome.SUCCEEDED)
    paid = f"Succeeded: order {payment.order.number} is paid."
    assert _standing(shop, payment) == f"{paid} Messages: 2 to be sent."
    Message.objects.update(state="sent", carrier_id="ATXid_1")
    assert _standing(shop, payment) == f"{paid} Messages: 1 sent, its receipt awaited."
    Message.objects.update(state="failed")
    assert _standing(shop, payment) == f"{paid} Messages: 2 failed."
    Message.objects.update(state="delivered")
    assert _standing(shop, payment) == paid


def test_paid_by_word_alone(shop: BusyShop) -> None:
    payment = shop.charge()
    shop.hear(payment)
    Message.objects.all().delete()
    said = _standing(shop, payment)
    assert "The gateway itself has yet to confirm it. The gateway is asked again at" in said


def test_money_that_pays_nothing_waits_for_a_person(shop: BusyShop) -> None:
    order = shop.order()
    first = shop.charge(order)
    shop.door.post(f"/api/payments/{first.pk}/cancel/")
    assert _standing(shop, first).startswith("Cancelled: the customer has moved on. Should it be")
    assert _standing(shop, first).endswith(_asked_again(shop.payment(first.pk)))
    shop.say(shop.charge(order), Outcome.SUCCEEDED)
    shop.say(first, Outcome.SUCCEEDED)
    said = _standing(shop, first)
    assert said.startswith("Succeeded, but the money pays nothing: it lies in unapplied.")
    assert f"Case {Case.objects.get().pk} waits for a person to decide." in said


def test_set_aside_says_where_the_money_lies(shop: BusyShop) -> None:
    payment = shop.say(shop.charge(), Outcome.SUCCEEDED, amount="1.00")
    said = _standing(shop, payment)
    assert "does not fit what was asked for. What came lies in suspense." in said
    assert "The gateway is not asked any more. Case" in said


def test_failed_says_why_and_what_may_be_done(shop: BusyShop) -> None:
    shop.gateway.says = [Refused("No.", code="refused")]
    payment = shop.charge()
    said = _standing(shop, payment)
    assert said.startswith(
        "Failed: The gateway refused the request. The order may be paid anew until"
    )
    shop.run_out(payment.order)
    assert "The order is expired." in _standing(shop, payment)


def test_a_request_that_may_still_arrive_is_asked_about(shop: BusyShop) -> None:
    payment = shop.charge()
    for _ in range(2):
        shop.say(payment, Outcome.UNKNOWN_HERE)
    now = shop.payment(payment.pk)
    assert (now.state, now.failure_code) == ("failed", NEVER_ACCEPTED)
    assert _asked_again(now) in _standing(shop, payment)
