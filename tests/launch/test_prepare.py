from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import quote

import psycopg
import pytest

from tests.launch.processes import ROOT, bare_environment

URL = os.environ["DATABASE_URL"]


@pytest.fixture
def guarded_database() -> Iterator[str]:
    """Make a database in which its user may make no table; yield its address."""
    name = f"guarded_{secrets.token_hex(4)}"
    told = psycopg.conninfo.conninfo_to_dict(URL)
    with psycopg.connect(URL, autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name}".encode())
        with psycopg.connect(psycopg.conninfo.make_conninfo(URL, dbname=name)) as inside:
            inside.execute("ALTER SCHEMA public RENAME TO kept_back")
            # The schema that is left is the server's own, where nobody makes tables.
            inside.execute(f"ALTER DATABASE {name} SET search_path = pg_catalog".encode())
        try:
            password, host = quote(str(told["password"])), quote(str(told["host"]), safe="")
            yield f"postgresql://{told['user']}:{password}@{host}/{name}"
        finally:
            owner.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def test_a_user_who_may_make_no_tables_is_told_so_without_a_trace(guarded_database: str) -> None:
    done = subprocess.run(
        (sys.executable, "-m", "nauli.launch.prepare", os.devnull),
        cwd=ROOT,
        env=bare_environment(SECRET_KEY="x", DATABASE_URL=guarded_database),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == os.EX_CONFIG, done.stderr
    assert done.stderr.startswith("The database's user may not bring its tables up to date (perm")
    assert done.stderr.count("\n") == 1
