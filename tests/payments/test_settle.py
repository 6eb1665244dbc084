"""Every branch of settle: what moves, what does not, and that nothing moves twice.

An order here is one piece at EUR 12.50 from a shelf of ten.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models.functions import Now

from nauli.cases.models import Case
from nauli.catalog.models import Product
from nauli.gateways.contract import Outcome, Report
from nauli.kit.money import Money
from nauli.ledger.models import Transfer
from nauli.notifications.models import Message
from nauli.orders.models import Order
from nauli.payments.errors import UnknownPayment
from nauli.payments.expire import expire_due
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.record.models import Change
from tests.factories import failed, new_payment, pending, succeeded
from tests.payments.world import (
    BOOKED,
    FAILED,
    PAID,
    UNAPPLIED,
    WAITING,
    World,
    again,
    cases_of,
    world,
)
from tests.together import together

pytestmark = pytest.mark.django_db


def _cancelled_after_failing(*, stock_left: int) -> Payment:
    """A payment that failed, whose order then expired; the shelf has so many pieces left."""
    payment = new_payment()
    settle(failed(payment))
    Order.objects.update(expires_at=Now() - timedelta(seconds=1))
    assert expire_due(10) == 1
    Product.objects.update(stock=stock_left)
    return payment


# --- The plain ends -------------------------------------------------------------------------------


def test_success_moves_payment_order_books_and_news_together() -> None:
    payment = new_payment()
    settle(succeeded(payment, transaction="T1"))
    assert world(payment) == PAID
    now = again(payment)
    assert (now.transaction, now.booked_to) == ("T1", "orders")
    assert cases_of(payment) == []
    assert now.confirmed_success
    assert now.settled_at is not None
    assert Transfer.objects.get().key == f"payment/{payment.reference}"
    changes = Change.objects.filter(subject__in=["order", "payment"]).order_by("id")
    assert list(changes.values_list("subject", "before", "after")) == [
        ("order", "", "open"),
        ("order", "open", "paid"),
        ("payment", "pending", "succeeded"),
    ]


def test_failure_tells_the_customer_and_leaves_the_order_open() -> None:
    payment = new_payment()
    settle(failed(payment, "not_enough_funds"))
    assert world(payment) == FAILED
    now = again(payment)
    assert (now.failure_code, now.failure_message) == ("not_enough_funds", "APPROVAL_REJECTED")
    assert now.confirmed_at is not None


def test_a_failure_without_a_code_is_a_refusal() -> None:
    payment = new_payment()
    settle(Report(reference=payment.reference, outcome=Outcome.FAILED, message="x" * 500))
    assert again(payment).failure_code == "refused"


@pytest.mark.parametrize("outcome", [Outcome.PENDING, Outcome.UNKNOWN_HERE])
def test_no_answer_yet_moves_nothing(outcome: Outcome) -> None:
    payment = new_payment()
    settle(Report(reference=payment.reference, outcome=outcome))
    assert world(payment) == WAITING


def test_a_reference_that_nobody_knows_is_said_so() -> None:
    with pytest.raises(UnknownPayment):
        settle(Report(reference="NAU-NOBODY", outcome=Outcome.SUCCEEDED))


def test_all_or_nothing() -> None:
    payment = new_payment()
    # The customer was told of this fact already: telling again breaks, and takes all with it.
    Message.objects.create(
        topic="payment_succeeded",
        fact=str(payment.pk),
        channel="sms",
        to="x",
        language="en",
        text="",
    )
    with pytest.raises(Exception, match="one_message_per_fact"), transaction.atomic():
        settle(succeeded(payment))
    assert replace(world(payment), told=[]) == WAITING


# --- Told again -----------------------------------------------------------------------------------


def test_told_twice_books_once() -> None:
    payment = new_payment()
    for _ in range(3):
        settle(succeeded(payment, transaction="T1"))
    assert world(payment) == PAID


def test_failed_twice_tells_once() -> None:
    payment = new_payment()
    for code in ("declined", "expired"):
        settle(failed(payment, code))
    assert world(payment) == FAILED
    assert again(payment).failure_code == "declined"


@pytest.mark.django_db(transaction=True)
def test_told_by_many_at_once_books_once() -> None:
    payment = new_payment()
    came = together([lambda: settle(succeeded(payment, transaction="T1")).state] * 8)
    assert came == ["succeeded"] * 8
    assert world(payment) == PAID


@pytest.mark.parametrize("outcome", [Outcome.PENDING, Outcome.UNKNOWN_HERE])
def test_pending_after_an_end_moves_nothing_back(outcome: Outcome) -> None:
    paid, unpaid = new_payment(), new_payment()
    settle(succeeded(paid))
    settle(failed(unpaid))
    for payment in (paid, unpaid):
        before = world(payment)
        settle(Report(reference=payment.reference, outcome=outcome))
        settle(Report(reference=payment.reference, outcome=outcome), asked=False)
        assert replace(world(payment), looks_on=False) == before


# --- Late money -----------------------------------------------------------------------------------


def test_success_after_failure_is_late_money_and_pays_the_open_order() -> None:
    payment = new_payment()
    settle(failed(payment))
    settle(succeeded(payment, transaction="T1"))
    assert world(payment) == replace(PAID, told=FAILED.told + PAID.told)
    now = again(payment)
    assert (now.failure_code, now.failure_message) == ("", "")
    assert Change.objects.get(subject="payment", after="succeeded").reason == "late"


def test_success_after_expiry_takes_the_goods_again_while_there_are_any() -> None:
    payment = _cancelled_after_failing(stock_left=1)
    settle(succeeded(payment))
    assert world(payment) == replace(PAID, told=FAILED.told + PAID.told, stock=0)


def test_success_after_expiry_without_goods_is_owed_back_and_a_person_looks() -> None:
    payment = _cancelled_after_failing(stock_left=0)
    settle(succeeded(payment))
    told = [("payment_unapplied", "email"), ("payment_unapplied", "sms")]
    assert world(payment) == World(
        payment="succeeded",
        order="expired",
        books=UNAPPLIED,
        told=FAILED.told + told,
        looks_on=False,
        stock=0,
    )
    number = payment.order.number
    why = f"Order {number} is expired and its goods are gone; the money is owed back."
    assert cases_of(payment) == [("unapplied", why)]
    assert Case.objects.get().amount == payment.amount


def test_a_second_payment_of_a_paid_order_is_owed_back() -> None:
    first = new_payment()
    settle(failed(first))
    second = new_payment(first.order)
    settle(succeeded(second, transaction="T2"))
    settle(succeeded(first, transaction="T1"))
    now = again(first)
    assert (now.state, now.booked_to, now.order.status) == ("succeeded", "unapplied", "paid")
    assert world(second).books == BOOKED + UNAPPLIED
    assert world(second).stock == 9


# --- What does not fit ----------------------------------------------------------------------------

ASIDE = [("payment_set_aside", "email"), ("payment_set_aside", "sms")]


@pytest.mark.parametrize(
    ("told", "books"),
    [
        (Money(1249, "EUR"), "EUR 12.49"),
        (Money(1251, "EUR"), "EUR 12.51"),
        (Money(1250, "UGX"), "UGX 1,250"),
    ],
)
def test_another_amount_pays_nothing_and_lies_in_suspense(told: Money, books: str) -> None:
    payment = new_payment()
    settle(succeeded(payment, amount=told, transaction="T1"))
    assert world(payment) == World(
        payment="set_aside",
        order="open",
        books=[("debit", "clearing:momo", books), ("credit", "suspense", books)],
        told=ASIDE,
        looks_on=False,
        stock=9,
    )
    [(kind, why)] = cases_of(payment)
    assert kind == "mismatch"
    assert f"Asked for EUR 12.50; told {books}" in why
    assert Case.objects.get().amount == told


@pytest.mark.parametrize("told", [None, Money(0, "EUR"), Money(-1250, "EUR")])
def test_a_gateway_that_names_no_money_when_asked_is_not_believed(told: Money | None) -> None:
    payment = new_payment()
    report = Report(reference=payment.reference, outcome=Outcome.SUCCEEDED, amount=told)
    settle(report)
    aside = replace(WAITING, payment="set_aside", told=ASIDE, looks_on=False)
    assert world(payment) == aside


def test_a_transaction_of_another_payment_pays_nothing_and_is_not_booked_again() -> None:
    other, payment = new_payment(), new_payment()
    settle(succeeded(other, transaction="T1"))
    settle(succeeded(payment, transaction="T1"))
    now = again(payment)
    assert (now.state, now.order.status, now.transaction) == ("set_aside", "open", "")
    [(kind, why)] = cases_of(payment)
    assert kind == "mismatch"
    assert "gateway transaction T1" in why
    assert world(payment).books == BOOKED


def test_what_is_set_aside_is_a_persons_to_decide() -> None:
    payment = new_payment()
    settle(succeeded(payment, amount=Money(1, "EUR")))
    before = world(payment)
    for report in (succeeded(payment), failed(payment), pending(payment)):
        for asked in (True, False):
            settle(report, asked=asked)
    assert world(payment) == before


def test_another_amount_after_a_failure_is_set_aside() -> None:
    payment = new_payment()
    settle(failed(payment))
    settle(succeeded(payment, amount=Money(1, "EUR")))
    assert (world(payment).payment, world(payment).order) == ("set_aside", "open")
