"""Return money to who paid it, once per key: claim, ask, settle, as a payment does."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from nauli.idempotency.claim import Held, Ticket, claim
from nauli.refunds.ask import ask
from nauli.refunds.create import create
from nauli.refunds.errors import RefundReasonUnusable
from nauli.refunds.look import look
from nauli.refunds.models import Refund


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """This key's refund; `held` says whether an answer is already stored for the key."""

    held: Held
    refund: Refund | None = None


def start_refund(payment: UUID, *, amount: str | None, reason: str, ticket: Ticket) -> Started:
    """Return this key's refund. Only the call that claims the key sends it to the gateway.

    `amount` is a decimal in the captured currency; None: all that is left.
    """
    if len(reason) > 100 or not reason.isprintable():
        raise RefundReasonUnusable(field="reason")
    held, refund = _claim(payment, amount=amount, reason=reason, ticket=ticket)
    if refund is not None:
        refund = ask(refund) if held.fresh else look(refund.pk, whether_due_or_not=True)
    return Started(held=held, refund=refund)


@transaction.atomic(durable=True)
def _claim(
    payment: UUID, *, amount: str | None, reason: str, ticket: Ticket
) -> tuple[Held, Refund | None]:
    """Commit key, refund, reference and what they take from the payment, before anybody hears."""
    new_id = uuid.uuid4()
    held = claim(ticket, subject=new_id)
    if held.status is not None:
        return held, None
    if not held.fresh:
        return held, Refund.objects.select_related("payment__order__customer").get(pk=held.subject)
    return held, create(new_id, payment, amount=amount, reason=reason)
