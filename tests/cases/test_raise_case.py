from __future__ import annotations

from functools import partial
from uuid import UUID

import pytest
from django.db import IntegrityError

from nauli.cases.close import close_case
from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from nauli.kit.money import Money
from nauli.record.models import Change
from tests.together import together

pytestmark = pytest.mark.django_db

PAYMENT = UUID("6f3c1b0e-8a52-4c1d-9d57-2b7e0f6a4c11")


def _raise(kind: Case.Kind = Case.Kind.UNAPPLIED, fact: str = "NAU-1") -> None:
    raise_case(
        kind, fact, detail="Owed back.", payment=PAYMENT, order=PAYMENT, amount=Money(1250, "EUR")
    )


def test_a_case_says_what_it_is_about_and_leaves_a_record() -> None:
    _raise()
    case = Case.objects.get()
    assert (case.kind, case.fact, case.detail) == ("unapplied", "NAU-1", "Owed back.")
    assert (case.payment, case.order, case.amount) == (PAYMENT, PAYMENT, Money(1250, "EUR"))
    assert (case.closed_at, case.resolution) == (None, "")
    change = Change.objects.get(subject="case")
    assert (change.subject_id, change.after, change.reason) == (str(case.pk), "open", "Owed back.")


def test_what_is_told_again_is_the_same_case() -> None:
    for _ in range(3):
        _raise()
    assert Case.objects.count() == 1
    assert Change.objects.filter(subject="case").count() == 1


def test_another_kind_or_another_fact_is_another_case() -> None:
    _raise()
    _raise(kind=Case.Kind.DISAGREEMENT)
    _raise(fact="NAU-2")
    assert Case.objects.count() == 3


def test_what_comes_back_after_it_was_closed_is_a_new_case() -> None:
    _raise()
    close_case(Case.objects.get().pk, resolution="Paid back in cash.")
    _raise()
    assert Case.objects.filter(closed_at=None).count() == 1
    assert Case.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_raised_by_many_at_once_it_is_one_case() -> None:
    assert together([partial(_raise)] * 8) == [None] * 8
    assert Case.objects.count() == 1


def test_long_words_are_cut() -> None:
    raise_case(Case.Kind.EVENT, 7, detail="x" * 500)
    case = Case.objects.get()
    assert (case.fact, case.detail, case.amount) == ("7", "x" * 300, None)


def test_the_database_itself_keeps_one_open_case_per_fact() -> None:
    _raise()
    with pytest.raises(IntegrityError, match="one_open_case_per_fact"):
        Case.objects.create(kind="unapplied", fact="NAU-1", detail="again")
