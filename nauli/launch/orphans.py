"""What an earlier run has left behind, known by number and start time, never by its name.

The kernel ends our children when we are killed. This is for where it could not: another system
than Linux, or a child that hung in the kernel. A number alone would not do: it may be another's.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict

from nauli.launch.children import Child
from nauli.launch.folder import write_private


class _Recorded(TypedDict):
    pid: int
    started: str
    stop: int  # the signal that asks it to end


def write_down(file: Path, children: Iterable[Child]) -> None:
    """Record who runs: {"pid", "children": {name: {"pid", "started", "stop"}}}."""
    running = {
        child.program.name: _Recorded(
            pid=child.process.pid,
            started=started(child.process.pid),
            stop=int(child.program.stop_signal),
        )
        for child in children
    }
    write_private(file, json.dumps({"pid": os.getpid(), "children": running}, indent=2) + "\n")


def started(pid: int) -> str:
    """Return when a process started, as the kernel counts, or "" if it has ended or is unknown."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""
    # The second field is the name, in brackets, and may hold anything; the state follows it.
    fields = stat.rpartition(")")[2].split()
    # A zombie has ended; where the first process reaps none, it stays for ever.
    return "" if fields[0] in "ZX" else f"{boot}/{fields[19]}"


def stop_orphans(file: Path, *, grace_seconds: float = 5) -> list[str]:
    """Stop what `file` names and still runs; return the names of what had to be stopped."""
    try:
        recorded: dict[str, _Recorded] = json.loads(file.read_text(encoding="utf-8"))["children"]
        alive = {name: one for name, one in recorded.items() if _is_alive(one)}
    except (OSError, ValueError, KeyError, TypeError):
        return []  # none was written down, or by something else than us
    names = list(alive)
    for kill in (False, True):
        for one in alive.values():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if kill:
                    os.killpg(one["pid"], signal.SIGKILL)
                else:
                    os.kill(one["pid"], one["stop"])
        deadline = time.monotonic() + grace_seconds
        while alive and time.monotonic() < deadline:
            time.sleep(0.02)
            alive = {name: one for name, one in alive.items() if _is_alive(one)}
    return names


def _is_alive(one: _Recorded) -> bool:
    return bool(one["started"]) and started(one["pid"]) == one["started"]
