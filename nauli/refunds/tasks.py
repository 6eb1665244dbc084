"""What the bell can ask a worker to do about refunds."""

from __future__ import annotations

from celery import shared_task

from nauli.kit.caller import acting
from nauli.refunds import look
from nauli.refunds.return_unapplied import return_unapplied


@shared_task(name="refunds.look")
def look_at_refund(refund_id: str) -> None:
    with acting(actor="worker"):
        look.look(refund_id)


@shared_task(name="refunds.return_unapplied")
def return_unapplied_money(payment_id: str) -> None:
    with acting(actor="worker"):
        return_unapplied(payment_id)
