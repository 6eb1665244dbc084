"""A case's money goes back once, however often a person presses the same keys."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models.functions import Now

from nauli.cases.close import UnknownCase
from nauli.cases.models import Case
from nauli.desk.audit import find_violations
from nauli.desk.audits.keys import CHECKS
from nauli.desk.explain import explain
from nauli.desk.refund_case import Returned, refund_case
from nauli.gateways.contract import Refused, Unsure
from nauli.idempotency.claim import KeyInUse
from nauli.idempotency.models import Key
from nauli.kit.money import InvalidMoney, Money
from nauli.payments.models import Payment
from nauli.refunds.errors import NothingToRefund, RefundTooLarge
from nauli.refunds.models import Refund
from tests.fakes import FakeGateway
from tests.refunds.world import done, unapplied

pytestmark = pytest.mark.django_db


# What the audit says of keys, of which ours belongs to no client.
_ABOUT_KEYS = {check.name for check in CHECKS} - {"a-payment-keeps-its-key"}


@pytest.fixture
def case(gateway: FakeGateway) -> int:
    """The case of EUR 12.50 that pay nothing."""
    payment = unapplied()
    gateway.asked.clear()
    return Case.objects.get(fact=payment.reference).pk


def _paid_back(case: int) -> int:
    return Payment.objects.get(reference=Case.objects.get(pk=case).fact).returned_minor


def _press(case: int, amount: str | None = None) -> Returned:
    return refund_case(case, amount=amount)


def test_all_of_it_goes_back_once_and_the_case_is_closed(case: int, gateway: FakeGateway) -> None:
    gateway.says = [done]
    first, second = _press(case), _press(case)
    assert (first.again, second.again) == (False, True)
    assert first.refund.pk == second.refund.pk
    assert (second.refund.state, second.refund.amount) == ("succeeded", Money(1250, "EUR"))
    assert gateway.verbs == ["refund"]
    assert Case.objects.get(pk=case).closed_at is not None
    with connection.cursor() as cursor:
        found = {violation.check.name for violation in find_violations(cursor)}
    assert found.isdisjoint(_ABOUT_KEYS)


def test_its_story_says_that_it_was_asked_for_at_the_terminal(case: int) -> None:
    refund = _press(case).refund
    (asked,) = [step for step in explain(refund.payment).steps if step.kind == "request"]
    assert asked.title.startswith("a refund was asked for under key case/")
    assert asked.detail == "at the terminal"


def test_the_same_part_is_the_same_refund_however_it_is_written(
    case: int, gateway: FakeGateway
) -> None:
    gateway.says = [done, done]
    pressed = [_press(case, amount) for amount in ("5", "5.00", "5.0", "2.50", "5")]
    assert [one.again for one in pressed] == [False, True, True, False, True]
    assert _paid_back(case) == 750
    assert gateway.verbs == ["refund"] * 2


def test_what_has_failed_may_be_tried_anew(case: int, gateway: FakeGateway) -> None:
    gateway.says = [Refused("No."), done]
    assert _press(case, "5").refund.state == "failed"
    second, third = _press(case, "5"), _press(case, "5")
    assert (second.again, second.refund.state) == (False, "succeeded")
    assert (third.again, third.refund.pk) == (True, second.refund.pk)
    assert _paid_back(case) == 500


def test_what_has_failed_of_another_amount_makes_no_second_refund(
    case: int, gateway: FakeGateway
) -> None:
    gateway.says = [done, Refused("No.")]
    _press(case, "5")
    _press(case, "7")
    assert _press(case, "5").again
    assert _paid_back(case) == 500


def test_what_is_on_its_way_is_not_asked_for_again(case: int, gateway: FakeGateway) -> None:
    gateway.says = [Unsure("timeout")]
    assert _press(case).refund.state == "pending"
    assert _press(case).again
    assert Refund.objects.count() == 1


def test_where_the_first_died_the_second_goes_on_from_there(
    case: int, gateway: FakeGateway
) -> None:
    gateway.says = [RuntimeError("killed in between")]
    with pytest.raises(RuntimeError):
        _press(case)
    with pytest.raises(KeyInUse):
        _press(case)
    Key.objects.update(lease_until=Now())
    gateway.says = [done]
    second = _press(case)
    assert (second.again, second.refund.state) == (True, "succeeded")
    assert gateway.verbs == ["refund", "look_refund"]


@pytest.mark.parametrize("amount", ["0", "-1", "much", "1.005"])
def test_an_amount_that_is_none_moves_nothing(case: int, amount: str) -> None:
    with pytest.raises(InvalidMoney):
        _press(case, amount)
    assert not Key.objects.exists()


def test_no_more_goes_back_than_came(case: int) -> None:
    with pytest.raises(RefundTooLarge):
        _press(case, "12.51")
    assert not Key.objects.exists()


@pytest.mark.parametrize("number", [0, -1, 999_999, 2**63])
def test_a_case_that_nobody_knows_is_said_so(number: int) -> None:
    with pytest.raises(UnknownCase):
        refund_case(number, amount=None)


def test_a_case_about_no_payment_has_nothing_to_return() -> None:
    case = Case.objects.create(kind="event", fact="1", detail="It fits nothing.")
    with pytest.raises(NothingToRefund):
        refund_case(case.pk, amount=None)
