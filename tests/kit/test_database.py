from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.postgresql.base import DatabaseWrapper

from nauli.kit import database
from nauli.kit.database import give_back_connection


@pytest.fixture
def pooled(monkeypatch: pytest.MonkeyPatch) -> Iterator[DatabaseWrapper]:
    """A connection from a real pool, in the place of the thread's own."""
    wrapper = connections.create_connection(DEFAULT_DB_ALIAS)
    assert isinstance(wrapper, DatabaseWrapper)
    options = {**wrapper.settings_dict["OPTIONS"], "pool": {"min_size": 1, "max_size": 1}}
    wrapper.settings_dict = {**wrapper.settings_dict, "OPTIONS": options}
    monkeypatch.setattr(database, "connection", wrapper)
    yield wrapper
    wrapper.close()
    wrapper.close_pool()


@pytest.mark.django_db(transaction=True)
def test_a_pooled_connection_is_given_back(pooled: DatabaseWrapper) -> None:
    pooled.ensure_connection()
    give_back_connection()
    assert pooled.connection is None


@pytest.mark.django_db(transaction=True)
def test_a_pooled_connection_in_a_transaction_stays_with_it(pooled: DatabaseWrapper) -> None:
    pooled.ensure_connection()
    pooled.in_atomic_block = True
    give_back_connection()
    pooled.in_atomic_block = False
    assert pooled.connection is not None


@pytest.mark.django_db(transaction=True)
def test_a_connection_of_the_thread_stays_open() -> None:
    connection.ensure_connection()
    give_back_connection()
    assert connection.connection is not None


@pytest.mark.django_db(transaction=True)
def test_a_connection_in_a_transaction_stays_with_it() -> None:
    with transaction.atomic():
        give_back_connection()
        assert connection.connection is not None
