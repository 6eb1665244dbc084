from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.launch.processes import ROOT

SCRIPT = ROOT / "nauli" / "launch" / "venv.py"
# Runs the script as an older Python would, up to its own look at the version.
PRETEND = "import runpy, sys; sys.version_info = {version}; runpy.run_path({path!r}, run_name='x')"


@pytest.mark.parametrize("version", [(3, 7, 3), (3, 9, 2), (3, 10, 14)])
def test_an_old_python_is_told_so_in_one_sentence(version: tuple[int, int, int]) -> None:
    code = PRETEND.format(version=version, path=str(SCRIPT))
    done = subprocess.run(
        (sys.executable, "-I", "-c", code), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == (
        f"Nauli needs Python 3.11 or later, and this is {'.'.join(map(str, version))}. "
        "Name a later one: make up PYTHON=python3.12\n"
    )


def test_an_old_python_can_read_it() -> None:
    ast.parse(SCRIPT.read_text(), feature_version=(3, 7))
