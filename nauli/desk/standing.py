"""Where a payment stands now and what will happen next, in a sentence or two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from django.conf import settings

from nauli.cases.models import Case
from nauli.gateways.contract import CLOSED, FAILURES, NEVER_ACCEPTED
from nauli.kit.money import Money
from nauli.ledger import accounts
from nauli.notifications.models import Channel, Message
from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.refunds.models import Refund

# What may yet turn out to have been paid, and how long payments/look.py goes on asking about it.
_DOUBTED = {NEVER_ACCEPTED, CLOSED}
_ASKED_ABOUT_FOR = timedelta(days=1)


def standing(
    payment: Payment,
    *,
    refunds: Sequence[Refund],
    cases: Sequence[Case],
    closed_by: Mapping[int, str],
    messages: Sequence[Message],
    strange: Mapping[UUID, str] = MappingProxyType({}),
) -> str:
    """Say it from the rows that the caller has read; `payment.order` should be among them.

    `closed_by` says of each closed case who closed it; `strange` holds, by the id of the payment or
    of a refund, the gateway's last word for its state, where it is none that we know.
    """
    say = {
        Payment.State.PENDING: _pending,
        Payment.State.SUCCEEDED: _succeeded,
        Payment.State.FAILED: _failed,
        Payment.State.CANCELLED: _cancelled,
        Payment.State.SET_ASIDE: _set_aside,
        Payment.State.REVERSED: _reversed,
    }[Payment.State(payment.state)]
    parts = [
        say(payment),
        _strange(strange.get(payment.pk, "")) if payment.in_doubt else "",
        _asking(payment),
        *_returned(payment, refunds),
        *(_strange(strange.get(row.pk, "")) for row in refunds if _is_pending(row)),
        *(_case(case, by=closed_by.get(case.pk, "")) for case in cases),
        _messages(messages),
    ]
    return " ".join(filter(None, parts))


def _strange(word: str) -> str:
    return f"It says {word}, which we do not know." if word else ""


def _pending(payment: Payment) -> str:
    order = payment.order
    what, otherwise = ("nights", "it goes back") if order.booking else ("goods", "it is owed back")
    if order.status == Order.Status.OPEN:
        grace = timedelta(seconds=settings.HOLD_GRACE_SECONDS)
        then = (
            f"The {what} are held until {_at(order.expires_at)} and, while this is in doubt, until"
            f" {_at(order.expires_at + grace)} at the latest."
        )
    elif order.status == Order.Status.PAID:
        then = f"The order is paid by another payment: should this one succeed, {otherwise}."
    else:
        then = (
            f"The order is {order.status}: should the money come, the {what} are taken again if"
            f" they can be had, else {otherwise}."
        )
    return f"Pending: the gateway has said neither yes nor no. {then}"


def _succeeded(payment: Payment) -> str:
    if payment.booked_to == accounts.ORDERS:
        stay = payment.order.booking
        of_it = f", and its stay is {stay.state}" if stay else ""
        ended = f"Succeeded: order {payment.order.number} is paid{of_it}."
    else:
        ended = f"Succeeded, but the money pays nothing: it lies in {payment.booked_to}."
    return ended if payment.confirmed_at else f"{ended} The gateway itself has yet to confirm it."


def _failed(payment: Payment) -> str:
    order = payment.order
    why = FAILURES.get(payment.failure_code, FAILURES["refused"])
    if payment.failure_code in _DOUBTED:
        why += " Should it turn up after all, that is late money."
    elif payment.may_be_tried_again and payment.has_open_page:
        why += " Its page is open: the customer may try again there."
    if order.status != Order.Status.OPEN:
        return f"Failed: {why} The order is {order.status}."
    return f"Failed: {why} The order may be paid anew until {_at(order.expires_at)}."


def _cancelled(payment: Payment) -> str:
    return (
        "Cancelled: the customer has moved on. Should it be approved all the same, that is late"
        f" money; its order is {payment.order.status}."
    )


def _set_aside(payment: Payment) -> str:
    where = f" What came lies in {payment.booked_to}." if payment.booked_to else ""
    return f"Set aside: what was told does not fit what was asked for.{where}"


def _reversed(payment: Payment) -> str:
    return (
        "Reversed: the money came, and the gateway has taken it back. The order is"
        f" {payment.order.status}."
    )


def _returned(payment: Payment, refunds: Sequence[Refund]) -> Iterator[str]:
    """Say what has gone back, what is about to, and why what was asked for last has not."""
    gone = _sum(row for row in refunds if row.state == Refund.State.SUCCEEDED)
    if gone and payment.captured:
        what = "All of it" if gone == payment.captured else gone.spoken()
        yield f"{what} has gone back to who paid it."
    in_flight = [row for row in refunds if _is_pending(row)]
    if going := _sum(in_flight):
        asked = [row.next_look_at for row in in_flight if row.next_look_at]
        again = f"; the gateway is asked about it at {_at(min(asked))}" if asked else ""
        yield f"{going.spoken()} is on its way back{again}."
    if refunds and refunds[-1].state == Refund.State.FAILED:
        newest = refunds[-1]
        why = newest.failure_message or FAILURES.get(newest.failure_code, FAILURES["refused"])
        yield _sentence(f"The newest refund, of {newest.amount.spoken()}, failed: {why}")
        if newest.next_look_at:
            yield f"Whether it was taken all the same is asked at {_at(newest.next_look_at)}."


def _is_pending(refund: Refund) -> bool:
    return refund.state == Refund.State.PENDING


def _sum(refunds: Iterable[Refund]) -> Money | None:
    """Add up what is in one currency, that of the payment; None where there is nothing."""
    rows = list(refunds)
    return Money(sum(row.amount_minor for row in rows), rows[0].currency) if rows else None


def _asking(payment: Payment) -> str:
    if payment.next_look_at:
        again = f"The gateway is asked again at {_at(payment.next_look_at)}"
        doubted = payment.failure_code in _DOUBTED or payment.may_be_tried_again
        if doubted and payment.confirmed_at:
            return f"{again}, and until {_at(payment.confirmed_at + _ASKED_ABOUT_FOR)}."
        return f"{again}."
    return "" if payment.confirmed_at else "The gateway is not asked any more."


def _case(case: Case, *, by: str) -> str:
    if case.closed_at is None:
        return f"Case {case.pk} waits for a person to decide."
    who = f" by {by}" if by else ""
    return f"Case {case.pk} was closed on {_at(case.closed_at)}{who}: {_sentence(case.resolution)}"


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _messages(messages: Sequence[Message]) -> str:
    queued = [row for row in messages if row.state == Message.State.QUEUED]
    failed = [row for row in messages if row.state == Message.State.FAILED]
    awaited = [
        row for row in messages if row.state == Message.State.SENT and row.channel == Channel.SMS
    ]
    counts = ((queued, "to be sent"), (awaited, "sent, its receipt awaited"), (failed, "failed"))
    said = ", ".join(f"{len(rows)} {what}" for rows, what in counts if rows)
    return f"Messages: {said}." if said else ""


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
