from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from nauli.cases.models import Case

pytestmark = pytest.mark.django_db


def test_the_database_refuses_a_case_of_an_unknown_kind() -> None:
    with pytest.raises(IntegrityError, match="a_case_is_of_a_known_kind"), transaction.atomic():
        Case.objects.create(kind="whatever", fact="1", detail="")


def test_the_database_closes_no_case_in_silence() -> None:
    case = Case.objects.create(kind=Case.Kind.MISMATCH, fact="1", detail="")
    with pytest.raises(IntegrityError, match="a_closed_case_says_how"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(closed_at=Now())


def test_the_database_keeps_one_open_case_per_kind_and_fact() -> None:
    case = Case.objects.create(kind=Case.Kind.MISMATCH, fact="1", detail="")
    with pytest.raises(IntegrityError, match="one_open_case_per_fact"), transaction.atomic():
        Case.objects.create(kind=Case.Kind.MISMATCH, fact="1", detail="")
    Case.objects.create(kind=Case.Kind.UNAPPLIED, fact="1", detail="")
    Case.objects.filter(pk=case.pk).update(closed_at=Now(), resolution="paid back")
    Case.objects.create(kind=Case.Kind.MISMATCH, fact="1", detail="")
