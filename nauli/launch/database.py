"""A database that the user names: whether it can be used, and if not, which setting to mend."""

from __future__ import annotations

import re
from typing import Any, NoReturn

import psycopg
from django.db import connection

from nauli.config import env
from nauli.launch.binaries import POSTGRES_LEAST

_PATIENCE_SECONDS = 5
# What libpq says comes after where it tried: keep its last words, and the first line of them.
_WORDS = re.compile(r"(?:.* failed: )?(?:[A-Z]+:\s+)?(.+?)\.?")


def refuse_unusable() -> None:
    """Connect as Django will, or raise SettingError with the name of the setting to mend."""
    told = {**connection.get_connection_params(), "connect_timeout": _PATIENCE_SECONDS}
    try:
        with psycopg.connect(**told) as line:
            version = line.info.server_version // 10_000
    except psycopg.OperationalError as error:
        _refuse(str(error), told)
    if version < POSTGRES_LEAST:
        raise env.SettingError(
            _setting("POSTGRES_HOST"),
            f"names PostgreSQL {version} at {_where(told)}: {POSTGRES_LEAST} or later is needed.",
        )


def _refuse(text: str, told: dict[str, Any]) -> NoReturn:
    where, words = _where(told), _last_words(text)
    if "FATAL" not in text and "password" not in text:
        raise env.SettingError(
            _setting("POSTGRES_HOST"),
            f"names a PostgreSQL at {where} that does not answer ({words}): start that one, correct"
            f" the address, or leave {_setting('POSTGRES_DB')} out to get a private one.",
        )
    if f'database "{told["dbname"]}" does not exist' in text:
        raise env.SettingError(
            _setting("POSTGRES_DB"),
            f"names the database {told['dbname']!r}, which the PostgreSQL at {where} does not have:"
            " create it there, or correct the name.",
        )
    raise env.SettingError(
        _setting("POSTGRES_USER"),
        f"names a user whom the PostgreSQL at {where} does not let in ({words}): correct the user"
        " or the password.",
    )


def _setting(part: str) -> str:
    """Return the setting that the user has used: the URL, or a part by its own name."""
    return "DATABASE_URL" if env.text("DATABASE_URL") else part


def _where(told: dict[str, Any]) -> str:
    host = str(told.get("host") or "localhost")
    return host if host.startswith("/") else f"{host}:{told.get('port') or 5432}"


def _last_words(text: str) -> str:
    # Of several addresses each has a line, begun with a dash; indented lines are advice.
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("\t")]
    found = _WORDS.fullmatch(lines[-1].strip()) if lines else None
    return found[1] if found else "it does not say why"
