"""What was written down about one payment and its refunds, by whomever, as the steps of a story."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Model, Q

from nauli.access.models import ApiKey
from nauli.cases.models import Case
from nauli.idempotency.claim import BY_ITSELF, TERMINAL
from nauli.idempotency.models import Key
from nauli.ledger.models import Entry
from nauli.notifications.models import Message, Receipt
from nauli.orders.models import Line
from nauli.payments.models import Exchange, Payment
from nauli.record.models import Change
from nauli.refunds.models import Refund
from nauli.refunds.of_payment import transfer_keys
from nauli.webhooks.models import Event

# A payment in doubt is asked about for days; its newest exchanges tell what its oldest told.
_MOST = 200
# Who asked, where it was no client.
_OURS = {TERMINAL: "at the terminal", BY_ITSELF: "by itself, as was agreed"}
# A key and its payment are made in one transaction, and a lock is waited for 10 seconds at most.
_ONE_TRANSACTION = timedelta(minutes=1)
# What happened in one transaction may bear one time: then the cause is read before its effect.
KINDS = (
    "request",
    "event",
    "look",
    "resend",
    "exchange",
    "change",
    "ledger",
    "case",
    "message",
    "receipt",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the story. `texts` are bodies as they were written down, each with its name."""

    at: datetime
    kind: str  # one of KINDS
    title: str
    detail: str = ""
    good: bool | None = None
    row: Model  # where it was written down
    texts: tuple[tuple[str, str], ...] = ()

    def with_texts(self, hide: Callable[[str], str]) -> Step:
        """Return the step with everything in it that people read put through `hide`."""
        return replace(
            self,
            title=hide(self.title),
            detail=hide(self.detail),
            texts=tuple((name, hide(text)) for name, text in self.texts),
        )


def requests(payment: Payment, refunds: Sequence[Refund]) -> Iterator[Step]:
    """The requests that began it and its refunds: their Idempotency-Keys, and their answers."""
    begun = Q()
    asked_for: tuple[Payment | Refund, ...] = (payment, *refunds)
    for row in asked_for:
        began = row.created_at - _ONE_TRANSACTION, row.created_at + _ONE_TRANSACTION
        begun |= Q(subject=str(row.pk), created_at__range=began)
    keys = list(Key.objects.filter(begun).order_by("created_at"))
    clients = ApiKey.objects.filter(pk__in=[key.scope for key in keys])
    names = dict(clients.values_list("pk", "name"))
    for key in keys:
        yield _request(key, client=names.get(key.scope, str(key.scope)), payment=payment)


def _request(key: Key, *, client: str, payment: Payment) -> Step:
    answered = key.status is not None
    shown = key.key if len(key.key) <= 12 else f"{key.key[:8]}…"
    what = "asked for" if key.subject == str(payment.pk) else "a refund was asked for"
    return Step(
        at=key.created_at,
        kind="request",
        title=f"{what} under key {shown}: "
        + (f"answered {key.status}" if answered else "no answer is stored"),
        detail=_joined(
            _OURS.get(key.scope, f"by client {client}"),
            "" if answered else f"taken over by the next request from {_said(key.lease_until)}",
        ),
        good=answered,
        row=key,
        texts=(("answer", bytes(key.body or b"").decode("utf-8", "replace")),),
    )


def read_changes(
    payment: Payment, refunds: Sequence[Refund], cases: Sequence[Case]
) -> list[Change]:
    """Return what is on record of the payment, its refunds, order, stay and cases, oldest first."""
    stays = Line.objects.filter(order=payment.order_id, booking__isnull=False)
    rows = Change.objects.filter(
        Q(subject="payment", subject_id=str(payment.pk))
        | Q(subject="order", subject_id=str(payment.order_id))
        | Q(subject="booking", subject_id__in=[str(pk) for (pk,) in stays.values_list("booking")])
        | Q(subject="refund", subject_id__in=[str(refund.pk) for refund in refunds])
        | Q(subject="case", subject_id__in=[str(case.pk) for case in cases])
    )
    return list(rows.order_by("id"))


def changes(
    rows: Sequence[Change], refunds: Sequence[Refund], cases: Sequence[Case]
) -> Iterator[Step]:
    """Every move of payment, refunds, order and stay, and who opened and closed the cases."""
    by_number = {str(case.pk): case for case in cases}
    names = {
        str(refund.pk): f"refund {refund.reference} over {refund.amount.spoken()}:"
        for refund in refunds
    }
    for row in rows:
        who = _joined(f"by {row.actor}", f"request {row.request_id}" if row.request_id else "")
        if row.subject == "case":
            yield _case(by_number[row.subject_id], row, who)
        else:
            what = names.get(row.subject_id, row.subject)
            yield Step(
                at=row.at,
                kind="change",
                title=f"{what} {f'{row.before} → ' if row.before else ''}{row.after}",
                detail=_joined(who, row.reason),
                row=row,
            )


