"""One invariant, as a question to the database whose right answer is: no rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What must be true, and the SELECT of all rows for which it is not.

    The names of the windows (see windows.py) stand for the rows that are looked at; everything that
    such a row is compared with is looked for in the tables themselves.
    """

    number: str  # in the list of docs/audit.md
    name: str
    says: str
    sql: str
    whole: bool = False  # makes sense over all rows alone, so that the schedule leaves it out


def as_uuid(column: str) -> str:
    """Return SQL for a text column as a uuid, so that an index finds it; null where it is none."""
    return (
        f"CASE WHEN {column} ~ '^[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}$'"
        f" THEN {column}::uuid END"
    )
