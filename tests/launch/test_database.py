"""Each case is a process of its own, as it is in a start; the server is the one of these tests."""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.launch.processes import ROOT, bare_environment

URL = os.environ["DATABASE_URL"]


def _check(**settings: str) -> str:
    """Return the sentence, or "" where all is well."""
    done = subprocess.run(
        (sys.executable, "-m", "nauli.launch.check", "--database"),
        cwd=ROOT,
        env=bare_environment(SECRET_KEY="x", **settings),
        capture_output=True,
        text=True,
        check=False,
    )
    assert len(done.stderr.splitlines()) == (1 if done.returncode else 0), done.stderr
    assert done.returncode in {0, os.EX_CONFIG}
    return done.stderr


def _parts(**changed: str) -> dict[str, str]:
    """Name the server of these tests by parts, whether it is behind a port or a socket."""
    told = psycopg.conninfo.conninfo_to_dict(URL)
    names = {"host": "HOST", "user": "USER", "password": "PASSWORD", "dbname": "DB", "port": "PORT"}
    parts = {f"POSTGRES_{names[key]}": str(told[key]) for key in names if told.get(key)}
    return {**parts, **changed}


def test_a_database_that_lets_us_in_is_no_word_worth() -> None:
    assert _check(DATABASE_URL=URL) == ""
    assert _check(**_parts()) == ""


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_server_that_does_not_answer_is_named_with_its_port(host: str, free_port: int) -> None:
    said = _check(DATABASE_URL=f"postgresql://shop:secret@{host}:{free_port}/shop")
    assert said == (
        f"DATABASE_URL names a PostgreSQL at {host}:{free_port} that does not answer (Connection"
        " refused): start that one, correct the address, or leave DATABASE_URL out to get a"
        " private one.\n"
    )


def test_a_host_that_nobody_knows_is_named() -> None:
    said = _check(POSTGRES_DB="shop", POSTGRES_HOST="db.invalid")
    assert said.startswith("POSTGRES_HOST names a PostgreSQL at db.invalid:5432 that does not ")
    assert "leave POSTGRES_DB out" in said


def test_a_wrong_password_is_told_and_not_shown() -> None:
    user, password = urlsplit(URL).username, urlsplit(URL).password
    said = _check(DATABASE_URL=URL.replace(f":{password}@", ":guessed@"))
    assert said.startswith("DATABASE_URL names a user whom the PostgreSQL at ")
    assert f'does not let in (password authentication failed for user "{user}")' in said
    assert "guessed" not in said
    assert _check(**_parts(POSTGRES_PASSWORD="guessed")).startswith("POSTGRES_USER names a user")
    assert _check(**_parts(POSTGRES_PASSWORD="")).startswith("POSTGRES_USER names a user")


def test_a_database_that_is_not_there_is_named() -> None:
    said = _check(**_parts(POSTGRES_DB="no-such-shop"))
    assert said.startswith("POSTGRES_DB names the database 'no-such-shop', which the PostgreSQL at")
