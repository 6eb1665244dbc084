"""What becomes of a checkout. Each move, its webhook and its callback are one commit.

pending ──┬──> success ──┬──> refunded   (all of it was given back)
   │      │              └──> reversed
   ├──────┼──> failed ───────> success   (the link stays open for another try)
   └──────┴──> cancelled ────> success   (only by a script that says "late")
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from nauli_sandbox import clock
from nauli_sandbox.book import Row
from nauli_sandbox.chapa.checkouts import find_checkout
from nauli_sandbox.chapa.tell import tell
from nauli_sandbox.sandbox import Sandbox

_MOST_FAILURES = 10  # a payer may try ten times on one link
_UNPAID = ("pending", "failed")
_MOVE = """
    UPDATE chapa_checkouts SET status = :status, updated_at = :now, due_at = NULL,
        method = coalesce(:method, method), mobile = coalesce(:mobile, mobile),
        failures = failures + (:status = 'failed'),
        paid_at = CASE WHEN :status = 'success' THEN :now ELSE paid_at END
    WHERE tx_ref = :tx_ref AND status IN (SELECT value FROM json_each(:among))
        AND (NOT :open_only OR (failures < :most AND expires_at > :now))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """How somebody paid, or tried to: `mobile` without a plus sign, None for a card."""

    method: str = "telebirr"
    mobile: str | None = "251900123456"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    status: str
    among: tuple[str, ...] = _UNPAID
    open_only: bool = True  # as long as the link can be paid on
    callback: bool = True


_PAID_LATE = _Move(status="success", among=(*_UNPAID, "cancelled"), open_only=False)
_REVERSED = _Move(status="reversed", among=("success",), open_only=False, callback=False)
_REFUNDED = _Move(status="refunded", among=("success",), open_only=False, callback=False)


def is_open(checkout: Row) -> bool:
    """Say whether a person can still pay on its link."""
    return (
        checkout["status"] in _UNPAID
        and checkout["failures"] < _MOST_FAILURES
        and checkout["expires_at"] > clock.now()
    )


def pay(sandbox: Sandbox, checkout: Row, payer: Payer, *, late: bool = False) -> bool:
    """Pay it. False: it is paid already, or its link is closed, unless the payment is late."""
    return _move(sandbox, checkout, _PAID_LATE if late else _Move(status="success"), payer)


def fail(sandbox: Sandbox, checkout: Row, payer: Payer) -> bool:
    """Let an attempt fail. The link stays open, unless there were ten."""
    return _move(sandbox, checkout, _Move(status="failed"), payer)


def cancel(sandbox: Sandbox, checkout: Row, *, by_payer: bool) -> bool:
    """Close the link for ever. The merchant is not called back about what they did themselves."""
    return _move(sandbox, checkout, _Move(status="cancelled", callback=by_payer))


def reverse(sandbox: Sandbox, checkout: Row) -> bool:
    return _move(sandbox, checkout, _REVERSED)


def mark_refunded(sandbox: Sandbox, checkout: Row) -> bool:
    return _move(sandbox, checkout, _REFUNDED)


def pay_due(sandbox: Sandbox) -> None:
    """Pay what pays by itself, also what came due while nobody was up."""
    due = sandbox.book.rows("SELECT * FROM chapa_checkouts WHERE due_at <= ?", (clock.now(),))
    with sandbox.book.together():
        for checkout in due:
            if not pay(sandbox, checkout, Payer()):
                sandbox.book.write(
                    "UPDATE chapa_checkouts SET due_at = NULL WHERE tx_ref = ?",
                    (checkout["tx_ref"],),
                )


def _move(sandbox: Sandbox, checkout: Row, move: _Move, payer: Payer | None = None) -> bool:
    """Move it if its status and its link allow it, and queue what is told about it."""
    book = sandbox.book
    values = {
        "status": move.status,
        "among": json.dumps(move.among),
        "open_only": move.open_only,
        "most": _MOST_FAILURES,
        "now": clock.now(),
        "method": payer.method if payer else None,
        "mobile": payer.mobile if payer else None,
        "tx_ref": checkout["tx_ref"],
    }
    with book.together():
        moved = book.write(_MOVE, values)
        told = find_checkout(book, checkout["tx_ref"])
        if moved and told is not None:
            tell(sandbox, told, back=move.callback)
    sandbox.wake.set()
    return bool(moved)
