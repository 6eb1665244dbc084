"""What a settlement does to a stay: confirmed with its payment, or the money is owed back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from nauli.notifications.models import Channel, Message
from nauli.orders.models import Order
from nauli.payments.expire import expire_due
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.travel.models import Booking
from tests.factories import failed, new_listing, new_payment, succeeded
from tests.fakes import FakeGateway
from tests.payments.world import cases_of
from tests.stays import book, states

pytestmark = pytest.mark.django_db


def _told(payment: Payment) -> list[tuple[str, str]]:
    rows = Message.objects.filter(fact=str(payment.pk)).order_by("id")
    return list(rows.values_list("topic", "channel"))


def _run_out(order: Order) -> None:
    expire_due(50)
    assert states(order) == ("expired", "expired", 0)


def test_a_stay_is_confirmed_in_the_transaction_of_its_payment() -> None:
    order, booking = book()
    payment = settle(succeeded(new_payment(order)))
    assert states(order) == ("paid", "confirmed", 2)
    assert payment.booked_to == "orders"
    assert _told(payment) == [("booking_confirmed", "email"), ("booking_confirmed", "sms")]
    mail = Message.objects.get(channel=Channel.EMAIL)
    assert mail.about == str(booking.pk)
    for word in (booking.code, booking.listing.title, "EUR 80.00", order.number):
        assert word in mail.text
    assert booking.code in Message.objects.get(channel=Channel.SMS).text


def test_told_twice_confirms_once() -> None:
    order, _ = book()
    payment = new_payment(order)
    for _ in range(2):
        settle(succeeded(payment))
    assert states(order) == ("paid", "confirmed", 2)
    assert len(_told(payment)) == 2


def test_a_payment_that_fails_leaves_the_nights_held() -> None:
    order, _ = book()
    payment = settle(failed(new_payment(order)))
    assert states(order) == ("open", "held", 2)
    assert _told(payment) == [("payment_failed", "email"), ("payment_failed", "sms")]


def test_late_money_takes_the_nights_again_where_they_are_free() -> None:
    order, _ = book(ago=10)
    payment = settle(failed(new_payment(order)))
    _run_out(order)
    assert settle(succeeded(payment)).booked_to == "orders"
    assert states(order) == ("paid", "confirmed", 2)
    assert ("booking_confirmed", "email") in _told(payment)


def test_late_money_whose_nights_are_gone_is_owed_back() -> None:
    listing = new_listing()
    order, booking = book(listing, ago=10)
    payment = settle(failed(new_payment(order)))
    _run_out(order)
    other, _ = book(listing, check_in=booking.check_out - timedelta(days=1))
    assert settle(succeeded(payment)).booked_to == "unapplied"
    assert states(order) == ("expired", "expired", 0)
    assert states(other) == ("open", "held", 2)
    why = f"Order {order.number} is expired and its nights are gone; the money is owed back."
    assert cases_of(payment) == [("unapplied", why)]
    assert _told(payment)[-2:] == [("payment_unapplied", "email"), ("payment_unapplied", "sms")]
    for message in Message.objects.filter(topic="payment_unapplied"):
        assert "We return it" in message.text


def test_a_second_payment_of_a_stay_is_owed_back_and_changes_nothing() -> None:
    order, booking = book()
    first = settle(failed(new_payment(order)))
    settle(succeeded(new_payment(order)))
    before = Booking.objects.values().get(pk=booking.pk)
    assert settle(succeeded(first)).booked_to == "unapplied"
    assert Booking.objects.values().get(pk=booking.pk) == before


def test_a_hold_in_doubt_is_kept_until_the_grace_is_over(gateway: FakeGateway) -> None:
    order, _ = book(ago=10)
    new_payment(order)
    expire_due(50)
    assert states(order) == ("open", "held", 2)
    Order.objects.update(expires_at=order.expires_at - timedelta(days=1))
    expire_due(50)
    assert states(order) == ("expired", "expired", 0)
    assert gateway.verbs == ["look"]
