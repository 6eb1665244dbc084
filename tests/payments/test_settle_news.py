"""News that comes while the gateway is being asked, and numbers that are told twice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

import pytest
from django.db import transaction
from django.db.models.functions import Now

from nauli.gateways.contract import Charge, Journal, Report, Unsure
from nauli.payments.look import ask_soon, look
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from tests.factories import failed, new_payment, pending, succeeded
from tests.fakes import FakeGateway
from tests.payments.world import PAID, again, cases_of, world
from tests.together import behind_a_lock, together

pytestmark = pytest.mark.django_db(transaction=True)

Said = Callable[[Charge, Journal], Report]


def _news_meanwhile(payment: Payment, said: Report | Exception) -> Said:
    """The gateway has answered `said`; before we hear it, somebody says that there is news."""

    def answer(_: Charge, __: Journal) -> Report:
        ask_soon(again(payment))
        if isinstance(said, Exception):
            raise said
        return said

    return answer


@pytest.mark.parametrize("answer", [failed, pending, Unsure("x")], ids=["no", "not yet", "nothing"])
def test_news_that_comes_while_a_look_is_made_is_asked_about(
    gateway: FakeGateway, answer: Callable[[Payment], Report] | Exception
) -> None:
    payment = settle(failed(new_payment()))
    said = answer if isinstance(answer, Exception) else answer(payment)
    gateway.says = [_news_meanwhile(payment, said)]
    look(payment.pk, whether_due_or_not=True)
    assert world(payment).looks_on
    gateway.says = [succeeded(payment, transaction="T1")]
    look(payment.pk, whether_due_or_not=True)
    assert (world(payment).payment, world(payment).looks_on) == ("succeeded", False)


def test_news_that_comes_while_a_look_finds_a_disagreement_is_asked_about(
    gateway: FakeGateway,
) -> None:
    payment = settle(succeeded(new_payment(), transaction="T1"))
    gateway.says = [_news_meanwhile(payment, failed(payment))]
    Payment.objects.update(next_look_at=Now())
    look(payment.pk)
    assert [kind for kind, _ in cases_of(payment)] == ["disagreement"]
    assert world(payment).looks_on
    gateway.says = [failed(payment)]
    look(payment.pk, whether_due_or_not=True)
    assert not world(payment).looks_on


def test_news_that_came_before_a_look_is_answered_by_it(gateway: FakeGateway) -> None:
    payment = settle(failed(new_payment()))
    ask_soon(payment)
    gateway.says = [failed(payment)]
    look(payment.pk, whether_due_or_not=True)
    assert not world(payment).looks_on


def test_a_look_whose_row_was_read_before_the_news_does_not_end_the_asking(
    gateway: FakeGateway,
) -> None:
    payment = settle(failed(new_payment()))
    gateway.says = [Unsure("x")]
    slow = partial(look, payment.pk, whether_due_or_not=True)
    with ExitStack() as later:
        with transaction.atomic():
            Payment.objects.select_for_update().get(pk=payment.pk)
            looked = later.enter_context(behind_a_lock(slow))  # it has read that nobody asks
            ask_soon(payment)
        looked.result(timeout=10)
    assert world(payment).looks_on


def test_an_event_while_the_charge_is_answered_is_asked_about() -> None:
    payment = new_payment()
    settle(succeeded(payment), asked=False)
    settle(pending(payment))
    assert world(payment) == replace(PAID, looks_on=True)


# --- The gateway's own numbers --------------------------------------------------------------------


def test_a_number_that_pays_another_order_is_seen_by_a_person() -> None:
    one, two = new_payment(), new_payment()
    settle(succeeded(one, transaction="T1"))
    settle(succeeded(two), asked=False)  # an event names none
    settle(succeeded(two, transaction="T1"))
    ((kind, why),) = cases_of(two)
    assert kind == "disagreement"
    assert "transaction T1" in why
    assert (again(two).transaction, again(two).confirmed_at) == ("", None)
    assert cases_of(one) == []


def test_another_number_for_the_same_payment_is_seen_by_a_person() -> None:
    payment = settle(succeeded(new_payment(), transaction="T1"))
    settle(succeeded(payment, transaction="T2"))
    ((kind, why),) = cases_of(payment)
    assert kind == "disagreement"
    assert "transaction T2" in why
    assert again(payment).transaction == "T1"
    assert world(payment) == PAID


def test_the_same_number_again_and_none_at_all_are_no_news() -> None:
    payment = settle(succeeded(new_payment(), transaction="T1"))
    settle(succeeded(payment, transaction="T1"))
    settle(succeeded(payment))
    assert cases_of(payment) == []
    assert again(payment).transaction == "T1"


def test_a_number_that_is_heard_later_is_kept() -> None:
    payment = settle(succeeded(new_payment()))
    settle(succeeded(payment, transaction="T1"))
    assert again(payment).transaction == "T1"
    assert cases_of(payment) == []


def test_two_payments_that_are_told_one_number_at_once() -> None:
    for round_ in range(5):
        number = f"T{round_}"
        payments = [new_payment() for _ in range(2)]
        reports = [succeeded(payment, transaction=number) for payment in payments]
        came = together([partial(settle, report) for report in reports])
        assert sorted(one.state for one in came if isinstance(one, Payment)) == [
            "set_aside",
            "succeeded",
        ]
        assert sum(len(cases_of(payment)) for payment in payments) == 1
