"""A connection from a real pool, to see who gives it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import DatabaseWrapper

from nauli.kit import database


@contextmanager
def pooled_connection(monkeypatch: pytest.MonkeyPatch) -> Iterator[DatabaseWrapper]:
    """Put it, open, where the product looks for the connection that it may give back."""
    wrapper = connections.create_connection(DEFAULT_DB_ALIAS)
    assert isinstance(wrapper, DatabaseWrapper)
    options = {**wrapper.settings_dict["OPTIONS"], "pool": {"min_size": 1, "max_size": 1}}
    wrapper.settings_dict = {**wrapper.settings_dict, "OPTIONS": options}
    monkeypatch.setattr(database, "connection", wrapper)
    wrapper.ensure_connection()
    yield wrapper
    wrapper.close()
    wrapper.close_pool()
