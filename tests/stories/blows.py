"""What befalls a town: a gateway that is gone, a web server or a database killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.stories.town import Town


@contextmanager
def sandbox_gone(town: Town) -> Iterator[None]:
    """Kill gateway, carrier and mail server at once; at the end they are back, with their book."""
    dead = town.pid("sandbox")
    town.mends = False
    try:
        town.kill("sandbox")
        await_death(town, dead)
        yield
    finally:
        town.mends = True
        town.eventually(lambda: town.pid("sandbox") != dead, what="another sandbox")
        town.eventually(town.outside.answers, what="the sandbox's answer")


def kill_web(town: Town) -> None:
    """Kill the first web server with all of its workers, see them dead, and await the next one."""
    master = town.pid("web-1")
    workers = _children(master)
    assert workers
    town.mends = False
    try:
        town.kill("web-1")
        await_death(town, master)
        # They die with their master, who is not there to be told of it.
        town.eventually(lambda: not any(map(_runs, workers)), what="the end of the web's workers")
    finally:
        town.mends = True
    town.eventually(lambda: town.pid("web-1") != master, what="another web server")
    town.eventually(town.shop.answers, what="the web server's answer")


@contextmanager
def database_killed(town: Town) -> Iterator[None]:
    """Stop PostgreSQL at once, as `pg_ctl stop -m immediate` does; start it again at the end."""
    supervisor = town.servers.supervisor
    postmaster = supervisor.pid("postgres")
    os.kill(postmaster, signal.SIGQUIT)
    await_death(town, postmaster)
    yield

    def is_back() -> bool:
        supervisor.look()
        try:
            return bool(town.rows("SELECT 1"))
        except psycopg.OperationalError:
            return False

    town.eventually(is_back, what="the database", seconds=60)
    assert supervisor.pid("postgres") != postmaster


def await_death(town: Town, pid: int) -> None:
    """Wait until a child of ours is dead; whoever started it still learns how it ended."""
    how = os.WEXITED | os.WNOHANG | os.WNOWAIT
    town.eventually(lambda: os.waitid(os.P_PID, pid, how), what=f"the death of {pid}")


def _children(pid: int) -> list[int]:
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for file in threads for child in file.read_text().split()]


def _runs(pid: int) -> bool:
    """Say whether a process that is no child of ours still runs; a dead one may wait for init."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
