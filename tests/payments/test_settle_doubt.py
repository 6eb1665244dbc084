"""What was told twice, by whom, and what that leaves in doubt."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from nauli.cases.close import close_case
from nauli.cases.models import Case
from nauli.kit.money import Money
from nauli.ledger.models import Transfer
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from tests.factories import failed, new_payment, pending, succeeded
from tests.payments.world import FAILED, again, cases_of, heard, world

pytestmark = pytest.mark.django_db


def test_failed_twice_books_nothing_whatever_amount_is_named() -> None:
    payment = new_payment()
    settle(failed(payment))
    settle(replace(failed(payment), amount=Money(9900, "EUR")))
    assert world(payment) == FAILED
    assert Transfer.objects.count() == 0


def test_an_event_that_says_failed_against_pending_is_seen_by_a_person_and_asked_on() -> None:
    payment = new_payment()
    settle(failed(payment), asked=False)
    settle(pending(payment))
    assert cases_of(payment) == []  # for a while that is only slowness
    Payment.objects.update(settled_at=Now() - timedelta(minutes=11))
    settle(pending(payment))
    now = again(payment)
    [(_, why)] = cases_of(payment)
    assert "Ours says failed" in why
    assert now.next_look_at is not None
    assert now.state == "failed"


def _said_to_have_succeeded() -> Payment:
    payment = new_payment()
    settle(succeeded(payment), asked=False)
    Payment.objects.update(settled_at=Now() - timedelta(hours=1))
    return payment


def test_a_disagreement_says_the_newest_and_the_money_that_it_is_about() -> None:
    payment = _said_to_have_succeeded()
    for report in (pending(payment), pending(payment), failed(payment)):
        heard(report)
    why = "Ours says succeeded over EUR 12.50, the gateway says failed."
    assert cases_of(payment) == [("disagreement", why)]
    assert Case.objects.get().amount == payment.amount
    assert again(payment).next_look_at is None


def test_a_disagreement_that_a_person_closed_opens_again_only_for_something_new() -> None:
    payment = _said_to_have_succeeded()
    heard(pending(payment))
    close_case(Case.objects.get().pk, resolution="MTN is slow today.")
    heard(pending(payment))
    assert cases_of(payment) == []
    heard(failed(payment))
    assert [kind for kind, _ in cases_of(payment)] == ["disagreement"]
