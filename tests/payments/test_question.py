from __future__ import annotations

from dataclasses import replace

import pytest

from nauli.cases.models import Case
from nauli.gateways.contract import Report
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from tests.factories import new_payment, succeeded
from tests.payments.world import again, cases_of

pytestmark = pytest.mark.django_db


def _given_back(payment: Payment) -> Report:
    return replace(succeeded(payment, transaction="T1"), given_back=True)


@pytest.mark.parametrize("heard_before", [False, True])
def test_money_that_went_back_without_a_refund_of_ours_is_asked_about(
    *, heard_before: bool
) -> None:
    """Its order is paid and its goods may go out, although nobody has paid for them any more."""
    payment = new_payment()
    if heard_before:
        settle(succeeded(payment, transaction="T1"))
    settle(_given_back(payment))
    assert again(payment).state == "succeeded"
    ((kind, why),) = cases_of(payment)
    assert (kind, "our books know EUR 0.00" in why) == ("refund", True)
    assert Case.objects.get().amount == payment.amount


def test_what_our_own_refunds_returned_is_no_question() -> None:
    payment = settle(succeeded(new_payment(), transaction="T1"))
    Payment.objects.filter(pk=payment.pk).update(returned_minor=payment.amount_minor)
    settle(_given_back(payment))
    assert cases_of(payment) == []


def test_what_came_and_stayed_is_no_question() -> None:
    payment = settle(succeeded(new_payment(), transaction="T1"))
    settle(succeeded(payment, transaction="T1"))
    assert cases_of(payment) == []
