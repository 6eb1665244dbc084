"""What a person is asked about a refund, and what answers it."""

from __future__ import annotations

import pytest

from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from nauli.kit.money import Money
from nauli.payments.models import Payment
from nauli.refunds.settle import settle
from tests.fakes import FakeGateway
from tests.refunds.world import (
    FAILED,
    accepted,
    again,
    cases_of,
    done,
    in_flight,
    not_done,
    paid,
    suspended,
    unapplied,
    world,
)

pytestmark = pytest.mark.django_db


def test_what_was_on_its_way_and_failed_is_put_before_a_person(gateway: FakeGateway) -> None:
    refund = accepted(gateway)
    settle(not_done(refund))
    assert world(refund) == FAILED
    ((kind, why),) = cases_of(refund)
    assert kind == "refund"
    assert why == (
        "A refund of EUR 12.50 that was on its way has failed: NOT GIVEN BACK. Nothing has gone"
        " back."
    )
    case = Case.objects.get(kind="refund")
    assert (case.payment, case.order) == (refund.payment_id, refund.payment.order_id)
    assert case.amount == refund.amount


def test_late_success_answers_what_a_person_was_asked(gateway: FakeGateway) -> None:
    refund = accepted(gateway)
    settle(not_done(refund))
    payment = again(refund).payment
    raise_case(Case.Kind.REFUND, payment.reference, detail="An event says so.", payment=payment.pk)
    settle(done(refund))
    assert [case.closed_at is not None for case in Case.objects.all()] == [True, True]
    resolutions = Case.objects.order_by("pk").values_list("resolution", flat=True)
    assert list(resolutions) == [
        "It has gone back after all.",
        "All of it is known to have gone back.",
    ]


def test_the_case_of_a_failed_refund_ends_when_the_money_goes_by_others(
    gateway: FakeGateway,
) -> None:
    failed = accepted(gateway)
    settle(not_done(failed))
    assert len(cases_of(failed)) == 1
    payment = again(failed).payment
    settle(done(in_flight(gateway, payment, amount="2.50")))
    assert len(cases_of(failed)) == 1
    settle(done(in_flight(gateway, payment)))
    assert cases_of(failed) == []


def test_while_something_is_left_an_event_that_says_more_stays_a_question(
    gateway: FakeGateway,
) -> None:
    payment = paid()
    raise_case(Case.Kind.REFUND, payment.reference, detail="An event says so.", payment=payment.pk)
    settle(done(in_flight(gateway, payment, amount="2.50")))
    assert Case.objects.get().closed_at is None


def _open(payment: Payment) -> list[str]:
    return list(
        Case.objects.filter(fact=payment.reference, closed_at=None).values_list("kind", flat=True)
    )


def test_the_case_of_unapplied_money_ends_when_all_of_it_has_gone(gateway: FakeGateway) -> None:
    payment = unapplied()
    settle(done(in_flight(gateway, payment, amount="2.50")))
    assert _open(payment) == ["unapplied"]
    settle(done(in_flight(gateway, payment)))
    assert _open(payment) == []
    case = Case.objects.get(fact=payment.reference)
    assert case.resolution == "All of it was returned to the customer."


def test_the_case_of_a_misfit_ends_when_all_that_came_has_gone(gateway: FakeGateway) -> None:
    payment = suspended(Money(41000, "UGX"))
    assert _open(payment) == ["mismatch"]
    settle(done(in_flight(gateway, payment)))
    assert _open(payment) == []


@pytest.mark.parametrize("first", ["the part", "the rest"])
def test_while_a_part_is_on_its_way_the_case_stays_open(gateway: FakeGateway, first: str) -> None:
    payment = unapplied()
    part, rest = in_flight(gateway, payment, amount="2.50"), in_flight(gateway, payment)
    one, other = (part, rest) if first == "the part" else (rest, part)
    settle(done(one))
    assert _open(payment) == ["unapplied"]
    settle(done(other))
    assert _open(payment) == []


def test_what_was_not_returned_is_still_owed(gateway: FakeGateway) -> None:
    payment = unapplied()
    settle(not_done(in_flight(gateway, payment)))
    assert _open(payment) == ["unapplied"]


def test_giving_back_what_paid_an_order_closes_no_case(gateway: FakeGateway) -> None:
    owed = unapplied()
    paying = Payment.objects.get(order=owed.order_id, booked_to="orders")
    settle(done(in_flight(gateway, paying)))
    assert _open(owed) == ["unapplied"]
