"""`nauli cases`, on the test's database."""

from __future__ import annotations

import getpass

import pytest

from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from nauli.kit.money import Money
from nauli.record.models import Change
from nauli.refunds.models import Refund
from tests.factories import new_payment
from tests.gateways.scripted import reply, scripted
from tests.processes import environment, run_nauli, start_nauli
from tests.refunds.world import unapplied

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
    assert start_nauli("cases", "close", number, "--resolution", "Theirs.", env=env).returncode == 0
    assert Change.objects.get(after="closed").actor.startswith("operator:")


# A gateway that is set up, and that nobody reaches.
_SILENT = {
    "MOMO_BASE_URL": "http://127.0.0.1:9",
    "MOMO_TARGET_ENVIRONMENT": "sandbox",
    **{
        f"MOMO_{product}{name}": value
        for product in ("", "DISBURSEMENT_")
        for name, value in (
            ("SUBSCRIPTION_KEY", "0" * 32),
            ("API_USER", "11111111-1111-4111-8111-111111111111"),
            ("API_KEY", "0" * 32),
        )
    },
}


def _refunding(case: Case, *more: str, **env: str) -> tuple[int, str, str]:
    told = environment(**{**_SILENT, **env})
    done = start_nauli("cases", "refund", str(case.pk), *more, env=told)
    return done.returncode, done.stdout, done.stderr


def test_money_is_returned_from_its_case_and_no_more_often_than_once() -> None:
    """A gateway that is not reached has not refused: it is on its way, and stays so."""
    payment = unapplied()
    case = Case.objects.get(fact=payment.reference)
    status, told, errors = _refunding(case, "--amount", "2.50", "--by", "Rose Achieng")
    refund = Refund.objects.get()
    assert (status, errors) == (0, "")
    assert told == (
        f"EUR 2.50, refund {refund.reference}, is on its way; `nauli explain` tells what becomes"
        " of it.\n"
    )
    status, told, _ = _refunding(case, "--amount", "2.5")
    assert (status, told.startswith("It was asked for before. EUR 2.50, refund")) == (0, True)
    assert Refund.objects.count() == 1
    assert Change.objects.get(subject="refund").actor == "operator:Rose Achieng"


def test_what_cannot_be_returned_is_one_sentence() -> None:
    raise_case(Case.Kind.EVENT, 44, detail="A signed event says failed.")
    case = Case.objects.get()
    assert _refunding(case) == (1, "", "This case is about no payment of ours.\n")


def test_what_the_gateway_refuses_has_not_gone_back() -> None:
    payment = unapplied()
    case = Case.objects.get(fact=payment.reference)
    with scripted() as server:
        token = '{"access_token": "t", "expires_in": 3600}'
        server.on("/disbursement/token/", reply(200, token))
        server.on("/disbursement/v1_0/refund", reply(400, '{"message": "Not today"}'))
        status, told, errors = _refunding(case, MOMO_BASE_URL=server.url)
    refund = Refund.objects.get()
    assert (status, errors, refund.state) == (1, "", "failed")
    assert told.startswith(f"EUR 12.50, refund {refund.reference}, has not gone back: MoMo refused")
    assert Case.objects.get(pk=case.pk).closed_at is None
