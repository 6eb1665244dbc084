from __future__ import annotations

from functools import partial

import pytest

from nauli.cases.close import CaseClosed, ResolutionMissing, UnknownCase, answered, close_case
from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from nauli.record.models import Change
from tests.together import together

pytestmark = pytest.mark.django_db


def _case(fact: str = "NAU-1", kind: Case.Kind = Case.Kind.NO_ANSWER) -> Case:
    raise_case(kind, fact, detail="No answer for days.")
    return Case.objects.get(fact=fact, kind=kind)


def test_a_closed_case_says_how_it_was_decided_and_leaves_a_record() -> None:
    case = close_case(_case().pk, resolution="  Paid back in cash.  ")
    assert case.resolution == "Paid back in cash."
    assert case.closed_at is not None
    change = Change.objects.get(subject="case", before="open")
    assert (change.after, change.reason) == ("closed", "Paid back in cash.")


@pytest.mark.parametrize("words", ["", "   ", "x" * 301, "a\x00b"])
def test_without_a_resolution_it_stays_open(words: str) -> None:
    case = _case()
    with pytest.raises(ResolutionMissing):
        close_case(case.pk, resolution=words)
    case.refresh_from_db()
    assert case.closed_at is None


def test_a_case_is_closed_once() -> None:
    case = close_case(_case().pk, resolution="First.")
    with pytest.raises(CaseClosed, match=r"First\."):
        close_case(case.pk, resolution="Second.")
    case.refresh_from_db()
    assert case.resolution == "First."


def test_a_case_that_does_not_exist() -> None:
    with pytest.raises(UnknownCase, match="There is no case 12"):
        close_case(12, resolution="x")


@pytest.mark.django_db(transaction=True)
def test_of_many_who_close_it_at_once_one_does() -> None:
    case = _case()
    came = together([partial(close_case, case.pk, resolution=f"{n}") for n in range(6)])
    assert len([one for one in came if isinstance(one, Case)]) == 1
    assert len([one for one in came if isinstance(one, CaseClosed)]) == 5


def test_an_answer_closes_its_own_case_and_no_other() -> None:
    mine, others = _case(), [_case("NAU-2"), _case(kind=Case.Kind.UNAPPLIED)]
    answered(Case.Kind.NO_ANSWER, "NAU-1", resolution="It has succeeded.")
    mine.refresh_from_db()
    assert mine.resolution == "It has succeeded."
    for other in others:
        other.refresh_from_db()
        assert other.closed_at is None
    answered(Case.Kind.NO_ANSWER, "NAU-1", resolution="Again.")
    assert Change.objects.filter(subject="case", after="closed").count() == 1
