from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client

from nauli.catalog.models import Product
from nauli.gateways.contract import FAILURES, Outcome, Report
from nauli.orders.end import release
from nauli.orders.models import Order
from nauli.payments.cancel import cancel_order, cancel_payment
from nauli.payments.models import Payment
from nauli.payments.return_url import way_back
from nauli.payments.settle import settle
from nauli.refunds.cancel_booking import cancel_booking
from nauli.web.failures import WORDS
from tests.factories import (
    failed,
    new_listing,
    new_order,
    new_paid_payment,
    new_payment,
    new_policy,
    succeeded,
)
from tests.fakes import FakeGateway
from tests.web.orders import PAGE, asks_again, new_stay, page_of, with_a_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gateway")]


def test_what_nobody_has_begun_to_pay_waits_to_be_paid() -> None:
    text = page_of(new_order())
    assert "Not paid yet" in text
    assert "more minutes" in text
    assert not asks_again(text)


def test_while_a_prompt_is_out_its_number_and_what_to_press_are_said() -> None:
    text = page_of(new_payment().order)
    for words in ("A prompt is on your phone", "***456", "PIN", "I cannot see the prompt"):
        assert words in text
    assert "+256772123456" not in text
    assert asks_again(text)


def test_while_a_page_is_open_it_leads_there_and_looks_again() -> None:
    text = page_of(with_a_page().order)
    assert "We are checking your payment" in text
    assert "I have not paid yet: open the payment page" in text
    assert PAGE not in text  # the page between leads there
    assert asks_again(text)


def test_after_its_time_nobody_is_asked_to_approve() -> None:
    payment = new_payment()
    release(payment.order, Order.Status.EXPIRED, reason="a test says so")
    text = page_of(payment.order)
    assert "do not approve" in text
    assert "A prompt is on your phone" not in text


def test_it_is_paid_only_when_it_is() -> None:
    text = page_of(new_paid_payment().order)
    assert "Paid. Thank you!" in text
    assert "Cancel this order" not in text


def test_a_stay_is_booked_with_its_code_only_when_it_is_paid() -> None:
    order = new_stay()
    assert order.booking
    assert order.booking.code not in page_of(order)
    new_paid_payment(order)
    text = page_of(order)
    assert "Booked and paid" in text
    assert order.booking.code in text


def test_late_money_is_said_to_be_safe_and_who_paid_twice_that_it_is_owed_back() -> None:
    order = new_order()
    first = new_payment(order)
    Payment.objects.filter(pk=first.pk).update(state="cancelled")
    new_paid_payment(order)
    settle(succeeded(first, transaction="T2"))
    text = page_of(order)
    assert "Paid. Thank you!" in text
    assert "came besides: it is owed back to you" in text


def test_what_came_after_the_end_and_found_its_goods_gone_is_late() -> None:
    payment = new_payment()
    release(payment.order, Order.Status.EXPIRED, reason="a test says so")
    Product.objects.update(stock=0)
    settle(succeeded(payment))
    text = page_of(payment.order)
    assert "arrived late" in text
    assert "we will contact you" in text
    assert "Paid. Thank you" not in text


@pytest.mark.parametrize("code", FAILURES)
def test_a_failure_says_why_and_what_to_do(code: str) -> None:
    payment = new_payment()
    settle(failed(payment, code))
    text = page_of(payment.order)
    assert str(WORDS[code].why) in text
    assert str(WORDS[code].what_to_do) in text
    assert ("Nothing was taken" in text) is (code != "taken_back")
    assert 'name="method"' in text


def test_a_failure_of_what_has_ended_asks_nobody_to_try_again() -> None:
    payment = new_payment()
    settle(failed(payment))
    cancel_order(payment.order.pk)
    text = page_of(payment.order)
    assert "Cancelled" in text
    assert "try again" not in text
    assert 'name="method"' not in text


def test_a_failure_on_a_page_that_is_open_may_not_be_the_end() -> None:
    payment = with_a_page()
    settle(failed(payment, "cancelled"))
    text = page_of(payment.order)
    assert "this page looks by itself" in text
    assert asks_again(text)
    Payment.objects.filter(pk=payment.pk).update(closed_at=Now())
    assert "this page looks by itself" not in page_of(payment.order)


def test_who_comes_back_after_a_failure_is_not_told_that_nothing_was_taken() -> None:
    payment = with_a_page()
    settle(failed(payment, "cancelled"))
    Client().get(way_back(payment.pk))
    text = page_of(payment.order)
    assert "We are checking your payment" in text
    assert "Nothing was taken" not in text


def test_what_goes_back_is_named() -> None:
    payment = new_paid_payment()
    Payment.objects.filter(pk=payment.pk).update(returned_minor=payment.captured_minor)
    assert "Your money goes back to you" in page_of(payment.order)


def test_of_what_came_and_was_taken_back_nobody_reads_that_it_never_came() -> None:
    payment = new_payment()
    settle(Report(reference=payment.reference, outcome=Outcome.REVERSED))
    text = page_of(payment.order)
    assert "was taken back" in text
    assert "Nothing was taken" not in text
    paid = new_paid_payment()
    settle(Report(reference=paid.reference, outcome=Outcome.REVERSED))
    assert "The money was taken back" in page_of(paid.order)


def test_what_is_set_aside_waits_for_a_person_and_is_not_paid_again() -> None:
    payment = new_payment()
    settle(Report(reference=payment.reference, outcome=Outcome.SUCCEEDED))
    text = page_of(payment.order)
    assert "A person is looking into your payment" in text
    assert 'name="method"' not in text


def test_what_was_given_up_may_still_come_and_is_said_to_be_safe(gateway: FakeGateway) -> None:
    payment = new_payment()
    cancel_payment(payment.pk)
    text = page_of(payment.order)
    assert "Not paid yet" in text
    assert "your money is safe" in text
    assert 'name="method"' in text


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((14, 100), "All of your money"),
        ((14, 50), "What goes back to you of your money stands below"),
        ((300, 50), "nothing of your money goes back"),
    ],
)
def test_a_stay_that_was_cancelled_says_what_of_its_money_goes_back(
    steps: tuple[int, int], words: str
) -> None:
    order = new_stay(new_listing(price="40.00", policy=new_policy(steps)))
    new_paid_payment(order)
    assert order.booking
    cancel_booking(order.booking.pk)
    text = page_of(order)
    assert "This stay is cancelled" in text
    assert words in text
    assert ("</strong> is on its way back to you" in text) is (steps[0] == 14)
    assert order.booking.code not in text


def test_what_ran_out_is_free_for_others() -> None:
    order = new_stay()
    Order.objects.filter(pk=order.pk).update(expires_at=Now() - timedelta(seconds=1))
    text = page_of(order)
    assert "The time to pay is over" in text
    assert 'name="method"' not in text
