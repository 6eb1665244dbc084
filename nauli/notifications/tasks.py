"""What the bell can ask a worker to do about messages and receipts."""

from __future__ import annotations

from celery import shared_task

from nauli.kit.caller import acting
from nauli.notifications import receipts, send


@shared_task(name="notifications.send")
def send_message(number: int) -> None:
    with acting(actor="worker"):
        send.send(number)


@shared_task(name="notifications.receipt")
def process_receipt(number: int) -> None:
    with acting(actor="worker"):
        receipts.process(number)
