from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.cases.models import Case
from nauli.gateways.contract import (
    Charge,
    Journal,
    Misconfigured,
    Outcome,
    Report,
    Unreachable,
    Unsure,
)
from nauli.payments.errors import UnknownPayment
from nauli.payments.look import ask_soon, look, look_at_due
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from tests.factories import failed, new_payment, succeeded
from tests.fakes import FakeGateway
from tests.payments.world import FAILED, PAID, WAITING, again, cases_of, old_payment, world
from tests.together import behind_a_lock, together

pytestmark = pytest.mark.django_db


def _paid(charge: Charge, _: Journal) -> Report:
    return Report(
        reference=charge.reference,
        outcome=Outcome.SUCCEEDED,
        amount=charge.amount,
        transaction="T1",
    )


def _after_the_look(row: Payment) -> float:
    """Return how many seconds after its last look the next one is planned, whatever time it is."""
    assert row.next_look_at is not None
    assert row.looked_at is not None
    return (row.next_look_at - row.looked_at).total_seconds()


@pytest.fixture(autouse=True)
def _first_look_after_five_seconds(settings: Settings) -> None:
    settings.FIRST_LOOK_SECONDS = 5


def test_a_look_asks_by_our_reference_and_settles_what_is_said(gateway: FakeGateway) -> None:
    gateway.says = [_paid]
    payment = new_payment()
    assert look(payment.pk).state == "succeeded"
    assert world(payment) == PAID
    ((verb, charge),) = gateway.asked
    assert (verb, charge.id, charge.reference) == ("look", payment.pk, payment.reference)


def test_a_look_that_hears_of_a_failure_settles_it(gateway: FakeGateway) -> None:
    payment = new_payment()
    gateway.says = [failed(payment)]
    look(payment.pk)
    assert world(payment) == FAILED


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_gateway_is_asked(gateway: FakeGateway) -> None:
    look(new_payment().pk)
    assert gateway.inside_a_transaction == [False]


@pytest.mark.parametrize("said", [Unreachable("x"), Unsure("x"), Misconfigured("x"), None])
def test_without_a_clear_answer_the_next_look_is_planned(
    gateway: FakeGateway, said: Exception | None
) -> None:
    gateway.says = [said] if said else []
    payment = new_payment()
    look(payment.pk)
    assert world(payment) == WAITING
    assert 4 < _after_the_look(again(payment)) < 6


@pytest.mark.django_db(transaction=True)
def test_the_next_look_is_planned_before_this_one_is_made(gateway: FakeGateway) -> None:
    payment = new_payment()
    gateway.says = [RuntimeError("killed in between")]
    with pytest.raises(RuntimeError):
        look(payment.pk)
    assert 4 < _after_the_look(again(payment)) < 6


def test_who_comes_too_early_does_not_ask(gateway: FakeGateway) -> None:
    payment = new_payment()
    Payment.objects.update(next_look_at=Now() + timedelta(seconds=30))
    assert look(payment.pk).state == "pending"
    assert gateway.asked == []
    assert again(payment).looks == 0


def test_a_person_may_ask_at_any_time(gateway: FakeGateway) -> None:
    payment = new_payment()
    Payment.objects.update(next_look_at=Now() + timedelta(seconds=30))
    gateway.says = [_paid]
    look(payment.pk, whether_due_or_not=True)
    assert world(payment) == PAID


def test_a_persons_question_does_not_start_the_sweep_again(gateway: FakeGateway) -> None:
    payment = new_payment()
    settle(failed(payment))
    look(payment.pk, whether_due_or_not=True)
    assert gateway.verbs == ["look"]
    assert world(payment) == FAILED


def test_a_payment_that_nobody_knows_is_said_so(gateway: FakeGateway) -> None:
    with pytest.raises(UnknownPayment):
        look(uuid4())


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_asks(gateway: FakeGateway) -> None:
    payment = new_payment()
    # Due for all of them, also after the first has planned the next look.
    came = together([partial(look, payment.pk, whether_due_or_not=False)] * 8)
    assert not [one for one in came if isinstance(one, Exception)]
    assert gateway.verbs == ["look"]
    assert again(payment).looks == 1


@pytest.mark.django_db(transaction=True)
def test_who_read_the_payment_before_another_claimed_it_does_not_ask(gateway: FakeGateway) -> None:
    payment = new_payment()
    with ExitStack() as later:
        with transaction.atomic():
            Payment.objects.select_for_update().get()
            asked = later.enter_context(
                behind_a_lock(partial(look, payment.pk, whether_due_or_not=True))
            )
            Payment.objects.update(looks=1)
        assert asked.result(timeout=10).state == "pending"
    assert gateway.asked == []
    assert again(payment).looks == 1


