"""Send one refund to its payment's gateway and settle the answer. The row was committed before."""

from __future__ import annotations

from functools import partial

from nauli.gateways.registry import gateway
from nauli.payments.ask import carry
from nauli.payments.journal import PaymentJournal
from nauli.refunds.models import Refund
from nauli.refunds.settle import settle


def ask(refund: Refund, *, again: bool = False) -> Refund:
    """Send it and return it as it then is. `again`: it was sent before, and nobody knows it."""
    payment = refund.payment
    journal = PaymentJournal(payment, refund=refund.pk)
    call = partial(gateway(payment.gateway).refund, refund.wanted(), journal=journal)
    return carry(refund, call, settle=partial(settle, sent_before=again), what="refund")
