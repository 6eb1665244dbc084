"""Private PostgreSQL and Valkey for whoever needs them: the start, the tests, a command.

with private_servers() as servers:
    os.environ.update(servers.environment())
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from nauli.launch.folder import alone_in, keep, open_folder
from nauli.launch.home import home_in
from nauli.launch.orphans import stop_orphans
from nauli.launch.postgres import postgres_url, start_postgres
from nauli.launch.supervisor import Supervisor, say
from nauli.launch.valkey import start_valkey, valkey_url


@dataclass(frozen=True, slots=True)
class Servers:
    """Where they are. `supervisor` starts again what dies, whenever it is asked to `look`."""

    database_url: str
    broker_url: str
    folder: Path
    supervisor: Supervisor

    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.database_url, "CELERY_BROKER_URL": self.broker_url}


def kept_passwords(data: Path) -> dict[str, str]:
    """Return the servers' passwords, made at the first start: postgres, nauli, valkey."""
    fresh = {name: secrets.token_hex(24) for name in ("postgres", "nauli", "valkey")}
    return keep(data / "servers.json", fresh)


@contextmanager
def private_servers(
    folder: Path | None = None, *, postgres: bool = True, valkey: bool = True, durable: bool = True
) -> Iterator[Servers]:
    """Bring both up and yield when both answer; stop them at the end, whatever happens.

    `folder` keeps their data and is ours alone meanwhile; without it, a fresh one is made and
    removed again. `durable=False` leaves out fsync: for data that nobody will miss.
    Raises CannotStart.
    """
    with ExitStack() as leave:
        data = open_folder(folder or Path(tempfile.mkdtemp(prefix="nauli-")))
        if folder is None:
            data.chmod(0o711)
            leave.callback(shutil.rmtree, data)
        leave.enter_context(alone_in(data))
        stop_orphans(data / "run.json")
        home, passwords = home_in(data), kept_passwords(data)
        leave.callback(home.leave if folder else home.remove)
        supervisor = Supervisor(logs=data / "log", record=data / "run.json", say=say)
        leave.callback(supervisor.stop)
        if valkey:
            start_valkey(supervisor, home, passwords)
        if postgres:
            start_postgres(supervisor, home, passwords, durable=durable)
        supervisor.await_ready()
        yield Servers(
            database_url=postgres_url(home, passwords) if postgres else "",
            broker_url=valkey_url(home, passwords) if valkey else "",
            folder=data,
            supervisor=supervisor,
        )
