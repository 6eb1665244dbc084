"""Scripted misbehaviour: which point, what it does, how often, how likely, and for whom."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from nauli_sandbox.book import Book
from nauli_sandbox.settings import read_settings

BEFORE = ("hang_before", "error_before", "close_before", "delay")  # nothing was taken yet
AFTER = ("hang_after", "error_after", "close_after")  # taken and committed; only the answer suffers
REQUEST = BEFORE + AFTER
OUTGOING = ("drop", "duplicate", "delay")
_MAIL = ("hang_before", "error_before", "delay", "hang_after", "error_after")

_CHARGE = ("payer", "reference", "external_id")
_PAYOUT = ("payee", "reference", "external_id")
_EITHER = ("payer", "payee", "reference", "external_id", "kind")
_CHECKOUT = ("tx_ref", "reference", "email")
_CHAPA_REFUND = ("tx_ref", "reference", "merchant_reference")

# Where a fault can strike, what it can do there, and by what it can choose its victims.
POINTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "momo.provision": (REQUEST, ()),
    "momo.token": (REQUEST, ("product",)),
    "momo.requesttopay": ((*REQUEST, "fail"), _CHARGE),
    "momo.transfer": ((*REQUEST, "fail"), _PAYOUT),
    "momo.refund": ((*REQUEST, "fail"), _PAYOUT),
    "momo.status": ((*REQUEST, "alter"), _EITHER),
    "momo.balance": (REQUEST, ("product",)),
    "momo.accountholder": (REQUEST, ("party",)),
    "momo.notification": (REQUEST, ("reference",)),
    "momo.callback": ((*OUTGOING, "alter"), _EITHER),
    "momo.event": ((*OUTGOING, "alter"), _CHARGE),
    "chapa.initialize": (REQUEST, ("tx_ref", "email")),
    "chapa.verify": ((*REQUEST, "alter"), _CHECKOUT),
    "chapa.cancel": (REQUEST, _CHECKOUT),
    "chapa.refund": ((*REQUEST, "fail"), _CHAPA_REFUND),
    "chapa.refund_status": ((*REQUEST, "alter"), (*_CHAPA_REFUND, "ref_id")),
    "chapa.webhook": ((*OUTGOING, "alter"), (*_CHECKOUT, "event")),
    "chapa.callback": ((*OUTGOING, "alter"), _CHECKOUT),
    "sms.send": ((*REQUEST, "refuse"), ("number",)),
    "sms.user": (REQUEST, ()),
    "sms.receipt": ((*OUTGOING, "alter", "early", "reorder"), ("number", "status")),
    "smtp": (_MAIL, ("address",)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    on: str
    do: str
    status: int = 503
    code: str = ""  # MoMo's word or Chapa's sentence in an error; empty: what fits the status
    seconds: float = 30.0
    copies: int = 2
    apart_seconds: float = 0.0  # between copies
    reason: str = "INTERNAL_PROCESSING_ERROR"  # of a `fail`
    message: str = "InvalidPhoneNumber"  # of a `refuse`
    set: Mapping[str, Any] = field(default_factory=dict)  # of an `alter`; null takes a field away
    times: int | None = 1  # None: always
    probability: float = 1.0
    match: Mapping[str, str] = field(default_factory=dict)


def add_faults(book: Book, faults: list[Fault]) -> None:
    with book.together():
        for fault in faults:
            book.write(
                "INSERT INTO faults (point, script, times) VALUES (?, ?, ?)",
                (fault.on, json.dumps(asdict(fault)), fault.times),
            )


def list_faults(book: Book) -> list[dict[str, Any]]:
    found = book.rows("SELECT * FROM faults ORDER BY id")
    return [json.loads(row["script"]) | {"fired": row["fired"]} for row in found]


def clear_faults(book: Book) -> int:
    return book.write("DELETE FROM faults")


def fire(
    book: Book, point: str, among: tuple[str, ...], facts: Mapping[str, list[str]]
) -> Fault | None:
    """Return the oldest fault that strikes here and now, and count it. `facts` are all that match.

    A fault with `times` strikes that often and is then spent. One with a probability strikes by
    lot; the lot is drawn from the seed, the fault's place in the list and how often it could have
    struck, so that the same seed and the same order of requests give the same faults.
    """
    for row in book.rows(
        "SELECT *, (SELECT count(*) FROM faults AS older WHERE older.id < faults.id) AS place"
        " FROM faults WHERE point = ? AND (times IS NULL OR fired < times) ORDER BY id",
        (point,),
    ):
        fault = Fault(**json.loads(row["script"]))
        if fault.do not in among or not _chosen(fault, facts):
            continue
        strikes = _lot(book, row["place"], row["met"]) < fault.probability
        book.write(
            "UPDATE faults SET met = met + 1, fired = fired + ? WHERE id = ?",
            (strikes, row["id"]),
        )
        if strikes:
            return fault
    return None


async def before(book: Book, point: str, facts: Mapping[str, list[str]]) -> Fault | None:
    """Strike before anything is taken. Return the fault that is the answer, or None: go on."""
    fault = fire(book, point, BEFORE, facts)
    if fault and fault.do in ("hang_before", "delay"):
        await asyncio.sleep(fault.seconds)
    return None if fault is None or fault.do == "delay" else fault


async def after(book: Book, point: str, facts: Mapping[str, list[str]]) -> Fault | None:
    """Strike after the taking. Return the fault that is the answer, or None: answer the truth."""
    fault = fire(book, point, AFTER, facts)
    if fault and fault.do == "hang_after":
        await asyncio.sleep(fault.seconds)
        return None
    return fault


def altered(
    book: Book, point: str, body: Mapping[str, Any], facts: Mapping[str, list[str]]
) -> dict[str, Any]:
    """Return what is told at this point, which may be other than the truth."""
    fault = fire(book, point, ("alter",), facts)
    changed = fault.set if fault else {}
    gone = {name for name, value in changed.items() if value is None}
    return {name: value for name, value in {**body, **changed}.items() if name not in gone}


def _lot(book: Book, place: int, met: int) -> float:
    """Return a number from 0 up to 1."""
    words = f"{read_settings(book).seed}/{place}/{met}"
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:8]) / 2**64


def _chosen(fault: Fault, facts: Mapping[str, list[str]]) -> bool:
    # A phone is written with and without its plus sign.
    return all(
        wanted.lstrip("+").lower() in [fact.lstrip("+").lower() for fact in facts.get(name, [])]
        for name, wanted in fault.match.items()
    )
