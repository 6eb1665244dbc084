"""Seeing whether processes run, and waiting for what they do."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

# In a bare chroot it is not, and then nobody can tell who has started whom.
needs_proc = pytest.mark.skipif(not Path("/proc/self").exists(), reason="/proc is not mounted")


def eventually(true: Callable[[], object], *, within_seconds: float = 30) -> None:
    """Wait until it is true, or fail."""
    deadline = time.monotonic() + within_seconds
    while not true():
        assert time.monotonic() < deadline, "it did not become true in time"
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    """Say whether it runs; a zombie does not, where that can be told."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except ProcessLookupError:
        return False
    except OSError:
        return not Path("/proc/self").exists()
    return state.rpartition(")")[2].split()[0] not in "ZX"


def descendants(pid: int) -> set[int]:
    """Return the processes that it started, and those that they started; none without /proc."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text(encoding="ascii", errors="replace")
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def bare_environment(**settings: str) -> dict[str, str]:
    """An environment with next to nothing in it, as of `env -i`."""
    keep = {"COVERAGE_PROCESS_START"} & os.environ.keys()
    return {**{name: os.environ[name] for name in keep}, **settings}
