from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from nauli.cases.close import close_case
from nauli.cases.models import Case
from nauli.desk import standing
from nauli.desk.explain import explain
from nauli.gateways.contract import CLOSED, NEVER_ACCEPTED, Outcome, Refused
from nauli.kit.caller import acting
from nauli.notifications.models import Message
from nauli.payments import look
from nauli.payments.models import Exchange, Payment
from nauli.refunds.cancel_booking import cancel_booking
from nauli.refunds.models import Refund
from tests.desk.busy import BusyShop
from tests.stays import book

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


def test_a_stay_says_what_becomes_of_its_nights(shop: BusyShop) -> None:
    order, _ = book()
    payment = shop.charge(order)
    until = f"{order.expires_at:%Y-%m-%d %H:%M:%S} UTC"
    assert f"The nights are held until {until} and, while" in _standing(shop, payment)
    shop.run_out(order)
    said = _standing(shop, payment)
    assert "the nights are taken again if they can be had, else it goes back." in said
    assert "goods" not in said


def test_a_stay_that_was_paid_says_what_became_of_it(shop: BusyShop) -> None:
    order, booking = book()
    payment = shop.say(shop.charge(order), Outcome.SUCCEEDED)
    paid = f"Succeeded: order {order.number} is paid, and its stay is "
    assert _standing(shop, payment).startswith(f"{paid}confirmed.")
    cancel_booking(booking.pk)
    assert _standing(shop, payment).startswith(f"{paid}cancelled.")


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


def test_a_closed_case_says_when_by_whom_and_how(shop: BusyShop) -> None:
    payment = shop.say(shop.charge(), Outcome.SUCCEEDED, amount="1.00")
    case = Case.objects.get()
    with acting(actor="operator:rose"):
        closed = close_case(case.pk, resolution="Returned by hand")
    assert closed.closed_at
    said = _standing(shop, payment)
    when = f"{closed.closed_at:%Y-%m-%d %H:%M:%S} UTC"
    assert f"Case {case.pk} was closed on {when} by operator:rose: Returned by hand." in said
    assert "waits" not in said


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        ('{"status": "STRANGE"}', "'STRANGE'"),
        ('{"status": "PENDING"}', ""),
        ('{"status": 5}', ""),
        ("[]", ""),
        ("<html>", ""),
    ],
)
def test_a_word_of_the_gateways_that_we_do_not_know_is_named(
    shop: BusyShop, answer: str, word: str
) -> None:
    payment = shop.say(shop.charge(), Outcome.PENDING)
    Exchange.objects.filter(operation="status").update(answer=answer)
    said = _standing(shop, payment)
    assert (f"It says {word}, which we do not know." in said) is bool(word)
    assert ("which we do not know" in said) is bool(word)


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
    payment = shop.charge_unheard()
    for _ in range(2):
        shop.lose(payment)
    now = shop.payment(payment.pk)
    assert (now.state, now.failure_code) == ("failed", NEVER_ACCEPTED)
    assert now.next_look_at
    assert now.confirmed_at
    until = now.confirmed_at + timedelta(days=1)
    said = _standing(shop, payment)
    assert "Should it turn up after all, that is late money." in said
    assert f"{_asked_again(now)[:-1]}, and until {until:%Y-%m-%d %H:%M:%S} UTC." in said
    assert standing._ASKED_ABOUT_FOR == look._DOUBT_A_FAILURE_FOR


def test_what_went_back_is_about_to_and_did_not_is_said(shop: BusyShop) -> None:
    payment = shop.say(shop.charge(), Outcome.SUCCEEDED)
    Message.objects.all().delete()
    gone = shop.give_back(payment, "2.00")
    assert gone.next_look_at
    said = _standing(shop, payment)
    again = f"{gone.next_look_at:%Y-%m-%d %H:%M:%S} UTC"
    assert said.endswith(
        f"is paid. EUR 2.00 is on its way back; the gateway is asked about it at {again}."
    )
    shop.say_of_refund(gone, Outcome.SUCCEEDED)
    Message.objects.all().delete()
    assert _standing(shop, payment).endswith("is paid. EUR 2.00 has gone back to who paid it.")
    shop.say_of_refund(shop.give_back(payment, "3.00"), Outcome.FAILED)
    assert "The newest refund, of EUR 3.00, failed: NOT_ENOUGH_FUNDS." in _standing(shop, payment)
    shop.say_of_refund(shop.give_back(payment), Outcome.SUCCEEDED)
    said = _standing(shop, payment)
    assert "All of it has gone back to who paid it." in said
    assert "failed" not in said


def test_taken_back_by_the_gateway(shop: BusyShop) -> None:
    payment = shop.say(shop.charge(), Outcome.SUCCEEDED)
    shop.say(payment, Outcome.REVERSED)
    said = _standing(shop, payment)
    assert said.startswith(
        "Reversed: the money came, and the gateway has taken it back. The order is paid. Case"
    )


def test_a_failure_on_a_page_that_is_open_is_not_said_to_be_the_end(shop: BusyShop) -> None:
    payment = shop.say(shop.charge(), Outcome.FAILED)
    page = Payment.objects.filter(pk=payment.pk)
    page.update(checkout_url="https://checkout.example/1", next_look_at=Now())
    now = shop.payment(payment.pk)
    assert now.confirmed_at
    until = now.confirmed_at + timedelta(days=1)
    said = _standing(shop, payment)
    assert "Its page is open: the customer may try again there." in said
    assert f"and until {until:%Y-%m-%d %H:%M:%S} UTC." in said
    page.update(closed_at=Now())
    assert "try again" not in _standing(shop, payment)


def test_a_page_that_was_closed_unpaid_is_asked_about_for_a_day(shop: BusyShop) -> None:
    payment = shop.say(shop.charge(), Outcome.FAILED)
    Payment.objects.filter(pk=payment.pk).update(failure_code=CLOSED, next_look_at=Now())
    now = shop.payment(payment.pk)
    assert now.confirmed_at
    until = now.confirmed_at + timedelta(days=1)
    said = _standing(shop, payment)
    assert said.startswith("Failed: The payment page was closed before anybody paid. Should it")
    assert f"and until {until:%Y-%m-%d %H:%M:%S} UTC." in said


def test_a_strange_word_for_a_refund_is_named_while_it_is_on_its_way(shop: BusyShop) -> None:
    payment = shop.say(shop.charge(), Outcome.SUCCEEDED)
    Message.objects.all().delete()
    refund = shop.say_of_refund(shop.give_back(payment, "2.00"), Outcome.PENDING)
    Exchange.objects.filter(operation="refund status").update(answer='{"status": "ON_HOLD"}')
    assert _standing(shop, payment).endswith("It says 'ON_HOLD', which we do not know.")
    shop.say_of_refund(refund, Outcome.SUCCEEDED)
    Exchange.objects.filter(operation="refund status").update(answer='{"status": "ON_HOLD"}')
    assert "ON_HOLD" not in _standing(shop, payment)


def test_a_refund_that_may_have_been_taken_says_that_it_is_asked_about(shop: BusyShop) -> None:
    payment = shop.say(shop.charge(), Outcome.SUCCEEDED)
    refund = shop.say_of_refund(shop.give_back(payment, "2.00"), Outcome.FAILED)
    assert "taken all the same" not in _standing(shop, payment)
    Refund.objects.filter(pk=refund.pk).update(next_look_at=Now())
    assert "Whether it was taken all the same is asked at 20" in _standing(shop, payment)
