"""Payments whose money has come, refunds of them, and what is true after one has been settled.

An order here is one piece at EUR 12.50 from a shelf of ten, paid by momo.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case as If
from django.db.models import F, Sum, When

from nauli.cases.models import Case
from nauli.gateways import contract
from nauli.gateways.contract import Outcome, Report, Unsure
from nauli.idempotency.claim import Ticket
from nauli.kit.money import Money
from nauli.ledger.models import Entry, Transfer
from nauli.notifications.models import Message
from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.payments.settle import settle as settle_payment
from nauli.refunds.models import Refund
from nauli.refunds.start import start_refund
from tests.factories import failed as payment_failed
from tests.factories import new_payment, new_ticket
from tests.factories import succeeded as payment_succeeded
from tests.fakes import FakeGateway


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    refund: str  # its state
    returned: str  # what the payment has given back or is giving back, all its refunds together
    books: list[tuple[str, str, str, str]]  # step, debit, credit, amount; in writing order
    told: list[tuple[str, str]]  # topic, channel; of this refund
    looks_on: bool  # whether the gateway will be asked again


def world(refund: Refund) -> World:
    now = again(refund)
    return World(
        refund=now.state,
        returned=now.payment.returned.spoken(),
        books=[
            _line(transfer)
            for transfer in Transfer.objects.filter(
                key__startswith=f"refund/{now.reference}/"
            ).order_by("id")
        ],
        told=list(
            Message.objects.filter(fact=str(now.pk)).order_by("id").values_list("topic", "channel")
        ),
        looks_on=now.next_look_at is not None,
    )


def _line(transfer: Transfer) -> tuple[str, str, str, str]:
    debit, credit = (transfer.entries.get(side=side) for side in ("debit", "credit"))
    step = transfer.key.rpartition("/")[2]
    return step, debit.account, credit.account, debit.amount.spoken()


STARTED = ("started", "orders", "refunds", "EUR 12.50")
WAITING = World(refund="pending", returned="EUR 12.50", books=[STARTED], told=[], looks_on=True)
RETURNED = World(
    refund="succeeded",
    returned="EUR 12.50",
    books=[STARTED, ("done", "refunds", "clearing:momo", "EUR 12.50")],
    told=[("refund_succeeded", "email"), ("refund_succeeded", "sms")],
    looks_on=False,
)
FAILED = World(
    refund="failed",
    returned="EUR 0.00",
    books=[STARTED, ("failed", "refunds", "orders", "EUR 12.50")],
    told=[],
    looks_on=False,
)


def again(refund: Refund) -> Refund:
    return Refund.objects.select_related("payment").get(pk=refund.pk)


def balances() -> dict[str, str]:
    """Return what lies in each account that is not empty: credits without debits, as text."""
    signed = If(When(side="credit", then=F("amount_minor")), default=-F("amount_minor"))
    rows = Entry.objects.values_list("account", "currency").annotate(all=Sum(signed))
    return {
        account: Money(minor, currency).spoken()
        for account, currency, minor in rows.order_by("account", "currency")
        if minor
    }


def cases_of(refund: Refund) -> list[tuple[str, str]]:
    """Return kind and detail of the open cases, oldest first."""
    open_ones = Case.objects.filter(fact=refund.reference, closed_at=None).order_by("pk")
    return list(open_ones.values_list("kind", "detail"))


# --- Payments -------------------------------------------------------------------------------------


def paid(order: Order | None = None) -> Payment:
    """A payment that pays its order."""
    payment = new_payment(order)
    return settle_payment(payment_succeeded(payment))


def unapplied() -> Payment:
    """Money that came for an order which another payment had paid already."""
    late = new_payment()
    settle_payment(payment_failed(late))
    paid(late.order)
    return settle_payment(payment_succeeded(late))


def suspended(amount: Money) -> Payment:
    """Money that fits nothing we asked for."""
    payment = new_payment()
    return settle_payment(payment_succeeded(payment, amount=amount))


# --- Refunds --------------------------------------------------------------------------------------


def refund_of(
    payment: Payment | None = None,
    *,
    amount: str | None = None,
    reason: str = "",
    ticket: Ticket | None = None,
) -> Refund:
    """Start a refund as a client does and return it."""
    of: UUID = (payment or paid()).pk
    started = start_refund(of, amount=amount, reason=reason, ticket=ticket or new_ticket())
    assert started.refund is not None
    return started.refund


def in_flight(
    gateway: FakeGateway, payment: Payment | None = None, *, amount: str | None = None
) -> Refund:
    """A refund that was sent and of which nothing was heard: nobody knows whether it arrived."""
    gateway.says = [Unsure("no answer in time")]
    return refund_of(payment, amount=amount)


def accepted(gateway: FakeGateway, payment: Payment | None = None, *, number: str = "") -> Refund:
    """A refund that the gateway has taken and not decided."""
    gateway.says = [lambda wanted, _: told(wanted, Outcome.PENDING, number=number)]
    return refund_of(payment)


# --- What a gateway says of one -------------------------------------------------------------------


def told(
    refund: Refund | contract.Refund,
    outcome: Outcome,
    *,
    amount: Money | None = None,
    number: str = "",
    code: str = "",
) -> Report:
    """A report; of a success over the refund's amount, unless another one is named."""
    success = outcome is Outcome.SUCCEEDED
    return Report(
        reference=refund.reference,
        outcome=outcome,
        amount=amount or (refund.amount if success else None),
        transaction=number,
        code=code,
        message="NOT GIVEN BACK" if outcome is Outcome.FAILED else "",
    )


def done(refund: Refund | contract.Refund, journal: object = None) -> Report:
    return told(refund, Outcome.SUCCEEDED)


def not_done(refund: Refund | contract.Refund, journal: object = None) -> Report:
    return told(refund, Outcome.FAILED, code="reversed")


def unknown(refund: Refund | contract.Refund, journal: object = None) -> Report:
    return told(refund, Outcome.UNKNOWN_HERE)
