"""Refunds that have failed for us, and of which the gateway may yet say something else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.gateways.contract import Outcome, Refused, Unreachable
from nauli.payments.reverse import reverse
from nauli.refunds.look import ask_soon, look, look_at_due
from nauli.refunds.models import Refund
from nauli.refunds.settle import settle
from tests.fakes import FakeGateway
from tests.refunds.world import (
    FAILED,
    WAITING,
    accepted,
    again,
    balances,
    cases_of,
    done,
    in_flight,
    not_done,
    paid,
    refund_of,
    told,
    unknown,
    world,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _times(settings: Settings) -> None:
    settings.FIRST_LOOK_SECONDS = 5
    settings.RESEND_AFTER_SECONDS = 120


def _due(refund: Refund) -> Refund:
    Refund.objects.filter(pk=refund.pk).update(next_look_at=Now())
    return refund


def _waiting(gateway: FakeGateway) -> Refund:
    """A refund in doubt, due to be looked at now; what was asked for it is forgotten."""
    refund = _due(in_flight(gateway))
    gateway.asked.clear()
    return refund


def _sent(refund: Refund, *, ago: int) -> Refund:
    Refund.objects.filter(pk=refund.pk).update(sent_at=Now() - timedelta(seconds=ago))
    return refund


# --- What has failed, and may have been accepted all the same -------------------------------------

DOUBTED = replace(FAILED, looks_on=True)


def _refused_again(gateway: FakeGateway) -> Refund:
    """A refund that nobody knew, and that was refused when it was sent again."""
    refund = _sent(_waiting(gateway), ago=121)
    gateway.says = [unknown, Refused("No.")]
    look(refund.pk)
    assert gateway.verbs == ["look_refund", "refund"]
    gateway.asked.clear()
    return refund


def test_refused_when_it_is_sent_again_it_has_failed_and_is_asked_about(
    gateway: FakeGateway,
) -> None:
    """The first request may have been accepted, and may yet be known."""
    refund = _refused_again(gateway)
    assert world(refund) == DOUBTED
    gateway.says = [done]
    look(_due(refund).pk)
    assert again(refund).state == "succeeded"
    assert world(refund).returned == "EUR 12.50"
    assert balances() == {}
    assert again(refund).next_look_at is None


def test_refused_at_once_it_is_not_asked_about(gateway: FakeGateway) -> None:
    gateway.says = [Refused("No.")]
    assert world(refund_of()) == FAILED


def test_it_is_asked_about_for_a_day(gateway: FakeGateway) -> None:
    refund = _refused_again(gateway)
    for hours, looks_on in ((23, True), (25, False)):
        Refund.objects.update(settled_at=Now() - timedelta(hours=hours))
        gateway.says = [unknown]
        look(_due(refund).pk)
        assert world(refund) == replace(FAILED, looks_on=looks_on)
    assert gateway.verbs == ["look_refund"] * 2


def test_once_the_gateway_itself_says_no_it_is_asked_no_more(gateway: FakeGateway) -> None:
    refund = _refused_again(gateway)
    gateway.says = [not_done]
    look(_due(refund).pk)
    assert world(refund) == FAILED
    assert look_at_due(10) == 0


def test_what_was_accepted_after_all_is_asked_about_until_it_ends(gateway: FakeGateway) -> None:
    refund = _refused_again(gateway)
    moment = Now() - timedelta(days=3)
    Refund.objects.update(settled_at=moment, sent_at=moment)
    for _ in range(2):
        look(_due(refund).pk)
    gateway.says = [unknown]
    assert gateway.verbs == ["look_refund"] * 2
    assert world(refund) == DOUBTED
    assert cases_of(refund) == []  # it was begun a moment ago
    gateway.says = [done]
    look(_due(refund).pk)
    assert again(refund).state == "succeeded"


def test_a_success_that_finds_its_money_gone_is_a_persons_and_asked_about_no_more(
    gateway: FakeGateway,
) -> None:
    payment = paid()
    refund = _sent(_due(in_flight(gateway, payment)), ago=121)
    gateway.says = [unknown, Refused("No."), done, done]
    look(refund.pk)
    refund_of(payment, amount="0.01")  # meanwhile a part was returned anew
    look(_due(refund).pk)
    assert world(refund) == replace(FAILED, returned="EUR 0.01")
    assert [kind for kind, _ in cases_of(refund)] == ["disagreement"]


# --- Money that the gateway took back before it was returned --------------------------------------


def test_what_nobody_knows_of_money_that_was_taken_back_has_never_been_accepted(
    gateway: FakeGateway,
) -> None:
    refund = _sent(_waiting(gateway), ago=121)
    reverse(again(refund).payment)
    gateway.says = [unknown]
    look(refund.pk)
    assert gateway.verbs == ["look_refund"]
    assert world(refund) == DOUBTED
    assert again(refund).failure_code == "never_accepted"
    assert balances() == {"clearing:momo": "EUR -12.50", "orders": "EUR 12.50"}
    ((kind, why),) = cases_of(refund)
    assert kind == "refund"
    assert "whether it took this part too, only the gateway can say." in why


def test_right_after_it_was_sent_it_may_not_be_known_yet(gateway: FakeGateway) -> None:
    refund = _sent(_waiting(gateway), ago=119)
    reverse(again(refund).payment)
    gateway.says = [unknown]
    look(refund.pk)
    assert again(refund).state == "pending"


def test_what_the_gateway_had_accepted_stays_in_doubt(gateway: FakeGateway) -> None:
    refund = _sent(accepted(gateway), ago=3600)
    reverse(again(refund).payment)
    gateway.says = [unknown]
    look(refund.pk, whether_due_or_not=True)
    assert world(refund) == WAITING


def test_who_hears_meanwhile_that_it_was_accepted_keeps_it(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    settle(told(refund, Outcome.PENDING))
    settle(told(refund, Outcome.FAILED, code="never_accepted"))
    assert world(refund) == WAITING


def test_it_turns_up_all_the_same_and_a_person_decides(gateway: FakeGateway) -> None:
    refund = _sent(_waiting(gateway), ago=121)
    reverse(again(refund).payment)
    gateway.says = [unknown, done]
    look(refund.pk)
    look(_due(refund).pk)
    assert (again(refund).state, again(refund).next_look_at) == ("failed", None)
    assert [kind for kind, _ in cases_of(refund)] == ["refund", "disagreement"]


# --- Somebody says that there is news -------------------------------------------------------------


def test_of_what_has_failed_one_answer_is_enough(gateway: FakeGateway) -> None:
    """Whoever says that there is news costs one question, and no more than that."""
    refund = _waiting(gateway)
    settle(not_done(refund))
    for says in (not_done, unknown):
        Refund.objects.update(settled_at=Now() - timedelta(days=2))
        ask_soon(_looked_at_long_ago(refund))
        gateway.says = [says]
        assert [look_at_due(10), look_at_due(10)] == [1, 0]
        assert world(refund) == FAILED


def test_without_an_answer_it_is_asked_again(gateway: FakeGateway) -> None:
    refund = _waiting(gateway)
    settle(not_done(refund))
    ask_soon(again(refund))
    gateway.says = [Unreachable("down"), done]
    for _ in range(2):
        look(_due(refund).pk)
    assert again(refund).state == "succeeded"


def _looked_at_long_ago(refund: Refund) -> Refund:
    Refund.objects.filter(looked_at__isnull=False).update(looked_at=Now() - timedelta(1))
    return again(refund)


# --- In doubt for days ----------------------------------------------------------------------------


def _from_days_ago(days: int) -> Refund:
    payment = paid()
    payment.returned_minor = 1250
    payment.save(update_fields=["returned_minor"])
    moment = Now() - timedelta(days=days)
    return Refund.objects.create(
        payment=payment,
        amount_minor=1250,
        currency="EUR",
        source="orders",
        created_at=moment,
        sent_at=moment,
        next_look_at=Now(),
    )


def test_what_has_failed_and_is_on_its_way_all_the_same_is_told_too(gateway: FakeGateway) -> None:
    refund = _from_days_ago(3)
    gateway.says = [unknown, Refused("No."), unknown]
    look(refund.pk)
    look(_due(refund).pk)
    assert cases_of(refund) == []  # the gateway knows nothing of it
    look(_due(refund).pk)
    assert [kind for kind, _ in cases_of(refund)] == ["no_answer"]
    gateway.says = [not_done]
    look(_due(refund).pk)
    assert [kind for kind, _ in cases_of(refund)] == []
