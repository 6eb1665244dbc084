"""The books: what was posted for a payment, and what its customer was told."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from nauli.access.scopes import Scope
from nauli.api.answers import Moment, json_answer
from nauli.api.auth import Bearer
from nauli.ledger.models import Entry, Side
from nauli.notifications.models import Channel, Message

router = Router(tags=["books"])


class EntryOut(Schema):
    transfer: str
    account: str
    debit: str | None
    credit: str | None
    currency: str
    created_at: Moment


class Entries(Schema):
    items: list[EntryOut]


class MessageOut(Schema):
    id: int
    topic: str
    channel: str
    to: str
    status: str
    failure: str | None
    attempts: int
    created_at: Moment
    sent_at: Moment | None
    ended_at: Moment | None


class Messages(Schema):
    items: list[MessageOut]


@router.get("/ledger/", auth=Bearer(Scope.READ), response=Entries)
def entries(request: HttpRequest, reference: str) -> HttpResponse:
    """Return the ledger's lines for one payment, by its reference."""
    rows = Entry.objects.filter(transfer__key=f"payment/{reference}").select_related("transfer")
    return json_answer(
        Entries(
            items=[
                EntryOut(
                    transfer=row.transfer.key,
                    account=row.account,
                    debit=str(row.amount) if row.side == Side.DEBIT else None,
                    credit=str(row.amount) if row.side == Side.CREDIT else None,
                    currency=row.currency,
                    created_at=row.transfer.created_at,
                )
                for row in rows.order_by("id")
            ]
        )
    )


@router.get("/messages/", auth=Bearer(Scope.READ), response=Messages)
def messages(request: HttpRequest, payment: UUID) -> HttpResponse:
    """Return what the customer was told about one payment, and whether it arrived."""
    rows = Message.objects.filter(fact=str(payment)).order_by("id")
    return json_answer(
        Messages(
            items=[
                MessageOut(
                    id=row.pk,
                    topic=row.topic,
                    channel=Channel(row.channel).value,
                    to=row.to,
                    status=row.state,
                    failure=row.failure or None,
                    attempts=row.attempts,
                    created_at=row.created_at,
                    sent_at=row.sent_at,
                    ended_at=row.ended_at,
                )
                for row in rows
            ]
        )
    )
