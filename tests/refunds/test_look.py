"""Asking what became of a refund: when, how often, and what is sent again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.cases.models import Case
from nauli.gateways.contract import (
    Journal,
    Misconfigured,
    Outcome,
    Refund,
    Report,
    Unreachable,
    Unsure,
)
from nauli.refunds import models
from nauli.refunds.errors import UnknownRefund
from nauli.refunds.look import _claim_to_resend, ask_soon, look, look_at_due
from nauli.refunds.settle import settle
from tests.bells import rung
from tests.fakes import FakeGateway
from tests.refunds.world import (
    FAILED,
    RETURNED,
    WAITING,
    accepted,
    again,
    balances,
    cases_of,
    done,
    in_flight,
    not_done,
    paid,
    told,
    unknown,
    world,
)
from tests.together import behind_a_lock, together

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _times(settings: Settings) -> None:
    settings.FIRST_LOOK_SECONDS = 5
    settings.RESEND_AFTER_SECONDS = 120


def _due(refund: models.Refund) -> models.Refund:
    models.Refund.objects.filter(pk=refund.pk).update(next_look_at=Now())
    return refund


def _waiting(gateway: FakeGateway) -> models.Refund:
    """A refund in doubt, due to be looked at now; what was asked for it is forgotten."""
    refund = _due(in_flight(gateway))
    gateway.asked.clear()
    return refund


def _sent(refund: models.Refund, *, ago: int) -> models.Refund:
    moment = Now() - timedelta(seconds=ago)
    models.Refund.objects.filter(pk=refund.pk).update(sent_at=moment)
    return refund


def _after_the_look(row: models.Refund) -> float:
    """Return how many seconds after its last look the next one is planned, whatever time it is."""
    assert row.next_look_at is not None
    assert row.looked_at is not None
    return (row.next_look_at - row.looked_at).total_seconds()


# --- A look ---------------------------------------------------------------------------------------


def test_a_look_asks_by_our_reference_and_settles_what_is_said(gateway: FakeGateway) -> None:
    refund = _waiting(gateway)
    gateway.says = [done]
    assert look(refund.pk).state == "succeeded"
    assert world(refund) == RETURNED
    ((verb, wanted),) = gateway.asked
    assert (verb, wanted.id, wanted.reference) == ("look_refund", refund.pk, refund.reference)


def test_a_look_asks_by_the_gateways_number_once_it_has_told_one(gateway: FakeGateway) -> None:
    refund = _due(accepted(gateway, number="R1"))
    look(refund.pk)
    assert gateway.asked[-1][1].number == "R1"


def test_a_look_that_hears_of_a_failure_settles_it(gateway: FakeGateway) -> None:
    refund = _waiting(gateway)
    gateway.says = [not_done]
    look(refund.pk)
    assert world(refund) == FAILED


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_gateway_is_asked(gateway: FakeGateway) -> None:
    refund = _sent(_waiting(gateway), ago=121)
    gateway.inside_a_transaction.clear()
    gateway.says = [unknown]
    look(refund.pk)
    assert gateway.verbs == ["look_refund", "refund"]
    assert gateway.inside_a_transaction == [False, False]


@pytest.mark.parametrize("said", [Unreachable("x"), Unsure("x"), Misconfigured("x"), None])
def test_without_a_clear_answer_the_next_look_is_planned(
    gateway: FakeGateway, said: Exception | None
) -> None:
    refund = _waiting(gateway)
    gateway.says = [said] if said else []
    look(refund.pk)
    assert world(refund) == WAITING
    assert 4 < _after_the_look(again(refund)) < 6


@pytest.mark.django_db(transaction=True)
def test_the_next_look_is_planned_before_this_one_is_made(gateway: FakeGateway) -> None:
    refund = _waiting(gateway)
    gateway.says = [RuntimeError("killed in between")]
    with pytest.raises(RuntimeError):
        look(refund.pk)
    assert 4 < _after_the_look(again(refund)) < 6


def test_who_comes_too_early_does_not_ask(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    gateway.asked.clear()
    assert look(refund.pk).state == "pending"
    assert gateway.asked == []
    look(refund.pk, whether_due_or_not=True)
    assert gateway.verbs == ["look_refund"]


def test_a_persons_question_does_not_start_the_sweep_again(gateway: FakeGateway) -> None:
    refund = _waiting(gateway)
    settle(not_done(refund))
    look(refund.pk, whether_due_or_not=True)
    assert gateway.verbs == ["look_refund"]
    assert world(refund) == FAILED


def test_a_refund_that_nobody_knows_is_said_so(gateway: FakeGateway) -> None:
    with pytest.raises(UnknownRefund):
        look(uuid4())


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_asks(gateway: FakeGateway) -> None:
    refund = _waiting(gateway)
    came = together([partial(look, refund.pk)] * 8)
    assert not [one for one in came if isinstance(one, Exception)]
    assert gateway.verbs == ["look_refund"]


def test_what_is_due_is_looked_at_most_overdue_first(gateway: FakeGateway) -> None:
    late, later, over, soon = (in_flight(gateway) for _ in range(4))
    for seconds, refund in ((10, later), (20, late)):
        moment = Now() - timedelta(seconds=seconds)
        models.Refund.objects.filter(pk=refund.pk).update(next_look_at=moment)
    settle(done(over))
    gateway.asked.clear()
    assert look_at_due(10) == 2
    assert [wanted.id for _, wanted in gateway.asked] == [late.pk, later.pk]
    assert look_at_due(10) == 0
    assert again(soon).looks == 0


def test_one_refund_that_breaks_does_not_stop_the_others(gateway: FakeGateway) -> None:
    first, second = _due(in_flight(gateway)), _due(in_flight(gateway))
    gateway.says = [RuntimeError("a mistake of ours"), done]
    assert look_at_due(10) == 2
    assert sorted([again(first).state, again(second).state]) == ["pending", "succeeded"]


# --- What the gateway does not know ---------------------------------------------------------------


def test_right_after_the_request_it_is_no_news(gateway: FakeGateway) -> None:
    refund = _waiting(gateway)
    gateway.says = [unknown]
    look(refund.pk)
    assert gateway.verbs == ["look_refund"]
    assert world(refund) == WAITING


def test_long_after_it_is_sent_again_under_the_same_reference(gateway: FakeGateway) -> None:
    refund = _sent(_waiting(gateway), ago=121)
    gateway.says = [unknown, done]
    look(refund.pk)
    assert gateway.verbs == ["look_refund", "refund"]
    assert gateway.asked[0][1] == gateway.asked[1][1]
    assert gateway.asked[1][1].reference == refund.reference
    assert world(refund) == RETURNED


def test_it_is_sent_again_and_again_and_never_given_up(gateway: FakeGateway) -> None:
    refund = _waiting(gateway)
    for _ in range(5):
        _sent(refund, ago=121)
        gateway.says = [unknown, Unsure("gone again")]
        look(refund.pk, whether_due_or_not=True)
        # It was sent a moment ago: that it is not known yet is no news.
        gateway.says = [unknown]
        look(refund.pk, whether_due_or_not=True)
    assert gateway.verbs == ["look_refund", "refund", "look_refund"] * 5
    assert world(refund) == WAITING
    assert balances()["refunds"] == "EUR 12.50"


def test_what_was_accepted_is_not_sent_again(gateway: FakeGateway) -> None:
    refund = _sent(accepted(gateway), ago=3600)
    gateway.says = [unknown]
    look(refund.pk, whether_due_or_not=True)
    assert gateway.verbs == ["refund", "look_refund"]
    assert world(refund) == WAITING


@pytest.mark.parametrize("end", [done, not_done])
def test_what_has_ended_is_not_sent_again(
    gateway: FakeGateway, end: Callable[[models.Refund], Report]
) -> None:
    refund = _sent(_waiting(gateway), ago=3600)
    settle(end(refund))
    before = world(refund)
    gateway.says = [unknown]
    look(refund.pk, whether_due_or_not=True)
    assert gateway.verbs == ["look_refund"]
    assert world(refund) == before


def test_what_was_settled_while_the_gateway_spoke_is_not_sent_again(gateway: FakeGateway) -> None:
    refund = _sent(_waiting(gateway), ago=3600)

    def unknown_while_another_hears(wanted: Refund, _: Journal) -> Report:
        settle(done(wanted))
        return unknown(wanted)

    gateway.says = [unknown_while_another_hears]
    assert look(refund.pk).state == "succeeded"
    assert gateway.verbs == ["look_refund"]


@pytest.mark.django_db(transaction=True)
def test_who_waited_for_another_that_sends_does_not_send_too(gateway: FakeGateway) -> None:
    refund = _sent(_waiting(gateway), ago=121)
    with ExitStack() as later:
        with transaction.atomic():
            models.Refund.objects.filter(pk=refund.pk).update(sent_at=Now())
            claimed = later.enter_context(behind_a_lock(partial(_claim_to_resend, again(refund))))
        assert claimed.result(timeout=10) is False


# --- Somebody says that there is news -------------------------------------------------------------


def test_news_is_asked_about_at_once(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    gateway.asked.clear()
    ask_soon(refund)
    assert look_at_due(10) == 1
    assert gateway.verbs == ["look_refund"]


def test_a_flood_of_news_costs_one_question_in_five_seconds(gateway: FakeGateway) -> None:
    refund = _waiting(gateway)
    look(refund.pk)
    for _ in range(20):
        ask_soon(again(refund))
        look(refund.pk)
    assert gateway.verbs == ["look_refund"]
    assert 3 < _after_the_look(again(refund)) < 6


def test_news_never_puts_a_look_off(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    models.Refund.objects.update(looked_at=Now(), next_look_at=Now() + timedelta(seconds=1))
    ask_soon(again(refund))
    assert _after_the_look(again(refund)) < 2


@pytest.mark.django_db(transaction=True)
def test_news_rings_for_a_worker(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    assert rung(lambda: ask_soon(refund)) == [("refunds.look", str(refund.pk))]


def test_news_of_what_has_ended_is_asked_about_once(gateway: FakeGateway) -> None:
    refund = _waiting(gateway)
    settle(not_done(refund))
    ask_soon(again(refund))
    gateway.says = [done]
    assert look_at_due(10) == 1
    assert again(refund).state == "succeeded"
    assert look_at_due(10) == 0


# --- In doubt for days ----------------------------------------------------------------------------


def _from_days_ago(gateway: FakeGateway, days: int) -> models.Refund:
    payment = paid()
    payment.returned_minor = 1250
    payment.save(update_fields=["returned_minor"])
    return models.Refund.objects.create(
        payment=payment,
        amount_minor=1250,
        currency="EUR",
        source="orders",
        created_at=Now() - timedelta(days=days),
        next_look_at=Now(),
    )


@pytest.mark.parametrize("said", [Unreachable("x"), Unsure("x"), Misconfigured("x"), None])
def test_after_two_days_a_person_is_told_and_the_gateway_is_asked_on(
    gateway: FakeGateway, said: Exception | None
) -> None:
    refund = _from_days_ago(gateway, 3)
    gateway.says = [said] if said else []
    look(refund.pk)
    look(refund.pk, whether_due_or_not=True)
    ((kind, why),) = cases_of(refund)
    assert kind == "no_answer"
    assert why.startswith("momo has said neither yes nor no to returning EUR 12.50 since 20"), why
    assert again(refund).state == "pending"
    assert again(refund).next_look_at is not None
    case = Case.objects.get()
    assert (case.payment, case.amount) == (refund.payment_id, refund.amount)


def test_before_that_it_is_nobodys_business(gateway: FakeGateway) -> None:
    refund = _from_days_ago(gateway, 1)
    look(refund.pk)
    assert gateway.verbs == ["look_refund"]
    assert cases_of(refund) == []


@pytest.mark.parametrize("outcome", [Outcome.SUCCEEDED, Outcome.FAILED])
def test_an_answer_after_all_closes_the_case(gateway: FakeGateway, outcome: Outcome) -> None:
    refund = _from_days_ago(gateway, 3)
    gateway.says = [Unsure("x"), lambda wanted, _: told(wanted, outcome)]
    look(refund.pk)
    settled = look(refund.pk, whether_due_or_not=True)
    assert cases_of(refund) == []
    assert Case.objects.get(kind="no_answer").resolution == f"It has {settled.state}."
