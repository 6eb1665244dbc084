"""Scripted misbehaviour: which point, what it does, how often, and for whom."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from nauli_sandbox.book import Book, Row

BEFORE = ("hang_before", "error_before", "delay")  # nothing was taken yet
AFTER = ("hang_after", "error_after")  # taken and committed; only the answer suffers
REQUEST = BEFORE + AFTER
OUTGOING = ("drop", "duplicate", "delay")

# Where a fault can strike, what it can do there, and by what it can choose its victims.
POINTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "momo.token": (REQUEST, ()),
    "momo.requesttopay": (REQUEST, ("payer", "reference", "external_id")),
    "momo.status": (REQUEST, ("payer", "reference", "external_id")),
    "momo.callback": (OUTGOING, ("payer", "reference", "external_id")),
    "momo.event": (OUTGOING, ("payer", "reference", "external_id")),
    "sms.send": (REQUEST, ("number",)),
    "sms.receipt": (OUTGOING, ("number",)),
    "smtp": (REQUEST, ("address",)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    on: str
    do: str
    status: int = 503
    seconds: float = 30.0
    copies: int = 2
    times: int | None = 1  # None: always
    match: Mapping[str, str] = field(default_factory=dict)


def add_faults(book: Book, faults: list[Fault]) -> None:
    with book.together():
        for fault in faults:
            book.write(
                "INSERT INTO faults (point, do, status, seconds, copies, times, match)"
                " VALUES (:on, :do, :status, :seconds, :copies, :times, :match)",
                asdict(fault) | {"match": json.dumps(fault.match)},
            )


def list_faults(book: Book) -> list[dict[str, Any]]:
    found = book.rows("SELECT * FROM faults ORDER BY id")
    return [asdict(_read(row)) | {"fired": row["fired"]} for row in found]


def clear_faults(book: Book) -> int:
    return book.write("DELETE FROM faults")


def fire(
    book: Book, point: str, among: tuple[str, ...], facts: Mapping[str, list[str]]
) -> Fault | None:
    """Return the oldest fault that strikes here and now, and count it. `facts` are all that match.

    A fault with `times` strikes that often and is then spent.
    """
    for row in book.rows(
        "SELECT * FROM faults WHERE point = ? AND (times IS NULL OR fired < times) ORDER BY id",
        (point,),
    ):
        fault = _read(row)
        if fault.do in among and _chosen(fault, facts):
            book.write("UPDATE faults SET fired = fired + 1 WHERE id = ?", (row["id"],))
            return fault
    return None


async def before(book: Book, point: str, facts: Mapping[str, list[str]]) -> int | None:
    """Strike before anything is taken. Return the status to answer instead, or None: go on."""
    fault = fire(book, point, BEFORE, facts)
    if fault is None:
        return None
    if fault.do != "error_before":
        await asyncio.sleep(fault.seconds)
    return None if fault.do == "delay" else fault.status


async def after(book: Book, point: str, facts: Mapping[str, list[str]]) -> int | None:
    """Strike after the taking. Return the status to answer instead, or None: answer the truth."""
    fault = fire(book, point, AFTER, facts)
    if fault is None:
        return None
    if fault.do == "hang_after":
        await asyncio.sleep(fault.seconds)
        return None
    return fault.status


def _read(row: Row) -> Fault:
    return Fault(
        on=row["point"],
        do=row["do"],
        status=row["status"],
        seconds=row["seconds"],
        copies=row["copies"],
        times=row["times"],
        match=json.loads(row["match"]),
    )


def _chosen(fault: Fault, facts: Mapping[str, list[str]]) -> bool:
    # A phone is written with and without its plus sign.
    return all(
        wanted.lstrip("+").lower() in [fact.lstrip("+").lower() for fact in facts.get(name, [])]
        for name, wanted in fault.match.items()
    )