def _case(case: Case, row: Change, who: str) -> Step:
    about = f", {case.amount.spoken()}" if case.amount else ""
    kind = Case.Kind(case.kind).value
    return Step(
        at=row.at,
        kind="case",
        title=f"case {case.pk} {'opened' if row.after == 'open' else 'closed'}: {kind}{about}",
        detail=_joined(who, row.reason),
        good=row.after == "closed",
        row=case,
    )


def looks(payment: Payment, refunds: Sequence[Refund]) -> Iterator[Step]:
    """The newest looks, of which the rows themselves keep the times, and what was sent again."""
    if payment.looked_at:
        yield Step(
            at=payment.looked_at,
            kind="look",
            title=f"asked {_times(payment.looks)} what became of it; the last time:",
            row=payment,
        )
    if payment.resent_at:
        yield Step(
            at=payment.resent_at,
            kind="resend",
            title="sent once more: the gateway had never heard of it",
            row=payment,
        )
    for refund in refunds:
        if refund.looked_at:
            yield Step(
                at=refund.looked_at,
                kind="look",
                title=f"asked {_times(refund.looks)} what became of refund {refund.reference};"
                " the last time:",
                row=refund,
            )


def read_exchanges(payment: Payment) -> list[Exchange]:
    """Return the newest exchanges about it and its refunds, the newest first."""
    return list(Exchange.objects.filter(payment=payment).order_by("-id")[:_MOST])


def exchanges(rows: Sequence[Exchange], refunds: Sequence[Refund]) -> Iterator[Step]:
    names: dict[UUID | None, str] = {row.pk: f"about {row.reference}" for row in refunds}
    for row in rows:
        yield Step(
            at=row.started_at,
            kind="exchange",
            title=f"{row.operation} → {row.status or row.error or _NOTHING}",
            detail=_joined(
                f"{row.method} {row.url}",
                "" if row.took_ms is None else f"{row.took_ms} ms",
                names.get(row.refund, ""),
            ),
            good=row.status is not None and row.status < 400,
            row=row,
            texts=(("sent", row.body), ("answer", row.answer)),
        )


_NOTHING = "no answer was written down: the process died or hangs"


def events(payment: Payment) -> Iterator[Step]:
    for row in Event.objects.filter(payment=payment).order_by("-id")[:_MOST]:
        signed = "/" not in row.door
        yield Step(
            at=row.received_at,
            kind="event",
            title=f"{'signed event' if signed else 'unsigned callback, a question'}: {row.state}",
            detail=_joined(
                f"acted on at {_said(row.processed_at)}" if row.processed_at else "", row.note
            ),
            good=row.state == Event.State.PROCESSED,
            row=row,
            texts=(("body", bytes(row.body).decode("utf-8", "replace")),),
        )


def entries(payment: Payment, refunds: Sequence[Refund]) -> Iterator[Step]:
    rows = Entry.objects.filter(transfer__key__in=transfer_keys(payment, refunds))
    for row in rows.select_related("transfer").order_by("id"):
        yield Step(
            at=row.transfer.created_at,
            kind="ledger",
            title=f"{row.side} {row.account} {row.amount.spoken()}",
            detail=row.transfer.key,
            row=row,
        )


def told(messages: Sequence[Message]) -> Iterator[Step]:
    """What the customer was told, how often that was tried, and what the carrier said of it."""
    for row in messages:
        ended = row.ended_at or row.sent_at
        tries = "1 attempt" if row.attempts == 1 else f"{row.attempts} attempts"
        yield Step(
            at=row.created_at,
            kind="message",
            title=f"{row.channel} to {row.to}: {row.topic}",
            detail=_joined(
                f"{row.state} at {_said(ended)}" if ended else row.state, tries, row.failure
            ),
            good=row.state in {Message.State.SENT, Message.State.DELIVERED},
            row=row,
            texts=(("text", row.text),),
        )
    known = [row.carrier_id for row in messages if row.carrier_id]
    for receipt in Receipt.objects.filter(carrier_id__in=known).order_by("id"):
        yield Step(
            at=receipt.received_at,
            kind="receipt",
            title=f"carrier says {receipt.status}",
            detail=receipt.reason,
            row=receipt,
        )


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _said(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
