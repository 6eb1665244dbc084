"""The book on disk: one sqlite file, written by this process alone.

Every call here is short and synchronous, and the server has one thread: what stands between two
awaits cannot be interleaved, so 200 racing requests with one reference find one winner. A commit
is in the kernel's hands before an answer leaves, which survives a kill of the process (WAL,
synchronous=NORMAL); a power cut may lose the last moments, and for a sandbox it may.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nauli_sandbox.errors import CannotStart
from nauli_sandbox.schema import STEPS

Row = sqlite3.Row
Values = Sequence[Any] | Mapping[str, Any]

_EVERYTHING = (
    "DELETE FROM charges; DELETE FROM asks; DELETE FROM handsets; DELETE FROM messages;"
    "DELETE FROM numbers; DELETE FROM mails; DELETE FROM deliveries; DELETE FROM faults;"
    "DELETE FROM settings; DELETE FROM notifications; DELETE FROM api_users;"
    "DELETE FROM subscriptions; DELETE FROM chapa_refunds; DELETE FROM chapa_checkouts;"
    "DELETE FROM chapa_asks"
)


class Book:
    def __init__(self, folder: Path) -> None:
        """Open the book, or begin one. CannotStart where the folder or the file is of no use."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._connection = _open(folder / "book.sqlite3")
        except OSError as error:
            raise CannotStart(
                f"{folder} cannot be used as data folder: {error.strerror}."
            ) from None
        except sqlite3.Error as error:
            why = "another sandbox is using it" if "locked" in str(error) else error
            raise CannotStart(f"{folder} cannot be used as data folder: {why}.") from None

        self._run = secrets.token_hex(4)

    def close(self) -> None:
        self._connection.close()

    @property
    def edition(self) -> str:
        """Return a word that is another one whenever anything was written."""
        return f"{self._run}-{self._connection.total_changes}"

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Values = ()) -> Row | None:
        found: Row | None = self._connection.execute(sql, values).fetchone()
        return found

    def write(self, sql: str, values: Values = ()) -> int:
        """Write one statement and return how many rows it touched."""
        return self._connection.execute(sql, values).rowcount

    @contextmanager
    def together(self) -> Iterator[None]:
        """Commit what is written inside, all or nothing. May be nested. Never await inside."""
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def empty(self) -> None:
        """Forget everything but the tokens: a client that holds one is no part of a test."""
        with self.together():
            for statement in _EVERYTHING.split(";"):
                self.write(statement)


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=1.0, isolation_level=None)
    connection.row_factory = sqlite3.Row
    # Exclusive, so that two sandboxes never share a book; a killed one lets go of it at once.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("BEGIN EXCLUSIVE")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version not in range(len(STEPS) + 1):
        raise CannotStart(
            f"{path} was written by a later version of the sandbox: move it out of the way."
        )
    for step in STEPS[version:]:
        for statement in step.split(";\n"):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(STEPS)}")
    # What was on its way when the last process died is on its way again.
    connection.execute("UPDATE deliveries SET in_flight = 0 WHERE in_flight = 1")
    connection.execute("COMMIT")
    return connection
