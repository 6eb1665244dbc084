"""What the bell can ask a worker to do about events."""

from __future__ import annotations

from celery import shared_task

from nauli.kit.caller import acting
from nauli.webhooks import process


@shared_task(name="webhooks.process")
def process_event(number: int) -> None:
    with acting(actor="worker"):
        process.process(number)
