"""Starting real things in folders of their own, and seeing whether their processes are gone."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.launch.processes import ROOT


@contextmanager
def folder_for_all() -> Iterator[Path]:
    """Make a folder that the servers' user can enter too: pytest's own are closed to others."""
    path = Path(tempfile.mkdtemp(prefix="nauli-launch-"))
    path.chmod(0o711)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def folder() -> Iterator[Path]:
    with folder_for_all() as path:
        yield path


@pytest.fixture
def long_folder(folder: Path) -> Path:
    return make_long(folder)


def make_long(folder: Path) -> Path:
    """Make a folder with a space in its path, which is longer than 120 characters."""
    path = folder / ("a folder with a long name " + "x" * 100)
    path.mkdir()
    path.chmod(0o711)
    return path


@pytest.fixture
def background() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    with in_background() as start:
        yield start


@contextmanager
def in_background() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start Python in the background from the project's root; what still runs is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            (sys.executable, *arguments),
            cwd=ROOT,
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        started.append(process)
        return process

    try:
        yield start
    finally:
        for process in started:
            if process.poll() is None:
                process.kill()
            process.communicate()
