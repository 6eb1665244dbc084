"""Turn a stored event into a report and settle it, in one transaction with the event's own end."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from nauli.gateways.contract import Outcome, Report
from nauli.kit.each import each
from nauli.kit.errors import NauliError
from nauli.kit.money import InvalidMoney, Money
from nauli.orders.models import Order
from nauli.payments.doubt import contradicting
from nauli.payments.look import ask_soon
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.webhooks import chapa
from nauli.webhooks.models import Event

_OUTCOMES = {
    "success": Outcome.SUCCEEDED,
    "failed": Outcome.FAILED,
    "pending": Outcome.PENDING,
}


# An event that names a number which we have yet to hear of waits for it so long.
_UNKNOWN_FOR = timedelta(minutes=10)
# Our UUID or MTN's number. What holds anything else is no id, and the database may not take it.
_ID = re.compile(r"[!-~]{1,64}")


class _DoesNotFit(NauliError):
    """The event is genuine and says something that fits none of our payments."""

    def __init__(self, detail: str, *, payment: Payment | None = None) -> None:
        """Name the `payment` that it speaks of, where one is known: staff read of it there."""
        super().__init__(detail)
        self.payment = payment


class _NotKnownYet(_DoesNotFit):
    """The event may speak of a payment whose number at the gateway we have yet to hear."""


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
        if event.door == "chapa":
            chapa.heed(event)
        else:
            event.payment, report = _read(bytes(event.body))
            _act(event, event.payment, report)
    except _NotKnownYet as error:
        if _wait(event):
            return
        _set_aside(event, error.detail)
    except _DoesNotFit as error:
        event.payment = error.payment
        _set_aside(event, error.detail)
        if event.payment:
            ask_soon(event.payment)
    event.processed_at = Now()
    event.save()


def _wait(event: Event) -> bool:
    """Plan to read it again, as long again as it has waited so far; not for ever."""
    waiting = Event.objects.filter(pk=event.pk, received_at__gt=Now() - _UNKNOWN_FOR)
    later = Now() + (Now() - F("received_at")) + timedelta(seconds=1)
    return bool(waiting.update(due_at=later))


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
    settled = settle(report, asked=False)
    hoped = settled.state == Payment.State.CANCELLED and report.outcome is Outcome.FAILED
    if report.outcome is not Outcome.PENDING and settled.state != report.outcome and not hoped:
        _set_aside(
            event, f"{contradicting(report.outcome)} the payment has {settled.state} already."
        )


def _read(body: bytes) -> tuple[Payment, Report | None]:
    """Return the payment meant and the report, or None for a status we do not know."""
    try:
        told = json.loads(body, parse_float=Decimal, object_pairs_hook=_each_once)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise _DoesNotFit("The body is not JSON.") from error
    if not isinstance(told, dict):
        raise _DoesNotFit("The body is not a JSON object.")
    payment = _find(told.get("provider_reference"), order=told.get("order_id"))
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


def _find(reference: object, *, order: object) -> Payment:
    """Return the payment by our id or by MTN's number, which may look like one of ours."""
    if not isinstance(reference, str) or not _ID.fullmatch(reference):
        raise _DoesNotFit("provider_reference is missing or is no id.")
    known = Payment.objects.filter(gateway="momo")
    number = _uuid(reference)
    found = known.filter(Q(transaction=reference) | Q(pk=number)).first()
    if found is not None:
        return found
    why = f"No payment is known by {reference[:80]!r}."
    of = _uuid(order)
    if of is None or number is not None or not known.filter(order_id=of).exists():
        raise _DoesNotFit(why)
    # It may name MTN's own number before we have heard of it: the gateway is asked. Several rows of
    # one order are changed, so that its lock comes first, and then they by their ids.
    Order.objects.select_for_update(no_key=True).get(pk=of)
    for payment in known.filter(order_id=of).order_by("pk"):
        ask_soon(payment)
    raise _NotKnownYet(why)


def _uuid(told: object) -> UUID | None:
    try:
        return UUID(str(told))
    except ValueError:
        return None


def _amount(told: dict[str, object], payment: Payment) -> Money:
    """Return the bound amount, for which the event speaks; one that is told must equal it."""
    currency = payment.currency if told.get("currency") is None else told["currency"]
    amount = str(payment.amount) if told.get("amount") is None else told["amount"]
    try:
        money = Money.parse(str(amount), str(currency))
    except InvalidMoney as error:
        raise _DoesNotFit(f"Its amount cannot be read: {error.detail}", payment=payment) from error
    if isinstance(amount, bool) or money != payment.amount:
        raise _DoesNotFit(
            f"A signed event says {money.spoken()}, payment {payment.reference} is over"
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
