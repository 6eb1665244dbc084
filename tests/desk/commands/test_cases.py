"""`nauli cases`, as a process of its own on the test's database."""

from __future__ import annotations

import pytest

from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from nauli.kit.money import Money
from tests.processes import run_nauli

pytestmark = pytest.mark.django_db(transaction=True)


def test_cases_are_listed_and_closed() -> None:
    assert run_nauli("cases").stdout == "No case is open.\n"
    amount = Money(25000, "UGX")
    raise_case(Case.Kind.UNAPPLIED, "NAU-1", detail="The goods are gone.", amount=amount)
    case = Case.objects.get()
    listed = run_nauli("cases").stdout
    for word in (str(case.pk), "unapplied", "NAU-1", "UGX 25,000", "The goods are gone."):
        assert word in listed

    refused = run_nauli("cases", "close", str(case.pk), "--resolution", " ")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
    done = run_nauli("cases", "close", str(case.pk), "--resolution", "Paid back in cash.")
    assert done.stdout == f"Case {case.pk} (unapplied NAU-1) is closed.\n"
    assert run_nauli("cases").stdout == "No case is open.\n"
    assert "Paid back in cash." in run_nauli("cases", "--all").stdout
