"""A private PostgreSQL: our own cluster, reached through a socket that only its user can open."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from nauli.launch.account import refuse_nameless
from nauli.launch.binaries import PostgresPrograms, find_postgres
from nauli.launch.children import Program
from nauli.launch.errors import CannotStart
from nauli.launch.folder import refuse_odd_path
from nauli.launch.home import Home
from nauli.launch.supervisor import Supervisor

NAME = "nauli"
_ADMIN = "postgres"
# For servers that are thrown away: nothing of theirs has to survive a loss of power.
_IN_HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def postgres_url(home: Home, passwords: dict[str, str]) -> str:
    password, host = quote(passwords[NAME], safe=""), quote(str(home.sockets), safe="")
    return f"postgresql://{NAME}:{password}@{host}/{NAME}"


def start_postgres(
    supervisor: Supervisor, home: Home, passwords: dict[str, str], *, durable: bool = True
) -> None:
    """Start the server, its cluster made if there is none; the supervisor says when it answers.

    `passwords` has one for "postgres", who owns the server, and one for "nauli", who owns the
    database and is no superuser.
    """
    binaries = find_postgres(home.account)
    refuse_odd_path(binaries.folder)
    cluster = home.folder / "postgres"
    if not (cluster / "PG_VERSION").exists():
        refuse_nameless()
        _init(supervisor, home, binaries, password=passwords[_ADMIN], durable=durable)
    _refuse_other_version(cluster, binaries.version)
    _forget_stale_pid(cluster)
    settings = [
        "listen_addresses=",
        f"unix_socket_directories={home.sockets}",
        "max_connections=200",
        "log_timezone=UTC",
        *(() if durable else _IN_HASTE),
    ]
    options = tuple(part for setting in settings for part in ("-c", setting))
    supervisor.start(
        Program(
            name="postgres",
            title="PostgreSQL",
            argv=(str(binaries.folder / "postgres"), "-D", str(cluster), "-p", "5432", *options),
            env=binaries.env,
            cwd=cluster,
            account=home.account,
            ready=lambda: _is_ready(home, passwords),
            stop_signal=signal.SIGINT,  # "fast": clients are sent away, then all is written
            orphan_signal=signal.SIGINT,
            grace_seconds=20,
            # What a killed server leaves in shared memory is gone when its last child has noticed.
            attempts=5,
        )
    )


def _init(
    supervisor: Supervisor,
    home: Home,
    binaries: PostgresPrograms,
    *,
    password: str,
    durable: bool,
) -> None:
    """Run initdb in a folder beside, so that a cluster is there whole or not at all."""
    half_made = home.folder / "postgres.new"
    shutil.rmtree(half_made, ignore_errors=True)
    home.make(half_made.name)
    secret = home.make("secret") / "password"
    home.write(secret, password)
    # Sorting that no upgrade of the system changes; before 17, plain C was all there was of it.
    builtin = (
        ("--locale-provider=builtin", "--builtin-locale=C.UTF-8") if binaries.version >= 17 else ()
    )
    supervisor.run(
        Program(
            name="initdb",
            title="maker of PostgreSQL's folder (initdb)",
            argv=(
                *(
                    str(binaries.folder / "initdb"),
                    "-D",
                    str(half_made),
                    "-U",
                    _ADMIN,
                    "--encoding=UTF8",
                ),
                *("--locale=C", *builtin, "--auth=scram-sha-256", f"--pwfile={secret}"),
                *(() if durable else ("--no-sync",)),
            ),
            env=binaries.env,
            cwd=half_made,
            account=home.account,
        )
    )
    shutil.rmtree(secret.parent)
    half_made.rename(home.folder / "postgres")


def _refuse_other_version(cluster: Path, version: int) -> None:
    made_by = (cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    if made_by != str(version):
        raise CannotStart(
            f"{cluster} was made by PostgreSQL {made_by}, and this is {version}: bring that "
            "version back, or dump and restore with both, or use another NAULI_DATA."
        )


def _forget_stale_pid(cluster: Path) -> None:
    """Remove the pid file of a killed server when another program has its number by now.

    PostgreSQL itself sees that a number is free; one in use by a stranger it takes for a server.
    """
    file = cluster / "postmaster.pid"
    try:
        pid = int(file.read_text(encoding="ascii").split("\n", 1)[0])
        in_cluster = Path(os.readlink(f"/proc/{pid}/cwd")) == cluster.resolve()  # noqa: PTH115
    except (OSError, ValueError):
        return  # no such file or process, or nobody can tell: PostgreSQL decides
    if not in_cluster:
        file.unlink(missing_ok=True)


def _is_ready(home: Home, passwords: dict[str, str]) -> bool:
    """Say whether it answers; the first time, make our role and database."""
    try:
        with psycopg.connect(
            host=str(home.sockets),
            user=_ADMIN,
            password=passwords[_ADMIN],
            dbname="postgres",
            connect_timeout=2,
            autocommit=True,
        ) as connection:
            _make_database(connection, passwords[NAME])
    except psycopg.OperationalError:
        return False
    return True


def _make_database(connection: psycopg.Connection[tuple[object, ...]], password: str) -> None:
    name = sql.Identifier(NAME)
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME]).fetchone():
        # Tests make databases of their own.
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(name, sql.Literal(password))
        )
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, name))
