"""What a gateway tells of a payment that was set aside already: a person decides, and must know."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nauli.cases.close import answered, close_case
from nauli.cases.models import Case
from nauli.gateways.contract import Report
from nauli.kit.money import Money
from nauli.payments.look import look
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from tests.factories import failed, new_payment, pending, succeeded
from tests.fakes import FakeGateway
from tests.payments.world import BOOKED, again, cases_of, world

pytestmark = pytest.mark.django_db(transaction=True)

IN_SUSPENSE = [("debit", "clearing:momo", "EUR 12.50"), ("credit", "suspense", "EUR 12.50")]


def _with_the_number_of_another() -> Payment:
    settle(succeeded(new_payment(), transaction="T1"))
    payment = settle(succeeded(new_payment(), transaction="T1"))
    assert (payment.state, payment.booked_to) == ("set_aside", "")
    return payment


def _close() -> None:
    close_case(Case.objects.get(closed_at=None).pk, resolution="MTN will mend its number.")


@pytest.mark.parametrize("closed", [True, False])
def test_money_whose_own_number_is_told_later_is_booked_and_told_to_a_person(
    gateway: FakeGateway, *, closed: bool
) -> None:
    payment = _with_the_number_of_another()
    if closed:
        _close()
    gateway.says = [succeeded(payment, transaction="T2")]
    look(payment.pk, whether_due_or_not=True)
    assert world(payment).books == BOOKED + IN_SUSPENSE
    now = again(payment)
    assert (now.state, now.booked_to, now.transaction) == ("set_aside", "suspense", "T2")
    assert now.captured == Money(1250, "EUR")
    why = "Asked for EUR 12.50; told EUR 12.50, gateway transaction T2."
    assert cases_of(payment) == [("mismatch", why)]
    assert Case.objects.get(closed_at=None).amount == Money(1250, "EUR")
    assert gateway.verbs == ["look"]


@pytest.mark.parametrize("again_", ["the same", "pending"])
def test_what_was_told_before_is_no_news(again_: str) -> None:
    payment = _with_the_number_of_another()
    _close()
    settle(succeeded(payment, transaction="T1") if again_ == "the same" else pending(payment))
    assert cases_of(payment) == []
    assert world(payment).books == BOOKED


def test_money_that_was_returned_is_no_news_when_it_is_told_again() -> None:
    payment = settle(succeeded(new_payment(), amount=Money(9900, "EUR"), transaction="T1"))
    answered(Case.Kind.MISMATCH, payment.reference, resolution="All of it was returned.")
    settle(succeeded(payment, amount=Money(9900, "EUR"), transaction="T1"))
    assert cases_of(payment) == []
    assert len(world(payment).books) == 2


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (lambda p: succeeded(p, amount=Money(9900, "EUR"), transaction="T2"), "T2"),
        (failed, "has now failed"),
    ],
)
def test_what_is_new_of_money_in_suspense_is_told_and_booked_once(
    report: object, words: str
) -> None:
    payment = settle(succeeded(new_payment(), amount=Money(9900, "EUR"), transaction="T1"))
    _close()
    assert callable(report)
    told: Report = report(payment)
    settle(told)
    ((kind, why),) = cases_of(payment)
    assert (kind, words in why) == ("mismatch", True)
    assert len(world(payment).books) == 2
    assert (again(payment).state, again(payment).transaction) == ("set_aside", "T1")


def test_an_event_is_a_case_of_its_own() -> None:
    payment = _with_the_number_of_another()
    _close()
    settle(succeeded(payment), asked=False)
    assert cases_of(payment) == []


@pytest.mark.parametrize("minor", [0, -1250])
def test_a_case_names_no_amount_that_is_none(minor: int) -> None:
    payment = settle(succeeded(new_payment(), amount=Money(minor, "EUR"), transaction="T1"))
    assert payment.state == "set_aside"
    assert Case.objects.get().amount is None
    assert world(payment).books == []


def test_without_an_amount_nothing_is_booked_later_either() -> None:
    payment = _with_the_number_of_another()
    settle(replace(succeeded(payment, transaction="T2"), amount=None))
    assert world(payment).books == BOOKED
    assert "told no amount" in cases_of(payment)[0][1]
