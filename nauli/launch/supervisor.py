"""Start programs, wait until they answer, start again what dies, stop all in order.

One thread, one loop: children die with the thread that started them, and a loop that looks ten
times a second is simple to reason about.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from types import FrameType

from nauli.launch.children import Child, Program, last_lines, rotate, start
from nauli.launch.errors import CannotStart, StartStopped
from nauli.launch.orphans import write_down

_LOOK_SECONDS = 0.05
# A program that fails again and again is given longer and longer pauses.
_PAUSES_SECONDS = (0, 0.5, 1, 2, 5, 10, 30)
_HEALTHY_SECONDS = 60
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """The programs of one run. Logs go to `logs`; who runs is written down in `record`."""

    def __init__(self, *, logs: Path, record: Path, say: Callable[[str], None] = print) -> None:
        self._logs = logs
        self._record = record
        self._say = say
        self._children: dict[str, Child] = {}
        self._were_ready: set[str] = set()
        self._failures: dict[str, int] = {}
        self._due: dict[str, float] = {}  # when to start again what has died
        self._stopping: signal.Signals | None = None
        logs.mkdir(parents=True, exist_ok=True)

    def heed_signals(self) -> None:
        """Stop at Ctrl-C, SIGTERM and a closed terminal; at a second Ctrl-C, at once."""
        for name in _SIGNALS:
            signal.signal(name, self._on_signal)

    def _on_signal(self, number: int, _: FrameType | None) -> None:
        if self._stopping:
            for child in self._children.values():
                child.kill_all()
        self._stopping = signal.Signals(number)

    def start(self, program: Program) -> None:
        rotate(self._log(program.name))
        self._spawn(program)

    def await_ready(self, *names: str, within_seconds: float = 60) -> None:
        """Wait until they (or all) answer, or raise CannotStart with the end of a log."""
        late = self.wait_for(*(names or self._children), within_seconds=within_seconds)
        if late:
            program = self._children[min(late)].program
            raise CannotStart(self._told(program, "did not answer in time"))

    def wait_for(self, *names: str, within_seconds: float) -> set[str]:
        """Wait until they answer; return those that did not in time."""
        waiting = set(names)
        deadline = time.monotonic() + within_seconds
        while waiting:
            self.look()
            waiting = {name for name in waiting if not self._is_ready(name)}
            if time.monotonic() > deadline:
                break
        return waiting

    def names(self) -> set[str]:
        return set(self._children)

    def run(self, program: Program, *, within_seconds: float = 120) -> None:
        """Run it to its end, which has to be a good one, while the others are looked after.

        One that ends with EX_CONFIG has said in its last line what a person has to mend.
        """
        rotate(self._log(program.name))
        child = start(program, self._log(program.name))
        deadline = time.monotonic() + within_seconds
        try:
            while not child.has_ended():
                self.look()
                if time.monotonic() > deadline:
                    raise CannotStart(self._told(program, "did not end in time"))
        finally:
            child.kill_all()
            child.process.wait()
        if child.process.returncode == os.EX_CONFIG:
            raise CannotStart(last_lines(self._log(program.name), lines=1))
        if child.process.returncode != 0:
            raise CannotStart(self._told(program, child.how_it_ended()))

    def look(self) -> None:
        """Look once: raise StartStopped if we were told to stop; tell of deaths, and mend them."""
        time.sleep(_LOOK_SECONDS)
        if self._stopping:
            raise StartStopped(f"Stopped by {self._stopping.name}.")
        for name, child in list(self._children.items()):
            if name not in self._due and child.has_ended():
                self._mourn(child)
        for name, due in list(self._due.items()):
            if time.monotonic() >= due:
                del self._due[name]
                self._spawn(self._children[name].program)

    def stop(self) -> None:
        """Stop the highest tier first; each has its time, then it is killed with its children."""
        children = sorted(self._children.values(), key=lambda child: -child.program.tier)
        for _, group in groupby(children, key=lambda child: child.program.tier):
            tier = list(group)
            for child in tier:
                child.ask_to_stop()
            deadline = time.monotonic() + max(child.program.grace_seconds for child in tier)
            while time.monotonic() < deadline and not all(child.has_ended() for child in tier):
                time.sleep(0.02)
            for child in tier:
                child.kill_all()
                child.process.wait()
        self._children.clear()
        self._record.unlink(missing_ok=True)

    def pid(self, name: str) -> int:
        return self._children[name].process.pid

    def _spawn(self, program: Program) -> None:
        self._children[program.name] = start(program, self._log(program.name))
        write_down(self._record, self._children.values())

    def _is_ready(self, name: str) -> bool:
        child = self._children[name]
        if name not in self._were_ready and not child.has_ended() and child.program.ready():
            self._were_ready.add(name)
        return name in self._were_ready

    def _mourn(self, child: Child) -> None:
        """Say that it has died, and set the time for its next start."""
        program = child.program
        child.kill_all()  # its own children, where it left some
        if time.monotonic() - child.started > _HEALTHY_SECONDS:
            self._failures.pop(program.name, None)
        failures = self._failures[program.name] = self._failures.get(program.name, 0) + 1
        if program.name not in self._were_ready and failures >= program.attempts:
            raise CannotStart(self._told(program, child.how_it_ended()))
        pause = _PAUSES_SECONDS[min(failures, len(_PAUSES_SECONDS)) - 1]
        self._due[program.name] = time.monotonic() + pause
        after = f" in {pause:g} s" if pause else ""
        self._say(f"The {program.title} {child.how_it_ended()}; starting it again{after}.")

    def _told(self, program: Program, what: str) -> str:
        log = self._log(program.name)
        end = last_lines(log)
        return f"The {program.title} {what}." + (f" The end of {log}:\n{end}" if end else "")

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"


def say(line: str) -> None:
    """Print a line; where nobody reads any more (a closed terminal, a pipe), go on without."""
    with contextlib.suppress(OSError):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
