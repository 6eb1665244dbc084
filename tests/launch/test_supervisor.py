from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nauli.launch.children import Program
from nauli.launch.errors import CannotStart, StartStopped
from nauli.launch.supervisor import Supervisor
from tests.launch.processes import descendants, eventually, is_running, needs_proc

SLEEP = "import time; time.sleep(600)"


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(folder: Path, said: list[str]) -> Iterator[Supervisor]:
    supervisor = Supervisor(logs=folder / "log", record=folder / "run.json", say=said.append)
    yield supervisor
    supervisor.stop()


def _program(name: str, code: str, folder: Path, **more: object) -> Program:
    settings: dict[str, object] = {"ready": lambda: True, "env": {}, "cwd": folder, **more}
    argv = (sys.executable, "-c", code)
    return Program(name=name, title=name, argv=argv, **settings)  # type: ignore[arg-type]  # tests choose


def test_what_is_killed_is_replaced_within_a_second(
    supervisor: Supervisor, folder: Path, said: list[str]
) -> None:
    supervisor.start(_program("worker", SLEEP, folder))
    supervisor.await_ready()
    first = supervisor.pid("worker")
    os.kill(first, signal.SIGKILL)
    began = time.monotonic()
    while supervisor.pid("worker") == first:
        supervisor.look()
        assert time.monotonic() - began < 1
    assert is_running(supervisor.pid("worker"))
    assert not is_running(first)
    assert said == ["The worker was killed by SIGKILL; starting it again."]
    assert json.loads((folder / "run.json").read_text())["children"]["worker"]["pid"] != first


def test_what_fails_again_and_again_is_given_pauses(
    supervisor: Supervisor, folder: Path, said: list[str]
) -> None:
    supervisor.start(_program("worker", "raise SystemExit(3)", folder, attempts=9))
    began = time.monotonic()
    while len(said) < 3:
        supervisor.look()
    assert time.monotonic() - began > 0.5
    assert said[0] == "The worker ended with status 3; starting it again."
    assert said[1] == "The worker ended with status 3; starting it again in 0.5 s."
    assert said[2] == "The worker ended with status 3; starting it again in 1 s."


def test_a_start_that_fails_shows_the_end_of_the_log(supervisor: Supervisor, folder: Path) -> None:
    code = "print('one', flush=True); raise SystemExit('PORT is odd')"
    supervisor.start(_program("web", code, folder, ready=lambda: False))
    with pytest.raises(CannotStart, match=r"(?s)The web ended with status 1\..*one\nPORT is odd"):
        supervisor.await_ready()


def test_a_run_that_fails_is_named_by_what_it_does(supervisor: Supervisor, folder: Path) -> None:
    program = Program(
        name="prepare",
        title="migration of the database",
        argv=(sys.executable, "-c", "raise SystemExit('no such table')"),
        env={},
        cwd=folder,
    )
    with pytest.raises(
        CannotStart, match=r"(?s)^The migration of the database ended with status 1"
    ):
        supervisor.run(program)


def test_what_a_person_has_to_mend_is_told_without_a_log(
    supervisor: Supervisor, folder: Path
) -> None:
    code = "import os; print('loading'); print('PORT is odd.'); raise SystemExit(os.EX_CONFIG)"
    with pytest.raises(CannotStart) as refusal:
        supervisor.run(_program("check", code, folder))
    assert refusal.value.detail == "PORT is odd."


def test_what_does_not_answer_in_time_is_returned(supervisor: Supervisor, folder: Path) -> None:
    supervisor.start(_program("worker", SLEEP, folder, ready=lambda: False))
    supervisor.start(_program("web", SLEEP, folder))
    assert supervisor.names() == {"worker", "web"}
    assert supervisor.wait_for("worker", "web", within_seconds=0.3) == {"worker"}


def test_a_program_that_does_not_exist_is_named(supervisor: Supervisor, folder: Path) -> None:
    program = Program(name="web", title="web", argv=("/no/such/program",), env={}, cwd=folder)
    supervisor.start(program)
    with pytest.raises(CannotStart, match="/no/such/program cannot be run: No such file"):
        supervisor.await_ready()


def test_what_never_answers_is_told(supervisor: Supervisor, folder: Path) -> None:
    supervisor.start(_program("web", SLEEP, folder, ready=lambda: False))
    with pytest.raises(CannotStart, match="The web did not answer in time"):
        supervisor.await_ready(within_seconds=0.2)


@needs_proc
def test_stopping_goes_tier_by_tier_and_takes_the_children_along(
    supervisor: Supervisor, folder: Path
) -> None:
    order = folder / "order"
    code = (
        "import signal, subprocess, sys, time, pathlib\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "def stop(*_):\n"
        "    with open({order!r}, 'a') as file: file.write({name!r} + '\\n')\n"
        "    raise SystemExit\n"
        "signal.signal(signal.SIGTERM, stop)\n"
        "pathlib.Path({ready!r}).touch()\n"
        "time.sleep(600)\n"
    )
    for name, tier in (("database", 0), ("web", 2), ("sandbox", 1)):
        ready = folder / f"{name}.ready"
        text = code.format(order=str(order), name=name, ready=str(ready))
        supervisor.start(_program(name, text, folder, tier=tier, ready=ready.exists))
    supervisor.await_ready()
    everything = descendants(os.getpid()) & {
        pid for name in ("database", "web", "sandbox") for pid in _family(supervisor.pid(name))
    }
    assert len(everything) == 6
    supervisor.stop()
    assert order.read_text().split() == ["web", "sandbox", "database"]
    eventually(lambda: not any(is_running(pid) for pid in everything))
    assert not (folder / "run.json").exists()


def _family(pid: int) -> set[int]:
    return descendants(pid) | {pid}


def test_what_will_not_stop_is_killed(supervisor: Supervisor, folder: Path) -> None:
    ready = folder / "ready"
    code = (
        "import signal, time, pathlib\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"pathlib.Path({str(ready)!r}).touch()\n"
        "time.sleep(600)"
    )
    supervisor.start(_program("deaf", code, folder, grace_seconds=0.3, ready=ready.exists))
    supervisor.await_ready()
    pid = supervisor.pid("deaf")
    began = time.monotonic()
    supervisor.stop()
    assert not is_running(pid)
    assert 0.3 <= time.monotonic() - began < 3


def test_a_log_is_put_aside_at_each_start(supervisor: Supervisor, folder: Path) -> None:
    for number in range(6):
        supervisor.run(_program("job", f"print({number})", folder))
    logs = {path.name: path.read_text().strip() for path in (folder / "log").iterdir()}
    assert logs == {"job.log": "5", "job.log.1": "4", "job.log.2": "3", "job.log.3": "2"}


def test_a_signal_stops_the_start(supervisor: Supervisor, folder: Path) -> None:
    before = {number: signal.getsignal(number) for number in (2, 15, 1)}
    try:
        supervisor.heed_signals()
        supervisor.start(_program("web", SLEEP, folder, ready=lambda: False))
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(StartStopped, match="SIGTERM"):
            supervisor.await_ready()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
