"""Hand a queued message to its carrier. At least once, and recorded by the one who holds it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from nauli.kit.database import give_back_connection
from nauli.kit.each import each
from nauli.notifications.attach import attachments
from nauli.notifications.channels.contract import Accepted, Channel, Letter, NotAccepted
from nauli.notifications.channels.registry import email_channel, sms_channel
from nauli.notifications.models import Channel as ChannelName
from nauli.notifications.models import Message
from nauli.notifications.receipts import apply_receipts

logger = structlog.get_logger(__name__)

CHANNELS: dict[str, Callable[[], Channel]] = {
    ChannelName.EMAIL: email_channel,
    ChannelName.SMS: sms_channel,
}

# A refusal that may pass is tried again after these seconds: ten tries in about a day.
BACKOFF = (5, 30, 300, 900, 3600, 3600 * 2, 3600 * 4, 3600 * 8, 3600 * 8)


def send(number: int) -> None:
    """Send one message if it is due and nobody else holds it."""
    attempt = _claim(number)
    if attempt is None:
        return
    message = Message.objects.get(pk=number)
    try:
        letter = _letter(message)
        give_back_connection()
        accepted = CHANNELS[message.channel]().send(letter)
    except NotAccepted as error:
        _refused(number, attempt, error)
    except Exception as error:
        # A mistake of ours: it may be mended meanwhile, and must not be repeated for ever.
        logger.exception("channel_broke", message=number, channel=message.channel)
        said = NotAccepted(type(error).__name__, code="channel_broke", permanent=False)
        _refused(number, attempt, said)
    else:
        _accepted(number, attempt, accepted)


def _letter(message: Message) -> Letter:
    return Letter(
        key=f"{message.topic}-{message.fact}-{message.channel}",
        to=message.to,
        subject=message.subject,
        text=message.text,
        html=message.html,
        attachments=attachments(message),
    )


def _claim(number: int) -> int | None:
    """Hold the message for the length of a lease and return the number of this attempt.

    Holding it means that it is not due before the lease ends; whoever dies with it in hand has
    thereby planned the next attempt. The attempt's number is the fence: a slow holder whose lease
    ended cannot record over the next one.
    """
    lease = timedelta(seconds=settings.LEASE_SECONDS)
    due = Message.objects.filter(pk=number, state=Message.State.QUEUED, due_at__lte=Now())
    attempts = due.values_list("attempts", flat=True).first()
    # Of several who have read the same number, one moves it on.
    if attempts is None or not due.filter(attempts=attempts).update(
        due_at=Now() + lease, attempts=attempts + 1
    ):
        return None
    return attempts + 1


@transaction.atomic
def _accepted(number: int, attempt: int, accepted: Accepted) -> None:
    mine = Message.objects.filter(pk=number, attempts=attempt, state=Message.State.QUEUED)
    if not mine.update(
        state=Message.State.SENT, carrier_id=accepted.carrier_id, sent_at=Now(), due_at=None
    ):
        logger.warning("message_lease_lost", message=number, attempt=attempt)
        return
    logger.info("message_sent", message=number, attempt=attempt)
    # A receipt may have been here before the carrier's answer was.
    apply_receipts(accepted.carrier_id)


def _refused(number: int, attempt: int, error: NotAccepted) -> None:
    mine = Message.objects.filter(pk=number, attempts=attempt, state=Message.State.QUEUED)
    if error.permanent or attempt > len(BACKOFF):
        mine.update(
            state=Message.State.FAILED,
            failure=f"{error.code}: {error.detail}"[:300],
            ended_at=Now(),
            due_at=None,
        )
        logger.error("message_failed", message=number, attempt=attempt, code=error.code)
        return
    wait = timedelta(seconds=BACKOFF[attempt - 1])
    mine.update(failure=f"{error.code}: {error.detail}"[:300], due_at=Now() + wait)
    logger.warning("message_refused", message=number, attempt=attempt, code=error.code)


def send_due(limit: int) -> int:
    """Send what no worker was heard to send and return how many messages there were."""
    grace = timedelta(seconds=settings.BELL_GRACE_SECONDS)
    due = Message.objects.filter(state=Message.State.QUEUED, due_at__lte=Now() - grace)
    numbers = list(due.order_by("due_at").values_list("pk", flat=True)[:limit])
    return each(numbers, send)
