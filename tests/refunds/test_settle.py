"""Every branch of settle: what moves, what does not, and that nothing moves twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import transaction

from nauli.gateways.contract import Outcome, Refused, Report
from nauli.kit.money import Money
from nauli.ledger.models import Transfer
from nauli.notifications.models import Message
from nauli.payments.models import Payment
from nauli.payments.reverse import reverse
from nauli.record.models import Change
from nauli.refunds.errors import UnknownRefund
from nauli.refunds.models import Refund
from nauli.refunds.settle import settle
from tests.fakes import FakeGateway
from tests.refunds.world import (
    FAILED,
    RETURNED,
    STARTED,
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
    unapplied,
    world,
)

pytestmark = pytest.mark.django_db

LATE = replace(
    RETURNED,
    books=[*FAILED.books, ("done", "orders", "clearing:momo", "EUR 12.50")],
)


# --- The plain ends -------------------------------------------------------------------------------


def test_success_moves_refund_books_and_news_together(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    assert balances() == {"clearing:momo": "EUR -12.50", "refunds": "EUR 12.50"}
    settle(told(refund, Outcome.SUCCEEDED, number="R1"))
    assert world(refund) == RETURNED
    assert balances() == {}
    now = again(refund)
    assert (now.number, now.failure_code) == ("R1", "")
    assert now.settled_at is not None
    assert cases_of(refund) == []
    changes = Change.objects.filter(subject="refund").order_by("id")
    assert list(changes.values_list("before", "after", "reason")) == [
        ("", "pending", refund.payment.reference),
        ("pending", "succeeded", ""),
    ]


def test_the_payment_and_its_order_stay_as_they_were(gateway: FakeGateway) -> None:
    payment = paid()
    settle(done(in_flight(gateway, payment)))
    now = Payment.objects.select_related("order").get(pk=payment.pk)
    assert (now.state, now.booked_to, now.order.status) == ("succeeded", "orders", "paid")
    assert (now.captured_minor, now.returned_minor) == (1250, 1250)


def test_failure_puts_the_money_back_where_it_came_from(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    settle(told(refund, Outcome.FAILED, code="not_allowed"))
    assert world(refund) == FAILED
    assert balances() == {"clearing:momo": "EUR -12.50", "orders": "EUR 12.50"}
    now = again(refund)
    assert (now.failure_code, now.failure_message) == ("not_allowed", "NOT GIVEN BACK")
    assert cases_of(refund) == []  # nobody was ever told that it is on its way


def test_a_failure_without_a_code_is_a_refusal_and_its_words_are_cut(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    settle(replace(told(refund, Outcome.FAILED), message="x" * 500))
    now = again(refund)
    assert (now.failure_code, now.failure_message) == ("refused", "x" * 300)


def test_unapplied_money_that_was_not_returned_is_unapplied_again(gateway: FakeGateway) -> None:
    refund = in_flight(gateway, unapplied())
    settle(not_done(refund))
    assert balances()["unapplied"] == "EUR 12.50"
    assert "refunds" not in balances()


def test_accepted_is_pending_with_the_gateways_number(gateway: FakeGateway) -> None:
    refund = accepted(gateway, number="R1")
    assert world(refund) == WAITING
    now = again(refund)
    assert (now.number, now.accepted_at is not None) == ("R1", True)
    settle(told(refund, Outcome.PENDING))
    later = again(refund)
    assert (later.number, later.accepted_at) == ("R1", now.accepted_at)


def test_not_known_there_moves_nothing(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    settle(told(refund, Outcome.UNKNOWN_HERE))
    assert world(refund) == WAITING
    assert again(refund).accepted_at is None


def test_a_reference_that_nobody_knows_is_said_so() -> None:
    with pytest.raises(UnknownRefund):
        settle(Report(reference="NAU-R-NOBODY", outcome=Outcome.SUCCEEDED))


def test_all_or_nothing(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    # The customer was told of this fact already: telling again breaks, and takes all with it.
    Message.objects.create(
        topic="refund_succeeded",
        fact=str(refund.pk),
        channel="sms",
        to="x",
        language="en",
        text="",
    )
    with pytest.raises(Exception, match="one_message_per_fact"), transaction.atomic():
        settle(done(refund))
    assert replace(world(refund), told=[]) == WAITING


# --- Told again -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("report", "end"), [(done, RETURNED), (not_done, FAILED)])
def test_the_same_end_told_again_is_no_news(
    gateway: FakeGateway, report: Callable[[Refund], Report], end: object
) -> None:
    refund = in_flight(gateway)
    for _ in range(3):
        settle(report(refund))
    assert world(refund) == end
    assert cases_of(refund) == []


def test_a_success_told_again_without_an_amount_is_no_news(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    settle(done(refund))
    settle(Report(reference=refund.reference, outcome=Outcome.SUCCEEDED))
    assert world(refund) == RETURNED
    assert cases_of(refund) == []


@pytest.mark.parametrize("end", [done, not_done])
@pytest.mark.parametrize("older", [Outcome.PENDING, Outcome.UNKNOWN_HERE])
def test_an_older_answer_after_the_end_moves_nothing(
    gateway: FakeGateway, end: Callable[[Refund], Report], older: Outcome
) -> None:
    refund = in_flight(gateway)
    settle(end(refund))
    before = world(refund)
    settle(told(refund, older))
    assert world(refund) == before
    assert cases_of(refund) == []


# --- What does not fit ----------------------------------------------------------------------------


def test_another_amount_is_a_disagreement_and_the_state_is_kept(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    for _ in range(2):
        settle(told(refund, Outcome.SUCCEEDED, amount=Money(1000, "EUR")))
    assert world(refund) == WAITING
    ((kind, why),) = cases_of(refund)
    assert kind == "disagreement"
    assert why == (
        "Ours says that a refund of EUR 12.50 is pending, the gateway says succeeded over"
        " EUR 10.00."
    )


def test_another_currency_is_another_amount(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    settle(told(refund, Outcome.SUCCEEDED, amount=Money(1250, "UGX")))
    assert world(refund) == WAITING
    assert cases_of(refund)[0][0] == "disagreement"


def test_a_success_over_no_amount_is_not_believed(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    settle(Report(reference=refund.reference, outcome=Outcome.SUCCEEDED))
    assert world(refund) == WAITING
    assert cases_of(refund)[0][0] == "disagreement"


@pytest.mark.parametrize("outcome", [Outcome.PENDING, Outcome.SUCCEEDED, Outcome.FAILED])
def test_another_number_is_a_disagreement_and_the_number_is_kept(
    gateway: FakeGateway, outcome: Outcome
) -> None:
    refund = accepted(gateway, number="R1")
    settle(told(refund, outcome, number="R2"))
    assert world(refund) == WAITING
    assert again(refund).number == "R1"
    ((kind, why),) = cases_of(refund)
    assert (kind, why.endswith("under number R2.")) == ("disagreement", True)


@pytest.mark.parametrize(("number", "minor"), [("R2", 1250), ("R1", 2500)])
def test_more_told_after_the_end_is_a_disagreement(
    gateway: FakeGateway, number: str, minor: int
) -> None:
    """It may have been given back twice: a person finds out."""
    refund = accepted(gateway, number="R1")
    settle(told(refund, Outcome.SUCCEEDED, number="R1"))
    settle(told(refund, Outcome.SUCCEEDED, number=number, amount=Money(minor, "EUR")))
    assert world(refund) == RETURNED
    assert again(refund).number == "R1"
    assert [kind for kind, _ in cases_of(refund)] == ["disagreement"]


def test_failed_after_it_has_succeeded_is_a_disagreement(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    settle(done(refund))
    settle(not_done(refund))
    assert world(refund) == RETURNED
    assert [kind for kind, _ in cases_of(refund)] == ["disagreement"]
    assert balances() == {}


def test_what_is_said_of_payments_alone_is_a_disagreement(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    settle(told(refund, Outcome.REVERSED))
    assert world(refund) == WAITING
    assert [kind for kind, _ in cases_of(refund)] == ["disagreement"]


# --- Failed, then succeeded -----------------------------------------------------------------------


def test_late_success_is_booked_from_where_the_money_was(gateway: FakeGateway) -> None:
    gateway.says = [Refused("No.")]
    refund = refund_of()
    settle(done(refund))
    assert world(refund) == LATE
    now = again(refund)
    assert (now.failure_code, now.failure_message) == ("", "")
    assert balances() == {}
    assert Change.objects.filter(subject="refund").latest("id").reason == "late"


def test_late_success_of_what_was_refunded_anew_is_not_covered(gateway: FakeGateway) -> None:
    payment = paid()
    gateway.says = [Refused("No."), done]
    refund = refund_of(payment)
    refund_of(payment, amount="0.01")
    before, books = world(refund), balances()
    settle(done(refund))
    assert world(refund) == before
    assert balances() == books
    ((kind, why),) = cases_of(refund)
    assert (kind, "is failed, the gateway says succeeded" in why) == ("disagreement", True)


def test_late_success_of_money_that_the_gateway_took_back_is_not_covered(
    gateway: FakeGateway,
) -> None:
    payment = paid()
    gateway.says = [Refused("No.")]
    refund = refund_of(payment)
    reverse(again(refund).payment)
    settle(done(refund))
    assert again(refund).state == "failed"
    assert balances() == {}
    assert [kind for kind, _ in cases_of(refund)] == ["disagreement"]


def test_late_success_beside_another_that_leaves_room_is_covered(gateway: FakeGateway) -> None:
    payment = paid()
    gateway.says = [Refused("No."), done]
    refund = refund_of(payment, amount="2.50")
    refund_of(payment, amount="10")
    settle(done(refund))
    assert again(refund).state == "succeeded"
    assert balances() == {}


# --- Keys of the books ----------------------------------------------------------------------------


def test_each_step_is_booked_under_its_own_cause(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    settle(not_done(refund))
    settle(done(refund))
    keys = Transfer.objects.filter(key__startswith="refund/").order_by("id")
    assert list(keys.values_list("key", flat=True)) == [
        f"refund/{refund.reference}/{step}" for step in ("started", "failed", "done")
    ]
    assert world(refund).books[0] == STARTED
