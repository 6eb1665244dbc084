"""Everything on this machine, up and kept up, until Ctrl-C."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import requests

from nauli.launch import programs
from nauli.launch.errors import StartStopped
from nauli.launch.folder import alone_in, open_folder, write_private
from nauli.launch.home import Home, home_in
from nauli.launch.orphans import stop_orphans
from nauli.launch.panel import show_panel
from nauli.launch.postgres import postgres_url, start_postgres
from nauli.launch.servers import kept_passwords
from nauli.launch.supervisor import Supervisor, say
from nauli.launch.valkey import start_valkey, valkey_url
from nauli.launch.wanted import (
    ROOT,
    Wanted,
    environment_of_ours,
    environment_of_sandbox,
    read_wanted,
    refuse_taken,
)

# Read by nauli.config.env, where no database is named otherwise.
SETTINGS_FILE = "settings.env"
# How long the panel waits for a worker whose broker may be away.
_BROKER_SECONDS = 5


def up(*, tour: bool = False) -> int:
    """Start all and stay until told to stop; return the exit status. Raises CannotStart."""
    wanted = read_wanted()
    os.umask(0o077)
    try:
        return _up(wanted, open_folder(wanted.data), tour=tour)
    except StartStopped:
        say("Stopped.")
        return 0


def _up(wanted: Wanted, data: Path, *, tour: bool) -> int:
    with ExitStack() as leave:
        leave.enter_context(alone_in(data))
        demo_json = data / "demo.json"
        demo_json.unlink(missing_ok=True)  # while it is there, everything answers
        for name in stop_orphans(data / "run.json"):
            say(f"Stopped the {name} that an earlier run had left behind.")
        refuse_taken("PORT", wanted.port)
        if not wanted.is_live:
            refuse_taken("SANDBOX_PORT", wanted.sandbox_port)
        home = None if wanted.own_postgres and wanted.own_broker else home_in(data)
        if home:
            leave.callback(home.leave)
        supervisor = Supervisor(logs=data / "log", record=data / "run.json", say=say)
        supervisor.heed_signals()
        leave.callback(supervisor.stop)
        leave.callback(demo_json.unlink, missing_ok=True)
        leave.callback((data / SETTINGS_FILE).unlink, missing_ok=True)
        try:
            start_all(supervisor, wanted, home)
            return _play_tour(supervisor, wanted) if tour else _stay(supervisor)
        except StartStopped:
            say("Stopping ...")
            raise


def start_all(supervisor: Supervisor, wanted: Wanted, home: Home | None) -> None:
    """Start what there is, as much at once as can be, and return when all of it answers."""
    began = time.monotonic()
    facts = wanted.data / "prepared.json"
    facts.unlink(missing_ok=True)
    logs = wanted.data / "log"
    with _told("servers"):
        env = _start_servers(supervisor, wanted, home)
    with _told("migrations"):
        # The web server loads meanwhile, and answers 503 until the migrations are done.
        supervisor.start(programs.web(wanted, env))
        supervisor.run(programs.prepare(env, facts))
    with _told("web, worker and schedule"):
        supervisor.start(programs.worker(wanted, env))
        supervisor.start(programs.schedule(env, logs / "schedule.log"))
        _await_all(supervisor, wanted)
    demo = _write_demo(wanted, facts)
    show_panel(wanted, demo, seconds=time.monotonic() - began)


def _await_all(supervisor: Supervisor, wanted: Wanted) -> None:
    """Wait until all answer; for the worker only a while, where its broker is not ours."""
    if not wanted.own_broker:
        supervisor.await_ready()
        return
    supervisor.await_ready(*supervisor.names() - {"worker"})
    if supervisor.wait_for("worker", within_seconds=_BROKER_SECONDS):
        name = "CELERY_BROKER_URL" if wanted.says("CELERY_BROKER_URL") else "REDIS_URL"
        say(
            f"The broker that {name} names does not answer: until it does, the schedule does all "
            "work, only some seconds later."
        )


def _start_servers(supervisor: Supervisor, wanted: Wanted, home: Home | None) -> dict[str, str]:
    """Start sandbox, Valkey and PostgreSQL; return the environment of what uses them."""
    passwords = kept_passwords(wanted.data)
    private_postgres = None if wanted.own_postgres else home
    private_valkey = None if wanted.own_broker else home
    env = environment_of_ours(
        wanted,
        database_url=postgres_url(private_postgres, passwords) if private_postgres else "",
        broker_url=valkey_url(private_valkey, passwords) if private_valkey else "",
    )
    supervisor.run(programs.check(env, database=wanted.own_postgres))
    _write_settings(wanted, env)
    if not wanted.is_live:
        supervisor.start(programs.sandbox(wanted, environment_of_sandbox(wanted, env)))
    if private_valkey:
        start_valkey(supervisor, private_valkey, passwords)
    if private_postgres:
        start_postgres(supervisor, private_postgres, passwords)
        supervisor.await_ready("postgres")
    return env


def _write_settings(wanted: Wanted, env: Mapping[str, str]) -> None:
    """Leave what we filled in for `nauli ...` at another terminal, as long as this run lasts."""
    filled = {name: value for name, value in env.items() if wanted.given.get(name) != value}
    lines = [f"{name}='{value}'\n" for name, value in sorted(filled.items())]
    write_private(wanted.data / SETTINGS_FILE, "".join(lines))


@contextmanager
def _told(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    say(f"  {what}: {time.monotonic() - began:.1f} s")


def _write_demo(wanted: Wanted, facts: Path) -> dict[str, object]:
    """Write demo.json for whoever wants to use what is up; without demo data, none."""
    if not facts.exists():
        return {}
    prepared: dict[str, object] = json.loads(facts.read_text(encoding="utf-8"))
    facts.unlink()
    requests.post(
        f"{wanted.sandbox_url}/_sandbox/momo/handsets",
        json={"msisdn": prepared.pop("waiting_handset"), "waits": True},
        timeout=10,
    ).raise_for_status()
    where = {"base_url": wanted.base_url, "sandbox_url": wanted.sandbox_url}
    demo: dict[str, object] = {**where, **prepared}
    write_private(wanted.data / "demo.json", json.dumps(demo, indent=2, ensure_ascii=False) + "\n")
    return demo


def _stay(supervisor: Supervisor) -> int:
    while True:
        supervisor.look()


def _play_tour(supervisor: Supervisor, wanted: Wanted) -> int:
    """Play the tour beside what is up; end with it where DEMO_EXIT=1, else stay."""
    command = (sys.executable, str(ROOT / "demo" / "tour.py"), str(wanted.data / "demo.json"))
    with subprocess.Popen(command, cwd=ROOT) as tour:
        try:
            while tour.poll() is None:
                supervisor.look()
        finally:
            tour.terminate()
    if wanted.given.get("DEMO_EXIT") == "1":
        return tour.returncode
    say("Everything stays up. Ctrl-C stops it.")
    return _stay(supervisor)
