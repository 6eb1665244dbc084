from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from nauli.gateways.contract import Outcome, Report
from nauli.kit.money import Money
from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.payments.settle import settle as settle_payment
from nauli.refunds.models import Refund
from nauli.refunds.settle import settle
from nauli.web.receipt import Receipt, receipt_of
from tests.factories import new_order, new_paid_payment, new_payment, new_product
from tests.fakes import FakeGateway
from tests.refunds.world import done, in_flight, not_done, paid
from tests.stays import book

pytestmark = pytest.mark.django_db


def _receipt(payment: Payment) -> Receipt:
    receipt = receipt_of(Order.objects.get(pk=payment.order_id))
    assert receipt is not None
    return receipt


def _returned(receipt: Receipt) -> list[tuple[str, bool]]:
    return [(str(one.amount), one.at is not None) for one in receipt.returned]


@pytest.mark.parametrize("status", ["open", "cancelled", "expired"])
def test_what_is_not_paid_has_none(status: str) -> None:
    order = new_order()
    Order.objects.filter(pk=order.pk).update(status=status)
    assert receipt_of(Order.objects.get(pk=order.pk)) is None


def test_it_says_what_was_paid_for_and_how() -> None:
    order = new_order(new_product(price="12.50"), new_product(price="2.00"), quantity=2)
    payment = new_paid_payment(order, gateway="chapa")
    receipt = _receipt(payment)
    assert [(row.line.quantity, str(row.unit_price), str(row.total)) for row in receipt.rows] == [
        (2, "12.50", "25.00"),
        (2, "2.00", "4.00"),
    ]
    assert (receipt.method, receipt.reference) == ("Chapa", payment.reference)
    assert receipt.paid_at == receipt.order.paid_at
    assert (receipt.returned, receipt.taken_back) == ([], None)
    assert receipt.remains == order.total


def test_what_is_bought_is_dated_by_the_merchants_clock_and_a_stay_by_its_places(
    gateway: FakeGateway, settings: Settings
) -> None:
    settings.MERCHANT_TIME_ZONE = "Asia/Kolkata"
    at_night = datetime(2026, 12, 12, 22, 5, tzinfo=UTC)
    goods = paid()
    settle(done(in_flight(gateway, goods, amount="2.50")))
    stay = new_paid_payment(book()[0])
    Order.objects.update(paid_at=at_night)
    Refund.objects.update(settled_at=at_night)
    receipt = _receipt(goods)
    assert receipt.paid_at.isoformat() == "2026-12-13T03:35:00+05:30"
    assert [one.at and one.at.day for one in receipt.returned] == [13]
    assert _receipt(stay).paid_at.isoformat() == "2026-12-13T01:05:00+03:00"


def test_of_several_attempts_it_names_the_one_that_paid() -> None:
    order = new_order()
    first = new_payment(order)
    first.move_to(Payment.State.FAILED)
    second = new_paid_payment(order)
    assert _receipt(second).reference == second.reference


def test_late_money_that_pays_nothing_is_on_no_receipt() -> None:
    order = new_order()
    payment = new_paid_payment(order)
    late = new_payment(order)
    settle_payment(Report(reference=late.reference, outcome=Outcome.SUCCEEDED, amount=late.amount))
    receipt = _receipt(payment)
    assert (receipt.reference, receipt.remains) == (payment.reference, payment.amount)


def test_what_went_back_is_told_from_what_is_on_its_way_and_what_failed(
    gateway: FakeGateway,
) -> None:
    payment = paid()
    settle(done(in_flight(gateway, payment, amount="2.50")))
    settle(not_done(in_flight(gateway, payment, amount="3.00")))
    in_flight(gateway, payment, amount="1.00")
    receipt = _receipt(payment)
    assert _returned(receipt) == [("2.50", True), ("1.00", False)]
    assert receipt.remains == Money(900, "EUR")


def test_what_the_gateway_took_back_by_itself_is_said_to_be_gone(gateway: FakeGateway) -> None:
    payment = paid()
    settle(done(in_flight(gateway, payment, amount="2.50")))
    settle_payment(Report(reference=payment.reference, outcome=Outcome.REVERSED))
    receipt = _receipt(payment)
    assert receipt.taken_back == Money(1000, "EUR")
    assert receipt.remains == Money(0, "EUR")
