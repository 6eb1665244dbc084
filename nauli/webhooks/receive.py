"""Store first, think later: check the raw bytes, insert once, ring, answer."""

from __future__ import annotations

import hashlib

import structlog
from django.conf import settings
from django.db import connection, transaction

from nauli.gateways.signed import is_genuine
from nauli.kit.bell import ring
from nauli.kit.errors import NauliError, NotFound
from nauli.payments.look import ask_soon
from nauli.payments.models import Payment
from nauli.refunds.look import ask_soon as ask_about_refund_soon
from nauli.refunds.models import Refund
from nauli.webhooks.models import Event

logger = structlog.get_logger(__name__)

# MTN's own callbacks are shorter; of what anybody may send, more is not worth its place.
_MOST_UNSIGNED_BYTES = 4096


class NotGenuine(NauliError):
    """The signature is missing or does not fit the body."""


class UnknownReference(NotFound):
    """No payment has this reference."""


def receive_signed(door: str, body: bytes, *, signature: str | None) -> bool:
    """Keep an event signed with one of its door's secrets, and return whether it is new."""
    if not is_genuine(body, signature, getattr(settings, f"{door.upper()}_WEBHOOK_SECRETS")):
        logger.warning("event_not_genuine", door=door, bytes=len(body))
        raise NotGenuine
    with transaction.atomic():
        number = _store(door, body)
        if number is not None:
            ring("webhooks.process", number)
    return number is not None


def receive_question(door: str, body: bytes, *, reference: str) -> bool:
    """Keep an unsigned callback, believe nothing in it, and have its payment asked about once.

    Returns whether it is new. Until the question is put to the gateway, another callback adds
    nothing to it, whatever its body, and is not kept: who sends it may be anybody, without end.
    """
    with transaction.atomic():
        # Locked before its event is: an event that names it holds its row, too weakly to change it.
        payment = Payment.objects.select_for_update(no_key=True).filter(reference=reference).first()
        if payment is None:
            return _receive_for_refund(door, body, reference=reference)
        number = _store(
            f"{door}/{reference}",
            body[:_MOST_UNSIGNED_BYTES],
            of=f"after {payment.looks} looks",
            payment=payment,
        )
        if number is not None and not payment.confirmed_success:
            ask_soon(payment)
    return number is not None


def _receive_for_refund(door: str, body: bytes, *, reference: str) -> bool:
    refund = (
        Refund.objects.select_for_update(no_key=True, of=("self",))
        .select_related("payment")
        .filter(reference=reference)
        .first()
    )
    if refund is None:
        raise UnknownReference
    number = _store(
        f"{door}/{reference}",
        body[:_MOST_UNSIGNED_BYTES],
        of=f"after {refund.looks} looks",
        payment=refund.payment,
    )
    if number is not None and refund.state != Refund.State.SUCCEEDED:
        ask_about_refund_soon(refund)
    return number is not None


def _store(door: str, body: bytes, *, of: str = "", payment: Payment | None = None) -> int | None:
    """Insert the event and return its number, or None where there is one of the same already.

    Two are the same if their bodies are; or, where `of` says what they are of, if that is. One that
    comes with its `payment` is done with as soon as it is stored.
    """
    digest = hashlib.sha256(of.encode() or body).hexdigest()
    state = Event.State.PROCESSED if payment else Event.State.RECEIVED
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO webhooks_event (door, digest, body, state, note, payment_id)
            VALUES (%s, %s, %s, %s, '', %s)
            ON CONFLICT ON CONSTRAINT an_event_is_stored_once DO NOTHING
            RETURNING id
            """,
            [door, digest, body, state, payment.pk if payment else None],
        )
        row = cursor.fetchone()
    return row[0] if row else None
