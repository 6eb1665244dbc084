from __future__ import annotations

import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.gateways.contract import FAILURES, Outcome, Report
from nauli.kit.money import Money
from nauli.notifications.models import Message
from nauli.orders.address import address_of
from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from tests.factories import failed, new_customer, new_order, new_payment, new_product, succeeded
from tests.stays import book

pytestmark = pytest.mark.django_db


def test_the_customer_reads_the_amount_the_order_and_who_is_paid() -> None:
    order = new_order(new_product(price="25000", currency="UGX"))
    settle(succeeded(new_payment(order)))
    for message in Message.objects.all():
        assert "UGX 25,000" in message.text
        assert order.number in message.text
    assert {message.to for message in Message.objects.all()} == {
        "amina@example.org",
        "+256772123456",
    }


def test_news_goes_to_the_customer_and_not_to_the_phone_that_paid() -> None:
    payment = new_payment(new_order(customer=new_customer(phone="+233244123456")))
    settle(succeeded(payment))
    assert Message.objects.get(channel="sms").to == "+233244123456"


@pytest.mark.parametrize("told", [None, Money(1, "EUR"), Money(1250, "UGX")])
def test_who_says_to_have_paid_what_does_not_fit_need_do_nothing(told: Money | None) -> None:
    payment = new_payment()
    paid = Report(reference=payment.reference, outcome=Outcome.SUCCEEDED, amount=told)
    settle(paid)
    settle(paid)
    email, sms = Message.objects.order_by("id")
    for message in (email, sms):
        assert message.topic == "payment_set_aside"
        assert payment.order.number in message.text
        assert payment.reference in message.text
        assert "need do nothing" in message.text
    assert "need do nothing" in email.html
    assert len(sms.text) <= 160  # one SMS


@pytest.mark.parametrize("code", sorted(FAILURES))
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_failure_can_be_told_in_every_language(code: str, language: str) -> None:
    payment = new_payment(new_order(customer=new_customer(language=language)))
    settle(failed(payment, code))
    sms = Message.objects.get(channel="sms")
    assert (sms.language, sms.topic) == (language, "payment_failed")
    assert code not in sms.text  # a person is told in words
    assert "APPROVAL_REJECTED" not in sms.text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_of_what_came_and_was_taken_back_nobody_is_told_that_it_never_came(language: str) -> None:
    payment = new_payment(new_order(customer=new_customer(language=language)))
    settle(Report(reference=payment.reference, outcome=Outcome.REVERSED))
    goes_back = {"en": "goes back to your account", "fr": "revient sur votre compte"}[language]
    assert [goes_back in message.text for message in Message.objects.all()] == [True, True]


# --- Whether to pay again -------------------------------------------------------------------------

_AGAIN = {"en": "You can pay again", "fr": "Vous pouvez réessayer"}


def _says(words: str) -> list[bool]:
    return [words in message.text for message in Message.objects.filter(topic="payment_failed")]


@pytest.mark.parametrize("language", sorted(_AGAIN))
def test_who_has_not_paid_is_told_to_pay_again_while_the_order_is_open(language: str) -> None:
    settle(failed(new_payment(new_order(customer=new_customer(language=language)))))
    assert _says(_AGAIN[language]) == [True, True]


@pytest.mark.parametrize("language", sorted(_AGAIN))
@pytest.mark.parametrize("end", ["expired", "cancelled", "out of time"])
def test_nobody_is_told_to_pay_an_order_that_has_ended(language: str, end: str) -> None:
    payment = new_payment(new_order(customer=new_customer(language=language)))
    if end == "out of time":
        Order.objects.update(expires_at=Now())
    else:
        Order.objects.update(status=end)
    settle(failed(payment))
    assert _says(_AGAIN[language]) == [False, False]
    assert _says(payment.reference) == [True, True]


def test_nobody_is_told_to_pay_again_what_late_money_has_paid() -> None:
    given_up = new_payment()
    given_up.move_to(Payment.State.CANCELLED)
    second = new_payment(given_up.order)
    settle(succeeded(given_up, transaction="T1"))
    settle(failed(second))
    assert _says(_AGAIN["en"]) == [False, False]


# --- Where to look --------------------------------------------------------------------------------


@pytest.fixture
def reachable(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://shop.example.com"


def _leads(order: Order) -> list[bool]:
    messages = Message.objects.order_by("pk")
    return [address_of(order) in message.text + message.html for message in messages]


@pytest.mark.usefixtures("reachable")
def test_who_has_paid_is_led_to_their_order() -> None:
    goods = new_order()
    settle(succeeded(new_payment(goods)))
    assert _leads(goods) == [True, True]


@pytest.mark.usefixtures("reachable")
def test_a_guest_is_led_to_their_stay() -> None:
    order, _ = book()
    settle(succeeded(new_payment(order)))
    assert _leads(order) == [True, True]


@pytest.mark.usefixtures("reachable")
@pytest.mark.parametrize("is_open", [True, False])
def test_who_could_not_pay_is_led_to_what_can_still_be_paid(*, is_open: bool) -> None:
    order = new_order()
    payment = new_payment(order)
    if not is_open:
        Order.objects.update(expires_at=Now())
    settle(failed(payment))
    assert _leads(order) == [is_open] * 2


@pytest.mark.usefixtures("reachable")
def test_about_what_a_person_decides_nobody_is_led_to_pay_again() -> None:
    payment = new_payment()
    settle(succeeded(payment, amount=Money(1, "EUR")))
    assert _leads(payment.order) == [False, False]
