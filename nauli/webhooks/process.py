"""Turn a stored event into a report and settle it, in one transaction with the event's own end."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from nauli.gateways.contract import Outcome, Report
from nauli.kit.each import each
from nauli.kit.errors import NauliError
from nauli.kit.money import InvalidMoney, Money
from nauli.payments.look import ask_soon
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.webhooks.models import Event

_OUTCOMES = {
    "success": Outcome.SUCCEEDED,
    "failed": Outcome.FAILED,
    "pending": Outcome.PENDING,
}


# Our UUID or MTN's number. What holds anything else is no id, and the database may not take it.
_ID = re.compile(r"[!-~]{1,64}")


class _DoesNotFit(NauliError):
    """The event is genuine and says something that fits none of our payments."""

    def __init__(self, detail: str, *, payment: Payment | None = None) -> None:
        """Name the `payment` that it speaks of, where one is known: staff read of it there."""
        super().__init__(detail)
        self.payment = payment


@transaction.atomic
def process(number: int) -> None:
    """Act on one event, once. Whoever comes second finds it locked or done."""
    event = (
        Event.objects.select_for_update(skip_locked=True)
        .filter(pk=number, state=Event.State.RECEIVED)
        .first()
    )
    if event is None:
        return
    try:
        event.payment, report = _read(bytes(event.body))
        _act(event, event.payment, report)
    except _DoesNotFit as error:
        event.payment = error.payment
        _set_aside(event, error.detail)
    event.processed_at = Now()
    event.save()


def _set_aside(event: Event, why: str) -> None:
    event.state, event.note = Event.State.SET_ASIDE, why[:300]
    raise_case(
        Case.Kind.EVENT,
        event.pk,
        detail=why,
        payment=event.payment.pk if event.payment else None,
        order=event.payment.order_id if event.payment else None,
    )


def _act(event: Event, payment: Payment, report: Report | None) -> None:
    event.state = Event.State.PROCESSED
    if report is None:
        event.note = "An unknown status: the gateway is asked."
        ask_soon(payment)
        return
    final_before = payment.final
    settled = settle(report, asked=False)
    if final_before and report.outcome is not Outcome.PENDING and settled.state != report.outcome:
        _set_aside(event, f"It says {report.outcome}, but the payment has {settled.state} already.")


def _read(body: bytes) -> tuple[Payment, Report | None]:
    """Return the payment meant and the report, or None for a status we do not know."""
    try:
        told = json.loads(body, parse_float=Decimal, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        raise _DoesNotFit("The body is not JSON.") from error
    if not isinstance(told, dict):
        raise _DoesNotFit("The body is not a JSON object.")
    payment = _find(told.get("provider_reference"))
    if str(told.get("order_id")).lower() != str(payment.order_id):
        raise _DoesNotFit(f"Payment {payment.reference} belongs to another order.", payment=payment)
    amount = _amount(told, payment)
    status = told.get("status")
    if not isinstance(status, str) or status not in _OUTCOMES:
        return payment, None
    outcome = _OUTCOMES[status]
    return payment, Report(
        reference=payment.reference,
        outcome=outcome,
        amount=amount,
        code="gateway_error" if outcome is Outcome.FAILED else "",
        message="told by a signed event" if outcome is Outcome.FAILED else "",
    )


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    told = dict(pairs)
    if len(told) != len(pairs):
        # Two parsers would read two things: who signed it may have meant the other one.
        raise _DoesNotFit("A field stands twice in it.")
    return told


def _find(reference: object) -> Payment:
    if not isinstance(reference, str) or not _ID.fullmatch(reference):
        raise _DoesNotFit("provider_reference is missing or is no id.")
    try:
        found = Payment.objects.filter(gateway="momo", pk=UUID(reference)).first()
    except ValueError:
        found = Payment.objects.filter(gateway="momo", transaction=reference).first()
    if found is None:
        raise _DoesNotFit(f"No payment is known by {reference[:80]!r}.")
    return found


def _amount(told: dict[str, object], payment: Payment) -> Money:
    """Return the bound amount, for which the event speaks; one that is told must equal it."""
    currency = told.get("currency", payment.currency)
    amount = told.get("amount", str(payment.amount))
    try:
        money = Money.parse(str(amount), str(currency))
    except InvalidMoney as error:
        raise _DoesNotFit(f"Its amount cannot be read: {error.detail}", payment=payment) from error
    if isinstance(amount, bool) or money != payment.amount:
        raise _DoesNotFit(
            f"It says {money.spoken()}, payment {payment.reference} is over"
            f" {payment.amount.spoken()}.",
            payment=payment,
        )
    return money


def process_due(limit: int) -> int:
    """Process what no worker was heard to process and return how many events there were."""
    grace = timedelta(seconds=settings.BELL_GRACE_SECONDS)
    due = Event.objects.filter(state=Event.State.RECEIVED, due_at__lte=Now() - grace)
    numbers = list(due.order_by("due_at").values_list("pk", flat=True)[:limit])
    return each(numbers, process, postpone=_postpone)


def _postpone(number: int) -> None:
    lease = timedelta(seconds=settings.LEASE_SECONDS)
    Event.objects.filter(pk=number).update(due_at=Now() + lease)
