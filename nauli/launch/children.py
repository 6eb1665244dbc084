"""One process that we start: it dies when we die, and stops with all of its own children."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nauli.launch.account import Account

_FOLLOW = str(Path(__file__).with_name("follow.py"))
_LOGS_KEPT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to run, and how to know that it is ready."""

    name: str  # its log is <name>.log
    title: str  # as a person reads it: "web server"
    argv: tuple[str, ...]
    env: Mapping[str, str]
    ready: Callable[[], bool] = bool  # asked again and again until it says yes
    cwd: Path
    account: Account | None = None  # whom root runs it as
    tier: int = 0  # higher tiers are stopped first
    stop_signal: signal.Signals = signal.SIGTERM
    # What the kernel sends when we are killed. Nothing that is killed so loses what it had
    # promised; a polite signal would leave a process that hangs.
    orphan_signal: signal.Signals = signal.SIGKILL
    grace_seconds: float = 10
    # How often a first start may fail. More than once where the cause may pass by itself.
    attempts: int = 1


@dataclass(slots=True)
class Child:
    """A running program."""

    program: Program
    process: subprocess.Popen[bytes]
    started: float = field(default_factory=time.monotonic)

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def how_it_ended(self) -> str:
        code = self.process.returncode
        if code is not None and code < 0:
            return f"was killed by {signal.Signals(-code).name}"
        return f"ended with status {code}"

    def ask_to_stop(self) -> None:
        if not self.has_ended():
            self.process.send_signal(self.program.stop_signal)

    def kill_all(self) -> None:
        """Kill it and whatever it has started: they are one process group."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)


def start(program: Program, log: Path) -> Child:
    """Start it with its output in `log`. Call from a thread that stays: children die with it.

    A session of its own keeps a Ctrl-C in the terminal from it, so that we can stop all in order.
    """
    account = program.account
    user = (str(account.uid), str(account.gid)) if account else ("-", "-")
    follow = (sys.executable, "-IS", _FOLLOW, str(os.getpid()), str(int(program.orphan_signal)))
    with log.open("ab") as output:
        process = subprocess.Popen(
            (*follow, *user, *program.argv),
            env=dict(program.env),
            cwd=program.cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Child(program, process)


def rotate(log: Path) -> None:
    """Put an earlier run's log aside as `.1`, that one as `.2`, and so on."""
    if not log.exists() or not log.stat().st_size:
        return
    for number in range(_LOGS_KEPT - 1, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{number + 1}"))
    log.replace(log.with_name(f"{log.name}.1"))


def last_lines(log: Path, *, lines: int = 15) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").strip().splitlines()[-lines:])
    except OSError:
        return ""
