"""What holds settle within its limits: who is believed, how long is waited, what is kept."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models.functions import Now

from nauli.gateways.contract import Report
from nauli.kit.clock import now
from nauli.kit.money import Money
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from tests.bells import rung
from tests.factories import failed, new_order, new_payment, pending, succeeded
from tests.payments.world import again, cases_of
from tests.together import behind_a_lock

pytestmark = pytest.mark.django_db


def _settled(report: Report, *, asked: bool, ago: timedelta) -> None:
    settle(report, asked=asked)
    Payment.objects.filter(reference=report.reference).update(settled_at=Now() - ago)


@pytest.mark.parametrize("told", [succeeded, failed])
def test_an_event_told_twice_confirms_nothing(told: type) -> None:
    payment = new_payment()
    for _ in range(2):
        settle(told(payment), asked=False)
    assert again(payment).confirmed_at is None
    assert again(payment).next_look_at is not None


def test_an_event_that_says_pending_disagrees_with_nobody() -> None:
    payment = new_payment()
    _settled(succeeded(payment), asked=False, ago=timedelta(hours=1))
    settle(pending(payment), asked=False)
    assert cases_of(payment) == []


def test_what_the_gateway_confirmed_is_in_no_doubt_by_a_later_pending() -> None:
    payment = new_payment()
    _settled(succeeded(payment), asked=True, ago=timedelta(hours=1))
    settle(pending(payment))
    assert cases_of(payment) == []


@pytest.mark.parametrize(("ago", "cases"), [((9, 50), 0), ((10, 5), 1)])
def test_ten_minutes_are_given_to_a_gateway_that_is_slow(ago: tuple[int, int], cases: int) -> None:
    payment = new_payment()
    minutes, seconds = ago
    _settled(succeeded(payment), asked=False, ago=timedelta(minutes=minutes, seconds=seconds))
    settle(pending(payment))
    assert len(cases_of(payment)) == cases


def test_a_success_without_an_amount_confirms_the_one_that_is_known() -> None:
    payment = new_payment()
    settle(succeeded(payment), asked=False)
    settle(replace(succeeded(payment), amount=None))
    assert again(payment).confirmed_at is not None
    assert cases_of(payment) == []


def test_money_that_is_set_aside_keeps_the_number_it_came_by() -> None:
    payment = new_payment()
    settle(succeeded(payment, amount=Money(1, "EUR"), transaction="T1"))
    aside = again(payment)
    assert (aside.state, aside.transaction, aside.booked_to) == ("set_aside", "T1", "suspense")


def test_a_payment_is_settled_when_it_was_last_settled() -> None:
    payment = new_payment()
    _settled(failed(payment), asked=True, ago=timedelta(hours=1))
    settle(succeeded(payment))
    settled_at = again(payment).settled_at
    assert settled_at is not None
    assert now() - settled_at < timedelta(minutes=1)


def test_two_gateways_may_use_one_number() -> None:
    order, payment = new_order(), new_payment()
    Payment.objects.create(
        order=order,
        gateway="other",
        amount_minor=order.total_minor,
        currency=order.currency,
        state="failed",
        transaction="T1",
    )
    settle(succeeded(payment, transaction="T1"))
    assert again(payment).state == "succeeded"


@pytest.mark.django_db(transaction=True)
def test_after_an_event_somebody_is_rung_to_ask_the_gateway() -> None:
    payment = new_payment()
    bells = rung(lambda: settle(succeeded(payment), asked=False))
    assert ("payments.look", str(payment.pk)) in bells
    assert rung(lambda: settle(succeeded(payment))) == []


@pytest.mark.django_db(transaction=True)
def test_what_others_write_to_the_payment_meanwhile_is_kept() -> None:
    payment = new_payment()
    with ExitStack() as later:
        with transaction.atomic():
            Payment.objects.filter(pk=payment.pk).update(looks=5)
            settled = later.enter_context(behind_a_lock(lambda: settle(succeeded(payment))))
        assert settled.result(timeout=10).state == "succeeded"
    assert again(payment).looks == 5
