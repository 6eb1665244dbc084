"""The programs that are Nauli: web, worker, schedule; the sandbox; and the one that prepares."""

from __future__ import annotations

import http.client
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from nauli.launch.children import Program
from nauli.launch.wanted import HOST, ROOT, Wanted

_PYTHON = (sys.executable, "-m")
_OURS, _SANDBOX = 2, 1  # tiers: the sandbox outlives those that call it, the servers all others


def sandbox(wanted: Wanted, env: Mapping[str, str]) -> Program:
    where = ("--port", str(wanted.sandbox_port), "--data", str(wanted.data / "sandbox"))
    return Program(
        name="sandbox",
        title="sandbox",
        argv=(*_PYTHON, "nauli_sandbox", *where),
        env=env,
        cwd=ROOT,
        tier=_SANDBOX,
        ready=lambda: _answers(wanted.sandbox_port, "/_sandbox/"),
    )


def check(env: Mapping[str, str], *, database: bool) -> Program:
    """Read the settings, and see whether a database that the user names can be used."""
    return Program(
        name="check",
        title="check of the settings",
        argv=(*_PYTHON, "nauli.launch.check", *(("--database",) if database else ())),
        env=env,
        cwd=ROOT,
    )


def prepare(env: Mapping[str, str], facts: Path) -> Program:
    """Migrate, and load the demo data where they are wanted; `facts` gets what demo.json needs."""
    return Program(
        name="prepare",
        title="migration of the database",
        argv=(*_PYTHON, "nauli.launch.prepare", str(facts)),
        env=env,
        cwd=ROOT,
    )


def web(wanted: Wanted, env: Mapping[str, str]) -> Program:
    return Program(
        name="web",
        title="web server",
        argv=(*_PYTHON, "nauli.launch.web", HOST, str(wanted.port)),
        env=env,
        cwd=ROOT,
        tier=_OURS,
        ready=lambda: _answers(wanted.port, "/readyz"),
    )


def worker(wanted: Wanted, env: Mapping[str, str]) -> Program:
    sign = wanted.data / "worker.ready"
    sign.unlink(missing_ok=True)
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "warning")
    return Program(
        name="worker",
        title="worker",
        argv=(
            *(*_PYTHON, "celery", "--quiet", "-A", "nauli.config.celery", "worker"),
            *("--pool", "threads", "--concurrency", "8", *quiet, "-I", "nauli.launch.worker_ready"),
        ),
        env={**env, "NAULI_READY_FILE": str(sign)},
        cwd=ROOT,
        tier=_OURS,
        ready=sign.exists,
        # With a broker of the user's, what ends it may pass by itself, and nothing waits for it.
        attempts=1_000_000 if wanted.own_broker else 1,
        stop_signal=signal.SIGTERM,  # "warm": the task in hand is finished
    )


def schedule(env: Mapping[str, str], log: Path) -> Program:
    # Its first line says that it has begun; with fewer lines wanted, being alive has to do.
    is_silent = env.get("LOG_LEVEL", "INFO") in {"WARNING", "ERROR"}
    return Program(
        name="schedule",
        title="schedule",
        argv=(*_PYTHON, "nauli", "schedule"),
        env=env,
        cwd=ROOT,
        tier=_OURS,
        ready=lambda: is_silent or b"schedule_started" in log.read_bytes(),
    )


def _answers(port: int, path: str) -> bool:
    line = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        line.request("GET", path)
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
