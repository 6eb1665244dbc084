"""Book a transfer, once per cause."""

from __future__ import annotations

from nauli.kit.money import Money
from nauli.ledger.models import Entry, Side, Transfer


def post(*, debit: str, credit: str, amount: Money, key: str, description: str) -> Transfer:
    """Debit one account and credit another, in the caller's transaction.

    `key` names the cause, and a cause is booked once: a second posting under the same key breaks
    the unique constraint and with it the caller's transaction. That is meant: whoever posts has
    locked what he settles, so that a second posting is a mistake and never a repetition.
    """
    transfer = Transfer.objects.create(key=key, description=description)
    Entry.objects.bulk_create(
        Entry(
            transfer=transfer,
            account=account,
            side=side,
            amount_minor=amount.minor,
            currency=amount.currency,
        )
        for side, account in ((Side.DEBIT, debit), (Side.CREDIT, credit))
    )
    return transfer
