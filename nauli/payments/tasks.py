"""What the bell can ask a worker to do about payments."""

from __future__ import annotations

from celery import shared_task

from nauli.kit.caller import acting
from nauli.payments import look


@shared_task(name="payments.look")
def look_at_payment(payment_id: str) -> None:
    with acting(actor="worker"):
        look.look(payment_id)
