"""`nauli cases`, as a process of its own on the test's database."""

from __future__ import annotations

import getpass

import pytest

from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from nauli.kit.money import Money
from nauli.record.models import Change
from tests.factories import new_payment
from tests.processes import environment, run_nauli

pytestmark = pytest.mark.django_db(transaction=True)


def test_cases_are_listed_and_closed() -> None:
    assert run_nauli("cases").stdout == "No case is open.\n"
    payment = new_payment()
    amount = Money(25000, "UGX")
    raise_case(
        Case.Kind.UNAPPLIED,
        payment.reference,
        detail="The goods are gone.",
        payment=payment.pk,
        amount=amount,
    )
    case = Case.objects.get()
    listed = run_nauli("cases").stdout
    for word in (str(case.pk), "unapplied", payment.reference, "UGX 25,000", "The goods are gone."):
        assert word in listed

    refused = run_nauli("cases", "close", str(case.pk), "--resolution", " ")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
    done = run_nauli("cases", "close", str(case.pk), "--resolution", "Paid back in cash.")
    assert done.stdout == f"Case {case.pk} (unapplied {payment.reference}) is closed.\n"
    assert done.stderr == ""  # people read this, and no line of a log
    assert Change.objects.get(after="closed").actor == f"operator:{getpass.getuser()}"
    assert run_nauli("cases").stdout == "No case is open.\n"
    assert "Paid back in cash." in run_nauli("cases", "--all").stdout


def test_a_case_that_names_no_amount_is_over_its_payments() -> None:
    payment = new_payment()
    raise_case(Case.Kind.EVENT, 44, detail="A signed event says failed.", payment=payment.pk)
    raise_case(Case.Kind.EVENT, 45, detail="A signed event's body is not JSON.")
    first, _, second, *_ = run_nauli("cases").stdout.splitlines()
    assert first.endswith(f"  event  {payment.reference}  EUR 12.50")
    assert second.endswith("  event  no payment of ours")


def test_who_decided_can_be_named() -> None:
    raise_case(Case.Kind.EVENT, 44, detail="A signed event says failed.")
    number = str(Case.objects.get().pk)
    done = run_nauli("cases", "close", number, "--resolution", "Theirs.", "--by", "Rose Achieng")
    assert done.returncode == 0, done.stderr
    assert Change.objects.get(after="closed").actor == "operator:Rose Achieng"


def test_an_account_without_a_name_can_close_too() -> None:
    raise_case(Case.Kind.EVENT, 44, detail="A signed event says failed.")
    env = environment()
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        env.pop(name, None)
    number = str(Case.objects.get().pk)
    assert run_nauli("cases", "close", number, "--resolution", "Theirs.", env=env).returncode == 0
    assert Change.objects.get(after="closed").actor.startswith("operator:")
