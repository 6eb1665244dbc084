from __future__ import annotations

from functools import partial
from uuid import UUID

import pytest
from django.db import IntegrityError

from nauli.cases.close import answered, close_case
from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from nauli.kit.money import Money
from nauli.record.models import Change
from tests.together import together

pytestmark = pytest.mark.django_db

PAYMENT = UUID("6f3c1b0e-8a52-4c1d-9d57-2b7e0f6a4c11")


def _raise(
    kind: Case.Kind = Case.Kind.UNAPPLIED, fact: str = "NAU-1", detail: str = "Owed back."
) -> None:
    raise_case(kind, fact, detail=detail, payment=PAYMENT, order=PAYMENT, amount=Money(1250, "EUR"))


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


def _open() -> list[str]:
    return list(Case.objects.filter(closed_at=None).values_list("detail", flat=True))


def _close() -> None:
    close_case(Case.objects.get(closed_at=None).pk, resolution="Paid back in cash.")


def test_what_a_person_has_decided_stays_decided_while_nothing_else_is_told() -> None:
    _raise()
    _close()
    _raise()
    assert _open() == []
    _raise(detail="Owed back twice.")
    assert _open() == ["Owed back twice."]
    _close()
    _raise(detail="Owed back twice.")
    assert _open() == []
    assert Case.objects.count() == 2


def test_however_long_its_words_are_they_are_known_again() -> None:
    _raise(detail="x" * 500)
    _close()
    _raise(detail="x" * 500)
    assert _open() == []


def test_what_comes_back_after_it_was_answered_is_a_new_case() -> None:
    _raise()
    answered(Case.Kind.UNAPPLIED, "NAU-1", resolution="It has succeeded.")
    _raise()
    assert _open() == ["Owed back."]
    assert Case.objects.count() == 2


def test_an_open_case_says_what_was_told_last_and_the_record_keeps_the_rest() -> None:
    _raise()
    raise_case(Case.Kind.UNAPPLIED, "NAU-1", detail="More.", amount=Money(99, "UGX"))
    raise_case(Case.Kind.UNAPPLIED, "NAU-1", detail="More.", amount=Money(99, "UGX"))
    case = Case.objects.get()
    assert (case.detail, case.amount, case.payment) == ("More.", Money(99, "UGX"), PAYMENT)
    told = Change.objects.filter(subject="case").order_by("id")
    assert list(told.values_list("before", "after", "reason")) == [
        ("", "open", "Owed back."),
        ("open", "open", "More."),
    ]


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
