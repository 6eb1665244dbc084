"""What is heard more than once, from more than one side: events, answers, and both at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import permutations

import pytest
from django.db.models.functions import Now

from nauli.cases.models import Case
from nauli.gateways.contract import Report
from nauli.kit.money import Money
from nauli.payments.expire import expire_due
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.record.models import Change
from tests.factories import failed, new_order, new_payment, new_product, pending, succeeded
from tests.fakes import FakeGateway
from tests.payments.world import FAILED, PAID, again, cases_of, heard, world
from tests.together import together

pytestmark = pytest.mark.django_db


# --- Events, which nobody asked for ---------------------------------------------------------------


def test_an_event_settles_and_a_look_follows() -> None:
    payment = new_payment()
    settle(replace(succeeded(payment), amount=None), asked=False)
    assert world(payment) == replace(PAID, looks_on=True)
    assert not again(payment).confirmed_success


def test_the_look_that_follows_confirms_and_ends_the_asking() -> None:
    payment = new_payment()
    settle(succeeded(payment), asked=False)
    heard(succeeded(payment, transaction="T1"))
    assert world(payment) == PAID
    now = again(payment)
    assert (now.confirmed_success, now.transaction) == (True, "T1")


def test_an_event_of_failure_settles_and_a_look_follows() -> None:
    payment = new_payment()
    settle(failed(payment), asked=False)
    assert world(payment) == replace(FAILED, looks_on=True)
    heard(failed(payment))
    assert world(payment) == FAILED


def test_an_event_that_contradicts_a_success_asks_and_moves_nothing() -> None:
    payment = new_payment()
    settle(succeeded(payment), asked=False)
    settle(failed(payment), asked=False)
    assert world(payment) == replace(PAID, looks_on=True)


def test_an_event_that_contradicts_a_failure_asks_and_moves_nothing() -> None:
    payment = new_payment()
    settle(failed(payment))
    settle(succeeded(payment), asked=False)
    assert world(payment) == replace(FAILED, looks_on=True)


def test_events_about_a_success_that_the_gateway_confirmed_ask_nothing() -> None:
    payment = new_payment()
    settle(succeeded(payment))
    for report in (succeeded(payment), failed(payment), pending(payment)):
        settle(report, asked=False)
    assert world(payment) == PAID


def test_an_event_over_another_amount_is_set_aside() -> None:
    payment = new_payment()
    settle(succeeded(payment, amount=Money(1, "EUR")), asked=False)
    assert (world(payment).payment, world(payment).order) == ("set_aside", "open")


# --- Disagreement ---------------------------------------------------------------------------------


def test_a_gateway_that_denies_what_an_event_said_goes_to_a_person() -> None:
    payment = new_payment()
    settle(succeeded(payment), asked=False)
    heard(failed(payment))
    assert world(payment) == PAID
    why = "Ours says succeeded over EUR 12.50, the gateway says failed."
    assert cases_of(payment) == [("disagreement", why)]
    assert Change.objects.filter(subject="case", after="open", reason=why).count() == 1


def test_a_gateway_that_takes_its_yes_back_goes_to_a_person() -> None:
    payment = new_payment()
    settle(succeeded(payment))
    settle(failed(payment))
    assert world(payment) == PAID
    assert [kind for kind, _ in cases_of(payment)] == ["disagreement"]


def test_a_gateway_that_says_yes_again_ends_the_disagreement() -> None:
    payment = new_payment()
    for report in (succeeded(payment), failed(payment), failed(payment), succeeded(payment)):
        settle(report)
    assert world(payment) == PAID
    assert cases_of(payment) == []
    assert Case.objects.get().resolution == "The gateway says succeeded."


def test_a_gateway_that_says_another_amount_afterwards_goes_to_a_person() -> None:
    payment = new_payment()
    settle(succeeded(payment), asked=False)
    heard(succeeded(payment, amount=Money(1251, "EUR")))
    assert world(payment) == PAID
    [(_, why)] = cases_of(payment)
    assert "over EUR 12.51" in why


def test_a_gateway_that_is_slow_to_know_is_given_ten_minutes() -> None:
    payment = new_payment()
    settle(succeeded(payment), asked=False)
    Payment.objects.update(settled_at=Now() - timedelta(minutes=9))
    settle(pending(payment))
    assert world(payment) == replace(PAID, looks_on=True)
    assert cases_of(payment) == []
    Payment.objects.update(settled_at=Now() - timedelta(minutes=11))
    settle(pending(payment))
    assert world(payment) == replace(PAID, looks_on=True)  # it may know yet
    [(_, why)] = cases_of(payment)
    assert "the gateway says pending" in why


# --- Order of arrival -----------------------------------------------------------------------------


def _said(payment: Payment) -> dict[str, tuple[Report, bool]]:
    return {
        "event pending": (pending(payment), False),
        "event success": (replace(succeeded(payment), amount=None), False),
        "answer pending": (pending(payment), True),
        "answer success": (succeeded(payment, transaction="T1"), True),
    }


@pytest.mark.parametrize(
    "order",
    list(permutations(["event pending", "event success", "answer pending", "answer success"])),
    ids=" then ".join,
)
def test_the_end_does_not_depend_on_the_order_of_arrival(order: tuple[str, ...]) -> None:
    payment = new_payment()
    for name in (*order, *order):
        report, asked = _said(payment)[name]
        if asked:
            heard(report)
        else:
            settle(report, asked=False)
    assert world(payment) == PAID
    assert again(payment).transaction == "T1"


@pytest.mark.django_db(transaction=True)
def test_two_payments_that_are_told_one_transaction_at_once_are_not_both_paid() -> None:
    one, two = new_payment(), new_payment()
    together([partial(settle, succeeded(p, transaction="T1")) for p in (one, two)])
    for payment in (one, two):  # whoever met the constraint is asked about again
        settle(succeeded(payment, transaction="T1"))
    assert sorted([again(one).state, again(two).state]) == ["set_aside", "succeeded"]


@pytest.mark.django_db(transaction=True)
def test_money_and_expiry_at_once_end_in_goods_or_in_money_owed_never_in_neither(
    gateway: FakeGateway,
) -> None:
    for _ in range(10):
        product = new_product(stock=1)
        payment = new_payment(new_order(product, ago=7200))
        jobs: list[Callable[[], object]] = [
            partial(settle, succeeded(payment)),
            partial(expire_due, 10),
        ]
        together(jobs)
        assert set(gateway.verbs) <= {"look"}
        now = again(payment)
        product.refresh_from_db()
        # Expired first or paid first: the piece was there to be taken again.
        assert (now.state, now.booked_to, now.order.status) == ("succeeded", "orders", "paid")
        assert product.stock == 0


# --- A page, where an attempt may fail and the next one succeed -----------------------------------


def test_each_attempt_on_a_page_may_bear_a_number_of_its_own() -> None:
    payment = new_payment()
    Payment.objects.update(checkout_url="https://checkout.example/1")
    for number in ("AP1", "AP2", "AP3"):
        heard(replace(failed(payment), transaction=number))
    now = again(payment)
    assert (now.state, now.transaction, now.next_look_at is None) == ("failed", "", False)
    heard(succeeded(payment, transaction="AP4"))
    assert (again(payment).state, again(payment).transaction) == ("succeeded", "AP4")
    assert cases_of(payment) == []
