"""The gateway's last word for a payment's state, where it is none that we know."""

from __future__ import annotations

import json
from collections.abc import Sequence

from nauli.payments.models import Exchange, Payment

# https://momodeveloper.mtn.com/api-documentation/api-description: CREATED is the fourth, unlisted.
_KNOWN = {"momo": frozenset({"CREATED", "PENDING", "SUCCESSFUL", "FAILED"})}
_LONGEST = 40


def strange_word(payment: Payment, exchanges: Sequence[Exchange]) -> str:
    """Return it, or nothing; `exchanges` are the newest ones, the newest first."""
    last = next((row for row in exchanges if row.operation == "status" and row.status == 200), None)
    known = _KNOWN.get(payment.gateway)
    if last is None or known is None:
        return ""
    try:
        told = json.loads(last.answer)
    except ValueError:
        return ""
    word = told.get("status") if isinstance(told, dict) else None
    return repr(word[:_LONGEST]) if isinstance(word, str) and word not in known else ""
