"""A whole start in a folder and on ports of its own, as a person makes it."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import requests

from tests.launch.processes import bare_environment, descendants, eventually, is_running

Background = Callable[..., subprocess.Popen[str]]


@dataclass
class Machine:
    """One data folder with its two ports."""

    data: Path
    port: int
    sandbox_port: int
    background: Background
    first: int = 0  # the process of the start that stands, where one does
    settings: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        return bare_environment(
            PORT=str(self.port),
            SANDBOX_PORT=str(self.sandbox_port),
            NAULI_DATA=str(self.data),
            **self.settings,
        )

    def begin(self) -> subprocess.Popen[str]:
        return self.background("-m", "nauli.launch", "up", env=self.environment())

    def up(self) -> subprocess.Popen[str]:
        """Start, and return when demo.json says that everything answers."""
        (self.data / "demo.json").unlink(missing_ok=True)  # a killed run leaves its own
        process = self.begin()

        def is_up() -> bool:
            assert process.poll() is None, process.communicate()
            return (self.data / "demo.json").exists()

        eventually(is_up, within_seconds=90)
        return process

    def demo(self) -> dict[str, object]:
        facts: dict[str, object] = json.loads((self.data / "demo.json").read_text())
        return facts

    def pid(self, name: str) -> int:
        run = json.loads((self.data / "run.json").read_text())
        pid: int = run["children"][name]["pid"]
        return pid

    def get(self, path: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.demo()['api_key']}"}
        return requests.get(f"{self.demo()['base_url']}{path}", headers=headers, timeout=10)

    def is_ready(self) -> bool:
        try:
            return self.get("/readyz").status_code == 200
        except requests.ConnectionError:
            return False


def stop(process: subprocess.Popen[str], *, how: signal.Signals = signal.SIGTERM) -> str:
    everything = descendants(process.pid)
    process.send_signal(how)
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert not any(is_running(pid) for pid in everything)
    return out
