from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import Error as DatabaseError

from nauli.kit.money import Money
from nauli.ledger.models import Entry, Side, Transfer
from nauli.ledger.post import post

TEN = Money(1000, "EUR")


def _post(key: str = "payment/A") -> Transfer:
    return post(debit="clearing:momo", credit="orders", amount=TEN, key=key, description="a test")


@pytest.mark.django_db
def test_a_transfer_debits_one_account_and_credits_another() -> None:
    transfer = _post()
    lines = [(e.side, e.account, e.amount) for e in transfer.entries.order_by("id")]
    assert lines == [("debit", "clearing:momo", TEN), ("credit", "orders", TEN)]


@pytest.mark.django_db
def test_a_cause_is_booked_once() -> None:
    _post()
    with pytest.raises(IntegrityError), transaction.atomic():
        _post()
    assert Transfer.objects.count() == 1


@transaction.atomic
def _book(*lines: tuple[Side, int, str]) -> None:
    transfer = Transfer.objects.create(key="by hand", description="")
    for side, minor, currency in lines:
        Entry.objects.create(
            transfer=transfer, account="a", side=side, amount_minor=minor, currency=currency
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "lines",
    [
        ((Side.DEBIT, 1000, "EUR"), (Side.CREDIT, 999, "EUR")),
        ((Side.DEBIT, 5, "EUR"), (Side.CREDIT, 5, "UGX")),
        ((Side.DEBIT, 5, "EUR"), (Side.DEBIT, 5, "UGX")),
    ],
)
def test_a_transfer_that_does_not_balance_in_each_currency_cannot_be_committed(
    lines: tuple[tuple[Side, int, str], ...],
) -> None:
    with pytest.raises(IntegrityError, match="does not balance"):
        _book(*lines)
    assert Transfer.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_transfer_without_entries_cannot_be_committed() -> None:
    with pytest.raises(IntegrityError, match="fewer than two"), transaction.atomic():
        Transfer.objects.create(key="empty", description="")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["ledger_transfer", "ledger_entry"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_the_ledger_only_grows(table: str, statement: str) -> None:
    with transaction.atomic():
        _post()
    with (
        pytest.raises(DatabaseError, match="only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))
    assert (Transfer.objects.count(), Entry.objects.count()) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_added_to_a_transfer_that_balances() -> None:
    with transaction.atomic():
        transfer = _post()
    with pytest.raises(IntegrityError, match="does not balance"):
        Entry.objects.create(
            transfer=transfer, account="late", side=Side.DEBIT, amount_minor=1, currency="EUR"
        )
    assert Entry.objects.count() == 2