def test_what_is_due_is_looked_at_and_nothing_else(gateway: FakeGateway) -> None:
    due, later, over = new_payment(), new_payment(), new_payment()
    Payment.objects.filter(pk=later.pk).update(next_look_at=Now() + timedelta(seconds=30))
    settle(failed(over))
    assert look_at_due(10) == 1
    assert [charge.id for _, charge in gateway.asked] == [due.pk]
    assert look_at_due(10) == 0


def test_the_most_overdue_is_looked_at_first(gateway: FakeGateway) -> None:
    late, later, latest = new_payment(), new_payment(), new_payment()
    for seconds, payment in ((1, late), (20, latest), (10, later)):
        moment = Now() - timedelta(seconds=seconds)
        Payment.objects.filter(pk=payment.pk).update(next_look_at=moment)
    assert look_at_due(2) == 2
    assert [charge.id for _, charge in gateway.asked] == [latest.pk, later.pk]


def test_one_payment_that_breaks_does_not_stop_the_others(gateway: FakeGateway) -> None:
    first, second = new_payment(), new_payment()
    Payment.objects.filter(pk=first.pk).update(next_look_at=Now() - timedelta(seconds=9))
    gateway.says = [RuntimeError("a mistake of ours"), _paid]
    assert look_at_due(10) == 2
    assert (again(first).state, again(second).state) == ("pending", "succeeded")
    assert 4 < _after_the_look(again(first)) < 6


# --- Somebody says that there is news -------------------------------------------------------------


def test_news_is_asked_about_at_once(gateway: FakeGateway) -> None:
    payment = new_payment()
    Payment.objects.update(next_look_at=Now() + timedelta(hours=1))
    ask_soon(again(payment))
    assert look_at_due(10) == 1


def test_a_flood_of_news_costs_one_question_in_five_seconds(gateway: FakeGateway) -> None:
    payment = new_payment()
    look(payment.pk)
    for _ in range(20):
        ask_soon(again(payment))
        look(payment.pk)
    assert gateway.verbs == ["look"]
    assert 3 < _after_the_look(again(payment)) < 6


def test_news_never_puts_a_look_off(gateway: FakeGateway) -> None:
    payment = new_payment()
    Payment.objects.update(looked_at=Now(), next_look_at=Now() + timedelta(seconds=1))
    ask_soon(again(payment))
    assert _after_the_look(again(payment)) < 2


def test_news_of_a_failed_payment_is_asked_about_once(gateway: FakeGateway) -> None:
    payment = new_payment()
    settle(failed(payment))
    ask_soon(again(payment))
    gateway.says = [failed(payment)]
    assert look_at_due(10) == 1
    assert world(payment) == FAILED


def test_news_of_what_a_person_must_judge_is_not_asked_about(gateway: FakeGateway) -> None:
    payment = new_payment()
    settle(replace(succeeded(payment), amount=None))
    ask_soon(again(payment))
    assert look_at_due(10) == 0
    assert gateway.asked == []


# --- In doubt for days ----------------------------------------------------------------------------


def _from_days_ago(days: int) -> Payment:
    return old_payment(timedelta(days=days))


@pytest.mark.parametrize("said", [Unreachable("x"), Unsure("x"), Misconfigured("x"), None])
def test_after_two_days_a_person_is_told_and_the_gateway_is_asked_on(
    gateway: FakeGateway, said: Exception | None
) -> None:
    payment = _from_days_ago(3)
    gateway.says = [said] if said else []
    look(payment.pk)
    look(payment.pk, whether_due_or_not=True)
    ((kind, why),) = cases_of(payment)
    assert kind == "no_answer"
    assert why.startswith("momo has said neither yes nor no to EUR 12.50 since 20")
    assert world(payment) == WAITING


def test_before_that_it_is_nobodys_business(gateway: FakeGateway) -> None:
    payment = _from_days_ago(1)
    look(payment.pk)
    assert gateway.verbs == ["look"]
    assert cases_of(payment) == []


@pytest.mark.parametrize("report", [succeeded, failed])
def test_an_answer_after_all_closes_the_case(
    gateway: FakeGateway, report: Callable[[Payment], Report]
) -> None:
    payment = _from_days_ago(3)
    gateway.says = [Unsure("x"), report(payment)]
    look(payment.pk)
    settled = look(payment.pk, whether_due_or_not=True)
    assert cases_of(payment) == []
    assert Case.objects.get().resolution == f"It has {settled.state}."
