"""What happened to one payment, in the order of time, whoever wrote it down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model
from django.urls import reverse

from nauli.ledger.models import Entry
from nauli.notifications.models import Message, Receipt
from nauli.payments.models import Exchange, Payment
from nauli.record.models import Change
from nauli.webhooks.models import Event

# A payment in doubt is asked about for days; its newest exchanges tell what its oldest told.
_MOST = 200
# What happened in one transaction may bear one time: then the cause is read before its effect.
_RANK = ("event", "exchange", "change", "ledger", "message", "receipt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the story. `texts` are bodies as they were sent, each with its name."""

    at: datetime
    kind: str  # one of _RANK
    title: str
    detail: str = ""
    good: bool | None = None
    url: str = ""
    texts: tuple[tuple[str, str], ...] = ()


def story_of(payment: Payment) -> list[Step]:
    """Return all steps, oldest first, in as many queries as there are kinds."""
    steps = [
        *_changes(payment),
        *_exchanges(payment),
        *_events(payment),
        *_entries(payment),
        *_messages(payment),
    ]
    return sorted(steps, key=lambda step: (step.at, _RANK.index(step.kind)))


def _changes(payment: Payment) -> Iterator[Step]:
    for subject, number in (("payment", payment.pk), ("order", payment.order_id)):
        rows = Change.objects.filter(subject=subject, subject_id=str(number)).order_by("id")
        for row in rows:
            yield Step(
                at=row.at,
                kind="change",
                title=f"{subject} {f'{row.before} → ' if row.before else ''}{row.after}",
                detail=" · ".join(filter(None, (f"by {row.actor}", row.reason))),
                url=_page(row),
            )


def _exchanges(payment: Payment) -> Iterator[Step]:
    for row in Exchange.objects.filter(payment=payment).order_by("-id")[:_MOST]:
        took = "" if row.took_ms is None else f"{row.took_ms} ms"
        yield Step(
            at=row.started_at,
            kind="exchange",
            title=f"{row.operation} → {row.status or row.error or 'no answer was written down'}",
            detail=" · ".join(filter(None, (f"{row.method} {row.url}", took))),
            good=row.status is not None and row.status < 400,
            url=_page(row),
            texts=(("sent", row.body), ("answer", row.answer)),
        )


def _events(payment: Payment) -> Iterator[Step]:
    for row in Event.objects.filter(payment=payment).order_by("-id")[:_MOST]:
        signed = "/" not in row.door
        yield Step(
            at=row.received_at,
            kind="event",
            title=f"{'signed event' if signed else 'unsigned callback'}: {row.state}",
            detail=row.note,
            good=row.state == Event.State.PROCESSED,
            url=_page(row),
            texts=(("body", bytes(row.body).decode("utf-8", "replace")),),
        )


def _entries(payment: Payment) -> Iterator[Step]:
    rows = Entry.objects.filter(transfer__key=f"payment/{payment.reference}")
    for row in rows.select_related("transfer").order_by("id"):
        yield Step(
            at=row.transfer.created_at,
            kind="ledger",
            title=f"{row.side} {row.account} {row.amount.spoken()}",
            detail=row.transfer.key,
            url=_page(row),
        )


def _messages(payment: Payment) -> Iterator[Step]:
    messages = list(Message.objects.filter(fact=str(payment.pk)).order_by("id"))
    for row in messages:
        ended = row.ended_at or row.sent_at
        when = f"{row.state} at {ended:%Y-%m-%d %H:%M:%S} UTC" if ended else row.state
        yield Step(
            at=row.created_at,
            kind="message",
            title=f"{row.channel} to {row.to}: {row.topic}",
            detail=" · ".join(filter(None, (when, row.failure))),
            good=row.state in {Message.State.SENT, Message.State.DELIVERED},
            url=_page(row),
            texts=(("text", row.text),),
        )
    known = [row.carrier_id for row in messages if row.carrier_id]
    for receipt in Receipt.objects.filter(carrier_id__in=known).order_by("id"):
        yield Step(
            at=receipt.received_at,
            kind="receipt",
            title=f"carrier says {receipt.status}",
            detail=receipt.reason,
            url=_page(receipt),
        )


def _page(row: Model) -> str:
    meta = row._meta  # noqa: SLF001 - Django's documented name for it
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
