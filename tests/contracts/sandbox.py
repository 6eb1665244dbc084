"""The real sandbox as a process of its own, and its control API."""

from __future__ import annotations

import json
import os
import re
import selectors
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_ROOT = Path(__file__).parents[2]
_SECONDS_TO_START = 20
WEBHOOK_SECRET = "contract-secret"
_READY = re.compile(r"(http://[^/]+)/_sandbox/ \(mail: [^:]+:([0-9]+)\)")


@dataclass(frozen=True)
class Sandbox:
    url: str
    smtp_port: int

    def tell(self, path: str, body: object = None) -> Any:  # noqa: ANN401  # JSON of any shape
        """POST to the control API."""
        return self._control(path, json.dumps(body or {}).encode())

    def ask(self, path: str) -> Any:  # noqa: ANN401  # JSON of any shape
        return self._control(path, None)

    def fault(self, on: str, do: str, **more: object) -> None:
        self.tell("faults", {"on": on, "do": do, **more})

    def charges(self) -> list[dict[str, Any]]:
        return self.book("charges")

    def book(self, page: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.ask("book")[page]
        return rows

    def _control(self, path: str, body: bytes | None) -> Any:  # noqa: ANN401  # JSON of any shape
        request = urllib.request.Request(f"{self.url}/_sandbox/{path}", data=body)  # noqa: S310  # ours
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  # ours
            return json.load(answer)


@contextmanager
def running_sandbox(folder: Path) -> Iterator[Sandbox]:
    """Start it on ports that the system picks; stop it and wait for its end."""
    command = [sys.executable, "-m", "nauli_sandbox", "--port", "0", "--smtp-port", "0"]
    process = subprocess.Popen(
        [*command, "--data", str(folder)],
        cwd=_ROOT,
        env={
            **os.environ,
            "MOMO_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "CHAPA_WEBHOOK_SECRET": WEBHOOK_SECRET,
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        url, smtp_port = _wait_until_ready(process.stdout)
        yield Sandbox(url, smtp_port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)


def _wait_until_ready(output: IO[str]) -> tuple[str, int]:
    with selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        deadline = time.monotonic() + _SECONDS_TO_START
        while selector.select(max(deadline - time.monotonic(), 0)):
            line = output.readline()
            if ready := _READY.search(line):
                return ready[1], int(ready[2])
            if not line:
                break
    raise AssertionError("The sandbox did not start.")
