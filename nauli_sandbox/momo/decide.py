"""Whatever was taken ends once: the status, the callback and the signed event are one commit.

CREATED ──┐
PENDING ──┼──> SUCCESSFUL
          └──> FAILED
"""

from __future__ import annotations

import secrets

from nauli_sandbox import clock
from nauli_sandbox.book import Row
from nauli_sandbox.momo.callback import queue_callback
from nauli_sandbox.momo.charges import find_charge
from nauli_sandbox.momo.event import queue_event
from nauli_sandbox.sandbox import Sandbox


def decide_due(sandbox: Sandbox) -> None:
    """Decide every charge whose time has come, also those that came due while nobody was up."""
    book = sandbox.book
    due = book.rows("SELECT * FROM charges WHERE due_at <= ? ORDER BY due_at", (clock.now(),))
    with book.together():
        for charge in due:
            decide(sandbox, charge, status=charge["next_status"], reason=charge["next_reason"])


def decide(sandbox: Sandbox, charge: Row, *, status: str, reason: str = "") -> bool:
    """End the charge and queue what is told about it. False: it had ended already."""
    book = sandbox.book
    with book.together():
        ended = book.write(
            "UPDATE charges SET status = ?, reason = ?, transaction_id = ?, decided_at = ?,"
            " due_at = NULL WHERE reference = ? AND decided_at IS NULL",
            (
                status,
                reason,
                _transaction_id() if status == "SUCCESSFUL" else "",
                clock.now(),
                charge["reference"],
            ),
        )
        if ended:
            _tell(sandbox, charge["reference"])
    return bool(ended)


def _tell(sandbox: Sandbox, reference: str) -> None:
    charge = find_charge(sandbox.book, reference)
    if charge is not None:
        queue_callback(sandbox.book, charge)
        queue_event(sandbox, charge)
    sandbox.wake.set()


def _transaction_id() -> str:
    """Return ten digits, as short as MTN's."""
    return str(1_000_000_000 + secrets.randbelow(9_000_000_000))
