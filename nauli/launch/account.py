"""Whom the private servers run as. PostgreSQL refuses root, and so do we for Valkey.

A user runs them as themselves. Root runs them as an unprivileged user that exists already: initdb
asks the password file for a name, so that a number alone is not enough.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from nauli.launch.errors import CannotStart

_UNPRIVILEGED = ("nobody", "daemon")


@dataclass(frozen=True, slots=True)
class Account:
    """An unprivileged user that root can become."""

    name: str
    uid: int
    gid: int

    def can_enter(self, folder: Path) -> bool:
        """Try, as that user: groups, ACLs and mount options decide as well as modes do."""
        return (
            subprocess.run(
                ("/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)),
                check=False,
                cwd="/",
                stderr=subprocess.DEVNULL,
                user=self.uid,
                group=self.gid,
                extra_groups=[],
            ).returncode
            == 0
        )

    def own(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)


def for_servers() -> Account | None:
    """Return None where we are not root: the servers run as whoever runs us."""
    if os.geteuid() != 0:
        return None
    for name in _UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        account = Account(name, entry.pw_uid, entry.pw_gid)
        try:
            if account.can_enter(Path("/")):
                return account
        except OSError:  # in some containers root may become nobody else
            continue
    raise CannotStart(
        "PostgreSQL does not run as root, and there is no user nobody to run it as: "
        "start as another user, or set DATABASE_URL to a server of your own."
    )


def refuse_nameless() -> None:
    """Refuse to run initdb as a user without a name, as containers may have them."""
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        raise CannotStart(
            f"PostgreSQL asks for its user's name, and user {os.geteuid()} has none: add one to "
            "/etc/passwd, start as another user, or set DATABASE_URL to a server of your own."
        ) from None
