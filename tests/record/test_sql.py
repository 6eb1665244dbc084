"""Every guard that migrations put into the database is there, on every table that needs one."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import Error as DatabaseError

pytestmark = pytest.mark.django_db

_GUARDS = {
    ("ledger_entry", "an_entry_balances"),
    ("ledger_transfer", "a_transfer_balances"),
    ("orders_order", "orders_order_keeps_its_value"),
    ("payments_payment", "payments_payment_keeps_its_value"),
}
_ONLY_GROW = ("ledger_entry", "ledger_transfer", "orders_line", "record_change")


def _ask(question: str) -> set[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return set(cursor.fetchall())


def test_every_guard_is_there_and_awake() -> None:
    grow = {(table, f"{table}_only_grows") for table in _ONLY_GROW}
    stay = {(table, f"{table}_is_never_emptied") for table in _ONLY_GROW}
    found = _ask(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgenabled = 'O'"
    )
    assert _GUARDS | grow | stay <= found


@pytest.mark.parametrize("table", _ONLY_GROW)
def test_what_only_grows_is_not_emptied_either_not_even_from_above(table: str) -> None:
    with (
        pytest.raises(DatabaseError, match=f"{table} only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_every_rule_of_a_model_is_in_the_database() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("nauli.")]
    declared = {
        (model._meta.db_table, rule.name) for model in ours for rule in model._meta.constraints
    }
    found = _ask(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE convalidated"
        " UNION SELECT indrelid::regclass::text, indexrelid::regclass::text FROM pg_index"
        " WHERE indisunique AND indisvalid"
    )
    assert len(declared) > 20
    assert declared <= found
