"""Where the database is: one address, or the parts of one."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import dj_database_url

from nauli.config import env


def read_database() -> dict[str, Any]:
    """Return what Django needs to connect, without options of ours."""
    try:
        return {**dj_database_url.parse(_database_url(), conn_max_age=0, conn_health_checks=True)}
    except ValueError as error:
        raise env.SettingError(
            "DATABASE_URL", "is no address such as postgresql://user:password@host:5432/name."
        ) from error


def _database_url() -> str:
    url = env.text("DATABASE_URL")
    names = ("POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_HOST", "POSTGRES_PORT", "POSTGRES_DB")
    user, password, host, port, name = (env.text(part) for part in names)
    if url:
        return url
    if not name:
        raise env.SettingError(
            "DATABASE_URL",
            "is not set, and neither is POSTGRES_DB: set one, or start with `make up`, which "
            "brings a database of its own.",
        )
    where = quote(host or "localhost", safe="[]:.")
    user, password, name = (quote(part, safe="") for part in (user, password, name))
    return f"postgresql://{user}:{password}@{where}:{port or '5432'}/{name}"
