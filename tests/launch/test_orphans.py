from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from nauli.launch.orphans import started, stop_orphans
from tests.launch.processes import is_running, needs_proc

SLEEP = "import time; time.sleep(600)"


def _record(file: Path, *, pid: int, when: str) -> None:
    child = {"pid": pid, "started": when, "stop": int(signal.SIGTERM)}
    file.write_text(json.dumps({"pid": 1, "children": {"worker": child}}))


@needs_proc
def test_what_was_left_behind_is_stopped(
    folder: Path, background: Callable[..., subprocess.Popen[str]]
) -> None:
    process = background("-c", SLEEP)
    _record(folder / "run.json", pid=process.pid, when=started(process.pid))
    assert stop_orphans(folder / "run.json") == ["worker"]
    assert not is_running(process.pid)


@needs_proc
def test_a_stranger_with_the_same_number_is_left_alone(
    folder: Path, background: Callable[..., subprocess.Popen[str]]
) -> None:
    process = background("-c", SLEEP)
    boot, _, ticks = started(process.pid).partition("/")
    _record(folder / "run.json", pid=process.pid, when=f"{boot}/{int(ticks) - 1}")
    assert stop_orphans(folder / "run.json") == []
    assert is_running(process.pid)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"children": {"worker": {"pid": "1"}}}'])
def test_a_record_that_cannot_be_read_stops_nobody(folder: Path, text: str) -> None:
    (folder / "run.json").write_text(text)
    assert stop_orphans(folder / "run.json") == []


def test_no_record_stops_nobody(folder: Path) -> None:
    assert stop_orphans(folder / "run.json") == []
