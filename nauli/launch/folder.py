"""The data folder: whether it can be used, who uses it now, and the secrets it keeps."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from nauli.launch.errors import CannotStart

# initdb hands paths to a shell within double quotes, where these mean something.
_ODD = set('"$`\\')
_MOMENT_SECONDS = 1


def open_folder(path: Path) -> Path:
    """Return the folder's full path, made if need be, or say why it cannot be used."""
    folder = Path(os.path.abspath(path))  # noqa: PTH100 - links stay: their names may be nicer
    refuse_odd_path(folder)
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True)
            # Passing through is all that the servers' account may do; their own folders are theirs.
            folder.chmod(0o711)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"can be written")
    except OSError as error:
        raise CannotStart(
            f"The data folder {folder} cannot be used ({error.strerror}): "
            "name another with NAULI_DATA."
        ) from error
    return folder


def refuse_odd_path(path: Path) -> None:
    text = str(path)
    if not text.isprintable() or _ODD & set(text):
        raise CannotStart(
            f"The path {text!a} holds a character that PostgreSQL's tools cannot take "
            "(quotes, $, `, \\ or an invisible one): use another folder."
        )


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder for this process; the kernel lets go when the process dies."""
    with (folder / "lock").open("a+") as file:
        if not _lock(file):
            file.seek(0)
            raise CannotStart(
                f"Nauli is already running on {folder} (process {file.read().strip() or '?'}): "
                "stop that one, or start this one with another NAULI_DATA, PORT and SANDBOX_PORT."
            )
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
        file.truncate(0)


def _lock(file: TextIO) -> bool:
    """Try for a moment: who was just killed may take that long to be gone."""
    deadline = time.monotonic() + _MOMENT_SECONDS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        else:
            return True


def write_private(path: Path, text: str) -> None:
    """Write a file whole or not at all, readable by its owner only."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)  # the temporary file was made 0600


def keep(path: Path, fresh: dict[str, str]) -> dict[str, str]:
    """Return what `path` keeps (JSON, 0600); names of `fresh` that it lacks are added for good."""
    try:
        kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        kept = {}
    except (OSError, ValueError) as error:
        raise CannotStart(
            f"{path} cannot be read: restore it, or remove it to begin anew."
        ) from error
    if fresh.keys() - kept.keys():
        kept = {**fresh, **kept}
        write_private(path, json.dumps(kept, indent=2) + "\n")
    return kept
