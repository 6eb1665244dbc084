"""Make `.venv` from `uv.lock` with the standard library alone; do nothing when it is there.

uv is taken from PATH, else it is installed into `.venv` by pip. Both are told of the package
index, wheelhouse, proxy and certificates that pip is set up for (see `pip_settings`).
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from nauli.launch.pip_settings import PUBLIC_INDEX, environment_for_uv

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".made-from"
# The lock's revision is not fully read by an older uv.
UV_LEAST = (0, 9)
UV = "uv>=0.9,<1"


def main() -> None:
    """Bring `.venv` up to `uv.lock`; `--dev` adds what tests and checks need."""
    group = "dev" if "--dev" in sys.argv[1:] else "run"
    try:
        if not _is_made(group):
            with _alone():
                if not _is_made(group):
                    _make(group)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        _give_up(f".venv cannot be made: {error.filename or ROOT}: {error.strerror}.")


def _stamp() -> str:
    """Return a digest of what `.venv` depends on: the lock, the project, this Python, this place.

    The place counts because a moved project leaves the path of its old place in `.venv`.
    """
    digest = hashlib.sha256()
    for name in ("uv.lock", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    digest.update(os.fsencode(f"{sys.version} {sys.prefix} {ROOT}"))
    return digest.hexdigest()


def _is_made(group: str) -> bool:
    try:
        stamp, made = STAMP.read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return False
    # What was made for tests holds all that is needed to run.
    return stamp == _stamp() and made in {"dev", group} and os.access(PYTHON, os.X_OK)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let one make at a time install; the others wait, and then find it done."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        # Some network file systems cannot lock a folder; there, two makes are on their own.
        with contextlib.suppress(OSError):
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _make(group: str) -> None:
    began = time.monotonic()
    if not os.access(VENV if VENV.exists() else ROOT, os.W_OK):
        _give_up(f"{ROOT} cannot be written to, so that nothing can be installed there.")
    _say("Installing what uv.lock names into .venv (once) ...")
    env = environment_for_uv(VENV)
    if VENV.exists() and not _works(PYTHON):
        _say(".venv is broken; making it anew.")
        _remove()
    if not _sync(_uv(env), env, group):
        # What is half made or was changed by hand is not worth mending: once more, from nothing.
        _say("That failed; making .venv anew.")
        _remove()
        if not _sync(_uv(env), env, group):
            _give_up(
                "The packages that uv.lock names could not be installed (see above): is a package "
                "index reachable? Set one up for pip (pip config set global.index-url ...) and it "
                "is used here too."
            )
    STAMP.write_text(f"{_stamp()} {group}\n", encoding="ascii")
    _say(f"Installed in {time.monotonic() - began:.0f} s.")


def _works(python: Path) -> bool:
    """Say whether it runs, is new enough and still fits the folder of its packages."""
    # After an upgrade of the system's Python the link still works, but leads to another version.
    code = (
        "import os, sys; version = 'python%d.%d' % sys.version_info[:2]; "
        "packages = os.path.join(sys.prefix, 'lib', version, 'site-packages'); "
        "sys.exit(sys.version_info < (3, 11) or sys.prefix == sys.base_prefix"
        " or not os.path.isdir(packages))"
    )
    try:
        command = [str(python), "-I", "-c", code]
        return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        return False


def _remove() -> None:
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    else:
        shutil.rmtree(VENV)


def _uv(env: dict[str, str]) -> list[str]:
    """Return the command of a uv that works; afterwards `.venv` holds a Python."""
    found = shutil.which("uv", path=env["PATH"])
    if found and _version_of([found], env) >= UV_LEAST:
        if not PYTHON.exists():
            _run([found, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)], env)
        return [found]
    if not PYTHON.exists():
        _make_venv(env)
    uv = [str(PYTHON), "-m", "uv"]
    if _version_of(uv, env) < UV_LEAST:
        if not _run([str(PYTHON), "-m", "pip", "--version"], env, quiet=True):
            _remove()  # it was made by a tool that leaves pip out
            _make_venv(env)
        _say("Installing uv with pip ...")
        if not _run([str(PYTHON), "-m", "pip", "install", "--quiet", UV], env):
            _give_up(
                "uv is not here and pip could not install it (see above): is a package index "
                "reachable? Or install uv yourself: https://docs.astral.sh/uv/"
            )
    return uv


def _make_venv(env: dict[str, str]) -> None:
    if not _run([sys.executable, "-I", "-c", "import ensurepip, venv"], env, quiet=True):
        _give_up(
            "This Python cannot make virtual environments. On Debian and Ubuntu: "
            "apt install python3-venv. Then run make again."
        )
    if not _run([sys.executable, "-I", "-m", "venv", "--clear", str(VENV)], env):
        _give_up(
            "python3 -m venv failed (see above). On Debian and Ubuntu: apt install python3-venv."
        )


def _version_of(uv: list[str], env: dict[str, str]) -> tuple[int, ...]:
    command = [*uv, "--version"]
    try:
        said = subprocess.run(command, env=env, capture_output=True, check=True, text=True).stdout
        return tuple(int(part) for part in said.split()[1].split(".")[:2])
    except (OSError, subprocess.CalledProcessError, IndexError, ValueError):
        return (0, 0)


def _sync(uv: list[str], env: dict[str, str], group: str) -> bool:
    only = [] if group == "dev" else ["--no-dev"]
    index = env.get("UV_DEFAULT_INDEX", PUBLIC_INDEX).rstrip("/")
    if index == PUBLIC_INDEX and "UV_NO_INDEX" not in env:
        # --inexact keeps uv itself, which the lock does not name.
        return _run([*uv, "sync", "--frozen", "--inexact", "--compile-bytecode", *only], env)
    # The lock names files by their public address. Where only a mirror may be asked, the same
    # versions are installed from there, and the lock's hashes prove that they are the same files.
    pins = str(VENV / "locked.txt")
    export = ["export", "--frozen", "--no-emit-project", *only, "--output-file", pins]
    install = ["pip", "install", "--python", str(PYTHON)]
    if not (
        _run([*uv, *export], env, quiet=True)
        and _run([*uv, *install, "--compile-bytecode", "--require-hashes", "-r", pins], env)
    ):
        return False
    # Only the command `nauli` comes with this; `python -m nauli` works without, and so a mirror
    # that lacks the tool that builds it is no obstacle.
    _run([*uv, *install, "--no-deps", "--editable", str(ROOT)], env, quiet=True)
    return True


def _run(command: list[str], env: dict[str, str], *, quiet: bool = False) -> bool:
    out = subprocess.DEVNULL if quiet else None
    return (
        subprocess.run(command, cwd=ROOT, env=env, stdout=out, stderr=out, check=False).returncode
        == 0
    )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _give_up(sentence: str) -> NoReturn:
    sys.stderr.write(sentence + "\n")
    sys.exit(1)
