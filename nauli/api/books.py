"""The books: what was posted for a payment, and what its customer was told."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from nauli.access.scopes import Scope
from nauli.api.answers import Moment, json_answer, one_of
from nauli.api.auth import Bearer
from nauli.kit.errors import Invalid
from nauli.ledger.models import Entry, Side
from nauli.notifications.models import Channel, Message
from nauli.notifications.topics import TOPICS
from nauli.payments.errors import UnknownPayment
from nauli.payments.models import Payment
from nauli.refunds.of_payment import facts, transfer_keys

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
    topic: str = Field(json_schema_extra=one_of(*TOPICS))
    channel: str = Field(json_schema_extra=one_of(*Channel.values))
    to: str
    status: str = Field(json_schema_extra=one_of(*Message.State.values))
    failure: str | None
    attempts: int
    created_at: Moment
    sent_at: Moment | None
    ended_at: Moment | None


class Messages(Schema):
    items: list[MessageOut]


# Each of the two parameters takes both names, so that neither has to be remembered.
Name = Annotated[str, Query(description="A payment's id or its reference")]


class PaymentNotNamed(Invalid):
    """Name one payment: ?payment= with its id or its reference."""


@router.get("/ledger/", auth=Bearer(Scope.READ), response=Entries)
def entries(request: HttpRequest, payment: Name = "", reference: Name = "") -> HttpResponse:
    """Return the ledger's lines for one payment and its refunds, oldest first.

    The payment is named by `payment` or by `reference`.
    """
    meant = _meant(payment, reference)
    keys = transfer_keys(meant, meant.refunds.all())
    rows = Entry.objects.filter(transfer__key__in=keys).select_related("transfer")
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
def messages(request: HttpRequest, payment: Name = "", reference: Name = "") -> HttpResponse:
    """Return what the customer was told about one payment and its refunds, and what arrived.

    The payment is named by `payment` or by `reference`.
    """
    meant = _meant(payment, reference)
    rows = Message.objects.filter(fact__in=facts(meant, meant.refunds.all())).order_by("id")
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


def _meant(*names: str) -> Payment:
    """Return the payment that bears all these names, or raise what says why there is none."""
    given = [name for name in names if name]
    if not given:
        raise PaymentNotNamed(field="payment")
    rows = Payment.objects.all()
    for name in given:
        rows = rows.filter(Q(reference=name.upper()) | Q(pk=_id(name)))
    found = rows.first()
    if found is None:
        raise UnknownPayment("There is no payment with this id or this reference.")
    return found


def _id(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None
