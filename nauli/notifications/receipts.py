"""Delivery receipts: stored as they come, then brought to their message, in whatever order."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from nauli.kit.bell import ring
from nauli.kit.each import each
from nauli.notifications.models import Message, Receipt

logger = structlog.get_logger(__name__)

# What the carrier's words mean for us; a word that is not here says nothing final.
# https://developers.africastalking.com/docs/sms/notifications
_FINAL = {
    "Success": Message.State.DELIVERED,
    "Delivered": Message.State.DELIVERED,
    "Failed": Message.State.FAILED,
    "Rejected": Message.State.FAILED,
    "Expired": Message.State.FAILED,
    "AbsentSubscriber": Message.State.FAILED,
}
# A receipt that names no message of ours is kept waiting for one this long.
_ORPHAN_AFTER = timedelta(days=2)


def keep(*, carrier_id: str, status: str, reason: str, body: bytes) -> bool:
    """Store a receipt once, have it processed, and return whether it is new."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO notifications_receipt (carrier_id, digest, status, reason, body)
            VALUES (%s, %s, %s, %s, %s) ON CONFLICT (digest) DO NOTHING RETURNING id
            """,
            [carrier_id, hashlib.sha256(body).hexdigest(), status[:40], reason[:100], body],
        )
        row = cursor.fetchone()
        if row:
            ring("notifications.receipt", row[0])
    return row is not None


@transaction.atomic
def process(number: int) -> None:
    """Bring one receipt to its message. Without a message it waits: it may have come too early.

    The message is locked first and its receipts are changed under that lock: two receipts of one
    message, each locked by its own worker, would otherwise wait for each other.
    """
    receipt = Receipt.objects.filter(pk=number, processed_at=None).first()
    if receipt is not None and not apply_receipts(receipt.carrier_id):
        _wait(receipt)


def apply_receipts(carrier_id: str) -> bool:
    """Move the message of this id by every receipt that waits; return whether there is one.

    A state only moves up in rank, so that the order in which receipts come makes no difference.
    """
    message = None
    if carrier_id:
        # Two attempts cannot share an id: the carrier makes a new one for each message it takes.
        message = Message.objects.select_for_update().filter(carrier_id=carrier_id).first()
    if message is None:
        return False
    waiting = Receipt.objects.filter(carrier_id=carrier_id, processed_at=None)
    read = list(waiting.order_by("id"))
    for receipt in read:
        _apply(receipt, message)
    # Those that were read, and not one more that was stored since.
    Receipt.objects.filter(pk__in=[receipt.pk for receipt in read]).update(processed_at=Now())
    return True


def _apply(receipt: Receipt, message: Message) -> None:
    state = _FINAL.get(receipt.status)
    if state is None or Message.RANK[state] <= Message.RANK[Message.State(message.state)]:
        return
    message.state = state
    message.failure = "" if state is Message.State.DELIVERED else receipt.reason or receipt.status
    message.ended_at = Now()
    message.due_at = None
    message.save(update_fields=["state", "failure", "ended_at", "due_at"])
    logger.info("message_ended", message=message.pk, state=state, reason=message.failure)


def _wait(receipt: Receipt) -> None:
    waiting = Receipt.objects.filter(pk=receipt.pk, processed_at=None)
    orphans = waiting.filter(received_at__lte=Now() - _ORPHAN_AFTER)
    if orphans.update(processed_at=Now()):
        logger.warning("receipt_without_message", receipt=receipt.pk)
        return
    # Wait as long again as it has waited so far, at least a second.
    waiting.update(due_at=Now() + (Now() - F("received_at")) + timedelta(seconds=1))


def process_due(limit: int) -> int:
    """Process what no worker was heard to process and return how many receipts there were."""
    grace = timedelta(seconds=settings.BELL_GRACE_SECONDS)
    due = Receipt.objects.filter(processed_at=None, due_at__lte=Now() - grace)
    numbers = list(due.order_by("due_at").values_list("pk", flat=True)[:limit])
    return each(numbers, process, postpone=_postpone)


def _postpone(number: int) -> None:
    lease = timedelta(seconds=settings.LEASE_SECONDS)
    Receipt.objects.filter(pk=number).update(due_at=Now() + lease)
