"""Become another program that cannot outlive the one that started it.

Run as `python -IS follow.py <parent's pid> <signal> <uid> <gid> <program> [argument ...]`; uid and
gid are "-" to stay who we are. A step of its own, because the kernel forgets the signal when the
user changes, and because a launcher with threads must not run Python between fork and exec.
"""

from __future__ import annotations

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def end_with_parent(how: int) -> None:
    """Have the kernel send us `how` when the thread that started us ends. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, how, 0, 0, 0)


def main() -> None:
    parent, how, uid, gid, *command = sys.argv[1:]
    if uid != "-":
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    end_with_parent(int(how))
    if os.getppid() != int(parent):
        sys.exit("The launcher has ended already.")  # before the kernel was told
    try:
        os.execv(command[0], command)  # noqa: S606 - becoming a program is what this file is for
    except OSError as error:
        sys.exit(f"{command[0]} cannot be run: {error.strerror}.")


if __name__ == "__main__":
    main()
