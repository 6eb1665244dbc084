"""Run a command, or the tests, with private servers that are thrown away afterwards."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Sequence

from nauli.launch.errors import StartStopped
from nauli.launch.servers import Servers, private_servers
from nauli.launch.wanted import ROOT

_PATIENCE_SECONDS = 15


def run_with_servers(command: Sequence[str]) -> int:
    """Run it with DATABASE_URL and CELERY_BROKER_URL set, and return its exit status."""
    with private_servers(durable=False) as servers:
        servers.supervisor.heed_signals()
        return _run(command, servers)


def run_tests(arguments: Sequence[str]) -> int:
    """Run pytest in three processes, as many as keep two cores busy; arguments come later and win.

    What tests share, such as real processes, they say by a group, which stays in one process.
    """
    shared = ("-n", "3", "--dist", "loadgroup")
    return run_with_servers((sys.executable, "-m", "pytest", *shared, *arguments))


def _run(command: Sequence[str], servers: Servers) -> int:
    ours = {**servers.environment(), "SECRET_KEY": secrets.token_urlsafe(50)}
    # A setting may also come from a file, but not from both.
    files = {f"{name}_FILE" for name in ours}
    env = {**{name: value for name, value in os.environ.items() if name not in files}, **ours}
    try:
        child = subprocess.Popen(command, cwd=ROOT, env=env)
    except OSError as error:
        sys.stderr.write(f"{command[0]} cannot be run: {error.strerror}.\n")
        return 127
    with child:
        try:
            while child.poll() is None:
                servers.supervisor.look()
        except StartStopped:
            child.send_signal(signal.SIGINT)
        try:
            return child.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            return child.wait()
