"""Where the private servers keep their data: in the data folder, if their user can get there."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from nauli.launch.account import Account, for_servers
from nauli.launch.binaries import COPIES
from nauli.launch.errors import CannotStart
from nauli.launch.sockets import socket_folder

# The file in the data folder that names the other folder, where there has to be one.
ELSEWHERE = "servers-are-in"


@dataclass(frozen=True, slots=True)
class Home:
    """The servers' folder, their sockets, and whom they run as (None: as ourselves)."""

    folder: Path
    sockets: Path
    account: Account | None

    def make(self, name: str) -> Path:
        """Return a folder in it that is private to the servers' user."""
        path = self.folder / name
        path.mkdir(mode=0o700, exist_ok=True)
        if self.account:
            self.account.own(path)
        return path

    def write(self, path: Path, text: str) -> None:
        """Write a file, 0600, that only the servers' user can read."""
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            if self.account:
                os.fchown(file.fileno(), self.account.uid, self.account.gid)
            file.write(text)

    def leave(self) -> None:
        """Remove the sockets' folder, once the servers have stopped and taken theirs away."""
        with contextlib.suppress(OSError):
            self.sockets.rmdir()

    def remove(self) -> None:
        """Remove all that the servers keep."""
        shutil.rmtree(self.sockets, ignore_errors=True)
        shutil.rmtree(self.folder)


def home_in(data: Path) -> Home:
    """Return the home of the servers of `data`, made if need be.

    Root's servers run as another user, who cannot enter, say, a folder under /root. No folder that
    we did not make is opened for them: they get one under /var/lib, and a file in `data` names it.
    """
    account = for_servers()
    folder = _named(data)
    if folder is None:
        folder = data / "servers"
        folder.mkdir(exist_ok=True, mode=0o711)
        folder.chmod(0o711)
        if account and not account.can_enter(folder):
            folder.rmdir()
            folder = _make_elsewhere(data)
    return Home(folder, socket_folder(folder, account), account)


def _named(data: Path) -> Path | None:
    file = data / ELSEWHERE
    if not file.exists():
        return None
    folder = Path(file.read_text(encoding="utf-8").strip())
    if not folder.is_dir():
        raise CannotStart(
            f"{file} says that the servers' data is in {folder}, which is not there: "
            f"bring it back, or remove {file} to begin anew."
        )
    return folder


def _make_elsewhere(data: Path) -> Path:
    COPIES.mkdir(parents=True, exist_ok=True)
    COPIES.chmod(0o755)
    folder = Path(tempfile.mkdtemp(prefix="data-", dir=COPIES))
    folder.chmod(0o711)
    (data / ELSEWHERE).write_text(f"{folder}\n", encoding="utf-8")
    return folder
