from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from nauli.kit.money import Money
from nauli.ledger.models import Entry, Transfer
from nauli.ledger.post import post

pytestmark = pytest.mark.django_db


def _book(*lines: dict[str, Any]) -> None:
    """Write a transfer of these lines past every check of ours."""
    line = {"account": "a", "side": "debit", "amount_minor": 1, "currency": "EUR"}
    with transaction.atomic():
        transfer = Transfer.objects.create(key="k", description="")
        for different in lines:
            Entry.objects.create(transfer=transfer, **{**line, **different})


@pytest.mark.parametrize(
    ("different", "constraint"),
    [
        ({"amount_minor": 0}, "an_entry_moves_something"),
        ({"amount_minor": -1}, "an_entry_moves_something"),
        ({"side": "both"}, "an_entry_is_debit_or_credit"),
        ({"side": ""}, "an_entry_is_debit_or_credit"),
    ],
)
def test_the_database_refuses_an_entry_that_cannot_be(
    different: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        _book(different)
    assert not Entry.objects.exists()


def test_an_account_stands_once_on_each_side_of_a_transfer() -> None:
    with pytest.raises(IntegrityError, match="an_account_stands_once_on_each_side_of_a_transfer"):
        _book({}, {"amount_minor": 2})
    _book({}, {"side": "credit"}, {"currency": "UGX"}, {"side": "credit", "currency": "UGX"})


def test_a_cause_is_booked_once() -> None:
    told: dict[str, Any] = {"debit": "a", "credit": "b", "key": "k", "description": ""}
    post(amount=Money(1, "EUR"), **told)
    with pytest.raises(IntegrityError, match="ledger_transfer_key"), transaction.atomic():
        post(amount=Money(1, "EUR"), **told)
    assert Entry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", [[], [{"side": "credit", "currency": "UGX"}]])
def test_a_transfer_of_one_entry_or_in_two_currencies_cannot_be_committed(
    other: list[dict[str, Any]],
) -> None:
    with pytest.raises(IntegrityError, match=r"fewer than two|does not balance"):
        _book({}, *other)
    assert not Transfer.objects.exists()
