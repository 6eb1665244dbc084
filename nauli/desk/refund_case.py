"""Return a case's money for a person at the terminal, who may well press the same keys twice."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from nauli.idempotency.claim import TERMINAL, Ticket, answer
from nauli.idempotency.models import Key
from nauli.kit.money import Money
from nauli.payments.models import Payment
from nauli.refunds.models import Refund
from nauli.refunds.of_case import money_of_case
from nauli.refunds.start import start_refund


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """The refund of this wish; `again`: it was asked for before, and nothing was done now."""

    refund: Refund
    again: bool


def refund_case(number: int, *, amount: str | None, reason: str = "") -> Returned:
    """Return `amount` of the case's money, or all that it is about, once.

    The same case and amount again is the same refund, until that has failed: then it is a new one.
    """
    payment, owed = money_of_case(number)
    ticket = _ticket(number, payment, amount)
    started = start_refund(
        payment.pk, amount=owed if amount is None else amount, reason=reason, ticket=ticket
    )
    if started.refund is None:
        made = json.loads(started.held.body)["id"]
        return Returned(refund=Refund.objects.select_related("payment").get(pk=made), again=True)
    told = json.dumps({"id": str(started.refund.pk)}).encode()
    answer(started.held, status=201, body=told, location=f"/api/refunds/{started.refund.pk}/")
    return Returned(refund=started.refund, again=not started.held.fresh)


def _ticket(number: int, payment: Payment, amount: str | None) -> Ticket:
    """Make a key of the wish itself and of how often it has come to nothing."""
    wanted = "all" if amount is None else _read(amount, payment)
    wish = f"case/{number}/{wanted}/"
    made = Key.objects.filter(scope=TERMINAL, key__startswith=wish).values_list(
        "subject", flat=True
    )
    failed = Refund.objects.filter(pk__in=list(made), state=Refund.State.FAILED).count()
    key = f"{wish}{failed}"
    return Ticket(scope=TERMINAL, key=key, fingerprint=hashlib.sha256(key.encode()).hexdigest())


def _read(amount: str, payment: Payment) -> str:
    # "5" and "5.00" are one wish.
    return str(Money.parse(amount, payment.captured_currency or payment.currency))
