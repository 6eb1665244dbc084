"""The gateway's last word for a payment's or a refund's state, where it is none that we know."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from uuid import UUID

from nauli.payments.models import Exchange, Payment
from nauli.refunds.models import Refund

# https://momodeveloper.mtn.com/api-documentation/api-description: CREATED is the fourth, unlisted.
_MOMO = frozenset({"CREATED", "PENDING", "SUCCESSFUL", "FAILED"})
# Each question about a state, by the journal's word for it, and the words that we can read.
_KNOWN = {
    ("momo", "status"): _MOMO,
    ("momo", "refund status"): _MOMO,
    # https://developer.chapa.co/integrations/verify-payments, and what its webhooks say.
    ("chapa", "verify"): frozenset(
        {"pending", "success", "failed", "failed/cancelled", "cancelled", "refunded", "reversed"}
    ),
    # https://developer.chapa.co/refund, and the states that those who use it report.
    ("chapa", "refund status"): frozenset({"initiated", "processing", "refunded", "reversed"}),
}
# Chapa wraps what it says of the payment; the word outside is about the request alone.
_WRAPPED = "chapa"
_LONGEST = 40


def strange_words(
    payment: Payment, refunds: Iterable[Refund], exchanges: Sequence[Exchange]
) -> dict[UUID, str]:
    """Return them by the id of the payment or refund; `exchanges` are the newest, newest first."""
    told = {payment.pk: _last(payment.gateway, exchanges, refund=None)}
    told |= {row.pk: _last(payment.gateway, exchanges, refund=row.pk) for row in refunds}
    return {number: word for number, word in told.items() if word}


def _last(gateway: str, exchanges: Sequence[Exchange], *, refund: UUID | None) -> str:
    for row in exchanges:
        known = _KNOWN.get((gateway, row.operation))
        if known is not None and row.status == 200 and row.refund == refund:
            word = _word(row.answer, wrapped=gateway == _WRAPPED)
            return repr(word[:_LONGEST]) if word and word not in known else ""
    return ""


def _word(answer: str, *, wrapped: bool) -> str:
    try:
        told = json.loads(answer)
    except ValueError:
        return ""
    if wrapped and isinstance(told, dict):
        told = told.get("data")
    word = told.get("status") if isinstance(told, dict) else None
    return word if isinstance(word, str) else ""
