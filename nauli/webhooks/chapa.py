"""What follows from an event of Chapa's: questions to Chapa, and nothing that the event says.

The signature proves who wrote it, not that it is still true: it may come late, twice, or before
another one. https://developer.chapa.co/integrations/webhooks names the events.
"""

from __future__ import annotations

import json
import re

from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from nauli.kit.references import PREFIX
from nauli.payments.look import ask_soon
from nauli.payments.models import Payment
from nauli.payments.question import put_before_a_person
from nauli.refunds.look import ask_soon as ask_about_refund_soon
from nauli.refunds.models import Refund
from nauli.webhooks.models import Event

# Not on that page, but some who listen report events of such names.
_REFUND = "refund."
# What holds anything else is no reference of ours, and the database may not take it.
_REFERENCE = re.compile(r"[!-~]{1,64}")
_CHARGE = ("charge.success", "charge.failed", "charge.cancelled", "charge.failed/cancelled")


def heed(event: Event) -> None:
    """Have Chapa asked about what the event is about; note on it what nobody is asked about."""
    event.state = Event.State.PROCESSED
    told = _read(bytes(event.body))
    reference = told.get("tx_ref")
    known = isinstance(reference, str) and _REFERENCE.fullmatch(reference)
    # Locked before its refunds and cases are, as settling locks them.
    payments = Payment.objects.select_for_update(no_key=True)
    payment = payments.filter(gateway="chapa", reference=reference).first() if known else None
    if payment is None:
        _note_stranger(event, str(reference))
        return
    event.payment = payment
    name = told.get("event")
    if name == "charge.reversed":
        _tell_of_reversal(payment)
    elif name == "charge.refunded":
        _ask_about_refunds(payment)
        _tell_of_return(payment)
    elif str(name).startswith(_REFUND):
        _ask_about_refunds(payment)
    elif name not in _CHARGE:
        event.note = f"An unknown event, {str(name)[:80]!r}: the gateway is asked."
    ask_soon(payment, signed=True)


def _read(body: bytes) -> dict[str, object]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _note_stranger(event: Event, reference: str) -> None:
    """Keep what is about no payment of ours: the merchant may sell elsewhere by the same account.

    A reference in our own form that we do not know means that our books have lost something.
    """
    event.note = "It names no payment of ours."
    if reference.startswith(PREFIX):
        event.state = Event.State.SET_ASIDE
        raise_case(
            Case.Kind.EVENT,
            event.pk,
            detail=f"A signed event of Chapa's names {reference[:60]!r}, which looks like ours and"
            " is not known here.",
        )


def _tell_of_reversal(payment: Payment) -> None:
    """Put it before a person at once. It is booked as soon as Chapa, asked, says the same."""
    _raise(
        Case.Kind.REVERSAL,
        payment,
        "A signed event says that Chapa has taken back the money of this payment.",
    )


def _ask_about_refunds(payment: Payment) -> None:
    # Also one that has failed may have succeeded since.
    for refund in payment.refunds.exclude(state=Refund.State.SUCCEEDED).order_by("pk"):
        ask_about_refund_soon(refund)


def _tell_of_return(payment: Payment) -> None:
    """Put it before a person where our books do not know of all of it."""
    if payment.returned_minor < payment.captured_minor:
        _raise(
            Case.Kind.REFUND,
            payment,
            "A signed event says that Chapa has returned the money of this payment; of that, our"
            f" books know {payment.returned.spoken()}. Was it returned at Chapa's own desk?",
        )


def _raise(kind: Case.Kind, payment: Payment, detail: str) -> None:
    put_before_a_person(kind, payment, detail=detail, amount=payment.captured)
