from __future__ import annotations

import pytest

from nauli.gateways.contract import FAILURES, Outcome, Report
from nauli.kit.money import Money
from nauli.notifications.models import Message
from nauli.payments.settle import settle
from tests.factories import failed, new_customer, new_order, new_payment, new_product, succeeded

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
