from __future__ import annotations

import pytest
from django.db import connection, transaction

from nauli.kit.database import give_back_connection


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("pool", [{"min_size": 1}, None])
def test_only_a_pooled_connection_is_given_back(
    pool: dict[str, int] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.ensure_connection()
    options = {**connection.settings_dict["OPTIONS"], "pool": pool}
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)
    give_back_connection()
    assert (connection.connection is None) is (pool is not None)


@pytest.mark.django_db(transaction=True)
def test_a_connection_in_a_transaction_stays_with_it() -> None:
    with transaction.atomic():
        give_back_connection()
        assert connection.connection is not None
