"""The folder of the private servers' sockets: short, for the system's limit, and ours alone."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from nauli.launch.account import Account
from nauli.launch.errors import CannotStart

# /tmp first: it is there wherever a program runs, and its cleaners leave live sockets alone.
PLACES = (Path("/tmp"), Path("/run"), Path("/var/tmp"))  # noqa: S108 - see _is_ours


def socket_folder(home: Path, account: Account | None) -> Path:
    """Return a 0700 folder of the servers' user, the same for the same `home` each time.

    Another user may have taken the name, in a folder where all may write; then the next is tried.
    Lower case only: a URL's host, which it becomes a part of, does not keep capitals.
    """
    uid = account.uid if account else os.geteuid()
    key = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    for place in PLACES:
        for name in (f"nauli-{key}", f"nauli-{key}-2", f"nauli-{key}-3"):
            folder = place / name
            try:
                folder.mkdir(mode=0o700)
                if account:
                    account.own(folder)
            except FileExistsError:
                pass
            except OSError:
                break  # this place cannot be written to
            if _is_ours(folder, uid):
                return folder
    raise CannotStart(
        "There is no folder for the servers' sockets: one of /tmp, /run and /var/tmp has to be "
        "writable."
    )


def _is_ours(folder: Path, uid: int) -> bool:
    status = folder.lstat()
    private = stat.S_IMODE(status.st_mode) & 0o077 == 0
    return stat.S_ISDIR(status.st_mode) and status.st_uid == uid and private
