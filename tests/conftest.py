"""What every test may use. The servers come from `make test`, which starts private ones."""

from __future__ import annotations

import os
from collections.abc import Iterator

# Before Django reads its settings: no pool, so that a test database can be dropped at the end,
# and nothing outside this machine is known.
os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("DATABASE_POOL_SIZE", "0")

import pytest
from django.core.management.color import no_style
from django.db import connection
from django.test import TransactionTestCase

# Tables that only grow cannot be emptied, not even by a test. Between tests that commit, their
# guards are put aside for the length of one flush.
_GUARDED = ("record_change", "ledger_transfer", "ledger_entry", "orders_line")


def _flush(self: TransactionTestCase) -> None:  # noqa: ARG001 - stands in for Django's method
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    flush = connection.ops.sql_flush(
        no_style(), [t for t in tables if t != "django_migrations"], reset_sequences=True
    )
    with connection.cursor() as cursor:
        for table in _GUARDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in flush:
            cursor.execute(statement)
        for table in _GUARDED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture(scope="session", autouse=True)
def _let_committing_tests_clean_up() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _flush)
        yield
