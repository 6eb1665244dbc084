from __future__ import annotations

import pytest
from pytest_django import Settings

from nauli.kit.money import Money
from nauli.notifications.models import Message
from nauli.orders.address import address_of
from nauli.refunds.models import Refund
from nauli.refunds.news import tell_cancelled
from nauli.refunds.settle import settle
from tests.factories import new_customer, new_order
from tests.fakes import FakeGateway
from tests.refunds.world import accepted, done, in_flight, not_done, paid
from tests.stays import book

pytestmark = pytest.mark.django_db


def _told(refund: Refund) -> dict[str, Message]:
    return {one.channel: one for one in Message.objects.filter(fact=str(refund.pk))}


@pytest.mark.parametrize(
    ("language", "amount"), [("en", "EUR 2.50"), ("fr", "EUR 2.50"), ("am", "EUR 2.50")]
)
def test_who_paid_is_told_what_has_gone_back(
    gateway: FakeGateway, language: str, amount: str
) -> None:
    payment = paid(new_order(customer=new_customer(language=language)))
    refund = in_flight(gateway, payment, amount="2.50")
    settle(done(refund))
    told = _told(refund)
    assert set(told) == {"email", "sms"}
    for message in told.values():
        assert message.topic == "refund_succeeded"
        assert message.language == (language if language != "am" else "en")
        for word in (amount, payment.order.number, refund.reference):
            assert word in message.text
    assert (told["email"].to, told["sms"].to) == ("amina@example.org", "+256772123456")


def test_each_of_several_refunds_is_told(gateway: FakeGateway) -> None:
    payment = paid()
    for amount in ("2.50", "10"):
        settle(done(in_flight(gateway, payment, amount=amount)))
    assert Message.objects.filter(topic="refund_succeeded").count() == 4


def test_before_the_money_has_gone_back_nobody_is_told(gateway: FakeGateway) -> None:
    refund = accepted(gateway)
    assert _told(refund) == {}
    settle(not_done(refund))
    assert _told(refund) == {}


def test_who_is_paid_back_is_led_to_their_order(gateway: FakeGateway, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://shop.example.com"
    refund = in_flight(gateway, paid(), amount="2.50")
    settle(done(refund))
    address = address_of(refund.payment.order)
    assert [address in message.text for message in _told(refund).values()] == [True, True]


def test_who_cancels_a_stay_is_led_to_their_order(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://shop.example.com"
    order, booking = book()
    payment = paid(order)
    tell_cancelled(booking, payment, returned=Money(0, "EUR"))
    told = Message.objects.filter(topic="booking_cancelled")
    assert [address_of(order) in message.text for message in told] == [True, True]
