"""A town: Nauli's real processes with servers and a sandbox of their own, for stories to play in.

Everything is started by the launcher's own parts. Whatever dies in a town is started again by the
launcher's supervisor, which looks around whenever a story waits.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from nauli.desk.audit import Violated, find_violations
from nauli.launch import programs
from nauli.launch.servers import Servers, private_servers
from nauli.launch.supervisor import Supervisor
from nauli.launch.wanted import Wanted, environment_of_ours, environment_of_sandbox, free_port
from tests.stories.broker import Broker
from tests.stories.outside import Outside
from tests.stories.shop import Shop

Found = TypeVar("Found")

# Who is in town at present: what to show of their logs when a story fails.
STANDING: list[Town] = []

_SETTINGS = {
    "NAULI_MODE": "test",
    "MERCHANT_NAME": "Mama Rose's",  # MTN takes no apostrophe
    "SCHEDULE_INTERVAL_MS": "400",
    "BELL_GRACE_SECONDS": "1",
    "FIRST_LOOK_SECONDS": "1",
    "AUDIT_INTERVAL_SECONDS": "0",  # whoever ends a story audits the town
}
_PAUSE_SECONDS = 0.05
# What takes long is looked for less and less often, and found at most this part of the time later.
_LATER = 0.05
_ROOT = Path(__file__).parents[2]
# Of our own environment the town learns only where programs are; settings are the story's.
_PASSED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")


class Town:
    """The processes of one town, and the doors to them."""

    def __init__(
        self, folder: Path, *, servers: Servers, broker: Broker, settings: Mapping[str, str]
    ) -> None:
        passed = {name: os.environ[name] for name in _PASSED if name in os.environ}
        self.broker = broker
        self.said: list[str] = []  # what the supervisor says: who died, who was started again
        self.mends = True  # whether who has died is started again when a story waits
        self.cut_off = 0  # requests to a gateway whose end the story kept us from writing down
        self._wanted = Wanted(
            given={**passed, **_SETTINGS, **settings},
            port=free_port(),
            sandbox_port=free_port(),
            data=folder,
        )
        self.servers = servers
        self._logs = folder / "log"
        self._supervisor = Supervisor(
            logs=self._logs, record=folder / "run.json", say=self.said.append
        )
        self._env = environment_of_ours(
            self._wanted, database_url=servers.database_url, broker_url=broker.url
        )
        self.outside = Outside(self._wanted.sandbox_url)
        self.shops: list[Shop] = []  # one for each web server

    @property
    def shop(self) -> Shop:
        return self.shops[0]

    def settle_in(self, *, webs: int, worker: bool, schedule: bool) -> None:
        """Start all that is wanted and return when all of it answers."""
        sandbox_env = environment_of_sandbox(self._wanted, self._env)
        facts = self._wanted.data / "prepared.json"
        self._supervisor.start(programs.sandbox(self._wanted, sandbox_env))
        urls = [self._start_web(number) for number in range(1, webs + 1)]
        if worker:
            self.start_worker()
        self._supervisor.run(programs.prepare(self._env, facts))
        if schedule:
            self.start_schedule()
        key = json.loads(facts.read_text(encoding="utf-8"))["api_key"]
        self.shops = [Shop(url, key) for url in urls]
        self.await_ready()
        self.outside.calm()

    def _start_web(self, number: int, **settings: str) -> str:
        wanted = self._wanted if number == 1 else replace(self._wanted, port=free_port())
        program = replace(programs.web(wanted, {**self._env, **settings}), name=f"web-{number}")
        self._supervisor.start(program)
        return wanted.base_url

    def add_web(self, **settings: str) -> Shop:
        """Start one more web server, with the broker that there is now."""
        self._env["CELERY_BROKER_URL"] = self.broker.url
        url = self._start_web(len(self.shops) + 1, **settings)
        self.shops.append(Shop(url, self.shop.key))
        self.await_ready()
        return self.shops[-1]

    def another_key(self) -> str:
        """Make one more API key, as the merchant would."""
        return self._run("-m", "nauli", "keys", "create", "--name", "another shop")

    def add_staff(self, name: str, password: str) -> None:
        """Make an account of the back office, as README says."""
        told = ("--noinput", "--username", name, "--email", f"{name}@nauli.example")
        self._run("manage.py", "createsuperuser", *told, DJANGO_SUPERUSER_PASSWORD=password)

    def _run(self, *arguments: str, **env: str) -> str:
        """Run a command beside the town's processes, and return what it prints."""
        made = subprocess.run(
            [sys.executable, *arguments],
            cwd=_ROOT,
            env={**self._env, **env},
            capture_output=True,
            text=True,
            check=True,
        )
        return made.stdout.strip()

    def start_worker(self) -> None:
        program = programs.worker(self._wanted, self._env)
        if not self.broker.folder:
            program = replace(program, ready=lambda: True)  # it tries for ever, and is never ready
        self._supervisor.start(program)

    def start_schedule(self) -> None:
        self._supervisor.start(programs.schedule(self._env, self._logs / "schedule.log"))

    def await_ready(self) -> None:
        self._supervisor.await_ready()

    def pid(self, name: str) -> int:
        return self._supervisor.pid(name)

    def kill(self, name: str) -> None:
        """Kill it like the kernel would when memory is short: no handler runs."""
        os.kill(self.pid(name), signal.SIGKILL)

    def restart_schedule(self) -> None:
        """Have it begin anew, and with that its next round of what it does but once a minute."""
        os.kill(self.pid("schedule"), signal.SIGTERM)

    @contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        os.kill(self.pid(name), signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.pid(name), signal.SIGCONT)

    def eventually(
        self, look: Callable[[], Found | None], *, what: str, seconds: float = 20
    ) -> Found:
        """Return the first true answer of `look`; whoever dies meanwhile is started again."""
        began = time.monotonic()
        while not (found := look()):
            waited = time.monotonic() - began
            assert waited < seconds, f"{what}: not within {seconds:g} s"
            self._rest(max(_PAUSE_SECONDS, waited * _LATER))
        return found

    def _rest(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.mends:
                self._supervisor.look()
            else:
                time.sleep(_PAUSE_SECONDS)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database itself, for what no door shows."""
        with psycopg.connect(self.servers.database_url) as connection:
            return connection.execute(sql.encode(), values or None).fetchall()

    def violations(self) -> list[Violated]:
        """Return what `nauli audit` finds in the town's books: at every moment, nothing."""
        with psycopg.connect(self.servers.database_url) as connection, connection.cursor() as asked:
            asked.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            return find_violations(asked)

    def logs(self) -> dict[str, str]:
        """Return everything that any process has written, by process."""
        folders = [self._logs, self.servers.folder / "log"]
        if self.broker.folder:
            folders.append(self.broker.folder / "log")
        files = sorted(file for folder in folders for file in folder.glob("*.log*"))
        return {file.name: file.read_text(errors="replace") for file in files}

    def secrets(self) -> set[str]:
        """Return what must stand in no log: every key, password and shared secret."""
        files = [self._wanted.data / "secrets.json", self.servers.folder / "servers.json"]
        if self.broker.folder:
            files.append(self.broker.folder / "servers.json")
        kept = [json.loads(file.read_text(encoding="utf-8")) for file in files]
        return {self.shop.key} | {secret for secrets in kept for secret in secrets.values()}

    def close(self) -> None:
        self._supervisor.stop()
        self.outside.close()
        for shop in self.shops:
            shop.close()


@contextmanager
def raise_town(
    folder: Path,
    *,
    webs: int = 1,
    broker: bool = True,
    worker: bool = True,
    schedule: bool = True,
    durable: bool = False,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Town]:
    """Raise a town on a fresh data folder and fresh servers; everything is stopped at the end.

    `durable`: what the database has committed survives its own death.
    """
    with ExitStack() as leave:
        servers = leave.enter_context(private_servers(valkey=False, durable=durable))
        valkey = Broker(folder / "nobody.sock")
        leave.callback(valkey.stop)
        if broker:
            valkey.start()
        town = Town(folder, servers=servers, broker=valkey, settings=settings or {})
        leave.callback(town.close)
        STANDING.append(town)
        leave.callback(STANDING.remove, town)
        town.settle_in(webs=webs, worker=worker, schedule=schedule)
        yield town
        # However the story has ended: if it did not fail, nothing that must never be true is true.
        assert town.violations() == []
