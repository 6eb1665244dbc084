"""With a project that needs no package, so that all but the downloads is real."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest

from tests.launch.processes import ROOT

PROJECT = """\
[project]
name = "small"
version = "1"
requires-python = ">=3.11"
[dependency-groups]
dev = []
[tool.uv]
package = false
"""
LOCK = """\
version = 1
revision = 3
requires-python = ">=3.11"

[[package]]
name = "small"
version = "1"
source = { virtual = "." }

[package.metadata]

[package.metadata.requires-dev]
dev = []
"""


@pytest.fixture
def project(long_folder: Path) -> Path:
    (long_folder / "nauli" / "launch").mkdir(parents=True)
    for name in ("__init__.py", "venv.py", "install.py", "pip_settings.py"):
        shutil.copy(ROOT / "nauli" / "launch" / name, long_folder / "nauli" / "launch")
    (long_folder / "nauli" / "__init__.py").touch()
    (long_folder / "pyproject.toml").write_text(PROJECT)
    (long_folder / "uv.lock").write_text(LOCK)
    return long_folder


def _install(project: Path, *flags: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the script as make does: the system's Python, isolated. Nothing can be downloaded."""
    base = Path(sys.base_prefix) / "bin" / f"python{sysconfig.get_python_version()}"
    script = project / "nauli" / "launch" / "venv.py"
    return subprocess.run(
        (str(base), "-I", str(script), *flags),
        env={"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "HOME": str(project), **env},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


def _path_with_uv() -> str:
    beside = Path(sys.executable).parent  # where pip has put it, where it was not on PATH
    found = shutil.which("uv", path=f"{beside}:{os.environ.get('PATH', '')}")
    assert found, "make puts uv into .venv, or takes it from PATH"
    return f"{Path(found).parent}:{os.environ.get('PATH', os.defpath)}"


def test_it_is_made_once_and_then_left_alone(project: Path) -> None:
    path = _path_with_uv()
    first = _install(project, PATH=path)
    assert first.returncode == 0, first.stderr
    assert "Installed in" in first.stdout
    began = time.monotonic()
    second = _install(project, PATH=path)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert time.monotonic() - began < 1
    python = project / ".venv" / "bin" / "python"
    assert subprocess.run((python, "-c", "pass"), check=False).returncode == 0


def test_tests_need_more_and_what_tests_have_is_enough_to_run(project: Path) -> None:
    path = _path_with_uv()
    assert _install(project, PATH=path).returncode == 0
    assert "Installed in" in _install(project, "--dev", PATH=path).stdout
    assert _install(project, PATH=path).stdout == ""


def test_another_lock_is_followed(project: Path) -> None:
    path = _path_with_uv()
    assert _install(project, PATH=path).returncode == 0
    (project / "uv.lock").write_text(LOCK + "\n")
    assert "Installed in" in _install(project, PATH=path).stdout


@pytest.mark.parametrize("how", ["empty", "no python", "file"])
def test_what_is_half_made_is_made_anew(project: Path, how: str) -> None:
    path, venv = _path_with_uv(), project / ".venv"
    if how == "file":
        venv.touch()
    else:
        (venv / "bin").mkdir(parents=True)
    if how == "no python":
        (venv / "bin" / "python").symlink_to("/no/such/python")
    done = _install(project, PATH=path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ".venv is broken; making it anew." in done.stdout


def test_without_uv_and_an_index_it_says_what_to_do(project: Path) -> None:
    done = _install(project, PATH="/nowhere")
    assert done.returncode == 1
    assert "uv is not here and pip could not install it" in done.stderr
    assert "Traceback" not in done.stderr
