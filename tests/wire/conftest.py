"""A sandbox, a listener for its callbacks, and the environment that `make wire` has made."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from tests.sandbox.stand import Receiver, Stand
from tests.wire.environment import HERE, MODULES, NODE, PYTHON

Json = Any  # what the tests look into, member by member
_PATIENCE_SECONDS = 60  # for a whole flow; a quiet machine needs two


@pytest.fixture(scope="session")
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture(scope="session")
def stand(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> Iterator[Stand]:
    stand = Stand(tmp_path_factory.mktemp("wire"), receiver)
    stand.tell("settings", {"momo_approve_seconds": 0.1, "momo_delayed_seconds": 0.3})
    yield stand
    stand.close()


def run_foreign(program: str, told: object, **environ: str) -> Json:
    """Run one of the programs beside this file in its own environment; return what it prints."""
    command = [NODE] if program.endswith(".js") else [PYTHON, "-I"]
    return json.loads(start_foreign([*command, HERE / program], json.dumps(told), **environ))


def start_foreign(command: Sequence[object], told: str = "", **environ: str) -> str:
    """Return what a foreign program prints. It knows of no proxy but the one that is given here."""
    assert NODE.exists(), "The foreign clients are not installed: run `make wire`."
    clean = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    ended = subprocess.run(
        [str(part) for part in command],
        env=clean | {"NODE_PATH": str(MODULES / "node_modules")} | environ,
        input=told,
        capture_output=True,
        check=False,
        text=True,
        timeout=_PATIENCE_SECONDS,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout
