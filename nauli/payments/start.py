"""Ask a gateway for an order's money, once per key.

Three steps, so that no transaction is open while we wait on the network:
claim (our rows, committed), ask (their wire), settle (what came back).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from nauli.cases.models import Case
from nauli.gateways.registry import gateway, methods_for
from nauli.idempotency.claim import Held, Ticket, claim
from nauli.kit.phones import e164
from nauli.ledger import accounts
from nauli.orders.models import Order
from nauli.payments.ask import ask
from nauli.payments.errors import (
    CurrencyNotTaken,
    OrderNotPayable,
    PaymentInFlight,
    PaymentSetAside,
    UnknownOrder,
)
from nauli.payments.look import have_pages_closed, look
from nauli.payments.models import Payment
from nauli.payments.return_url import check_return_url
from nauli.record.models import record


@dataclass(frozen=True, slots=True)
class _Wish:
    method: str
    phone: str
    return_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """This key's payment; `held` says whether an answer is already stored for the key."""

    held: Held
    payment: Payment | None = None


def start_payment(
    order: UUID, *, method: str, phone: str, ticket: Ticket, return_url: str = ""
) -> Started:
    """Return this key's payment. Only the call that claims the key sends it to the gateway.

    `return_url`: where a customer who pays on a gateway's page goes from there.
    """
    check_return_url(return_url)
    held, payment = _claim(order, _Wish(method, phone, return_url), ticket=ticket)
    if payment is not None:
        payment = ask(payment) if held.fresh else _continue(payment)
    return Started(held=held, payment=payment)


def _continue(payment: Payment) -> Payment:
    """Go on where an earlier worker died: its request may have been sent, so only ask about it."""
    if payment.state != Payment.State.PENDING:
        return payment
    return look(payment.pk, whether_due_or_not=True)


def _claim(order_id: UUID, wish: _Wish, *, ticket: Ticket) -> tuple[Held, Payment | None]:
    """Commit key, payment and reference together, before anybody outside hears of them."""
    new_id = uuid.uuid4()
    try:
        with transaction.atomic(durable=True):
            held = claim(ticket, subject=new_id)
            if held.status is not None:
                return held, None
            if not held.fresh:
                return held, Payment.objects.select_related("order__customer").get(pk=held.subject)
            return held, _create(new_id, order_id, wish)
    except IntegrityError as error:
        # Two keys for one order at once: the constraint has decided for the other one.
        if "one_live_payment_per_order" not in str(error):
            raise
        live = Payment.objects.filter(order_id=order_id, state=Payment.State.PENDING).first()
        raise _in_flight(live) from error


def _in_flight(live: Payment | None) -> PaymentInFlight:
    """Name the payment, and its page where it has one: the gateway never tells that again."""
    page = {"checkout_url": live.checkout_url} if live and live.checkout_url else {}
    return PaymentInFlight(payment=str(live.pk) if live else None, **page)


def _create(new_id: UUID, order_id: UUID, wish: _Wish) -> Payment:
    method, phone = wish.method, wish.phone
    order = (
        Order.objects.select_for_update(of=("self",), no_key=True)
        .select_related("customer")
        .annotate(now=Now())
        .filter(pk=order_id)
        .first()
    )
    if order is None:
        raise UnknownOrder(f"There is no order {order_id}.", field="order")
    before = list(order.payments.order_by("pk"))
    _refuse_unless_payable(order, before, expired=order.expires_at <= order.now)
    if order.currency not in gateway(method).currencies():
        takes = ", ".join(sorted(gateway(method).currencies())) or "no currency at present"
        raise CurrencyNotTaken(
            f"{method} takes {takes}; this order is in {order.currency}.",
            field="method",
            methods=methods_for(order.currency),
        )
    payment = Payment.objects.create(
        id=new_id,
        order=order,
        gateway=method,
        amount_minor=order.total_minor,
        currency=order.currency,
        payer=e164(phone, country=settings.DEFAULT_COUNTRY) if phone else order.customer.phone,
        return_url=wish.return_url,
        next_look_at=order.now + timedelta(seconds=settings.FIRST_LOOK_SECONDS),
    )
    record("payment", payment.pk, after=Payment.State.PENDING, reason=order.number)
    have_pages_closed(before)
    return payment


def _refuse_unless_payable(order: Order, payments: list[Payment], *, expired: bool) -> None:
    for payment in payments:
        # A failure that only an event told of is in doubt: the prompt may still be on the phone.
        # What the customer has moved on from is in doubt too, and they were asked what they want.
        confirmed = payment.state == Payment.State.FAILED and payment.confirmed_at is not None
        if confirmed or payment.state == Payment.State.CANCELLED:
            continue
        if payment.state == Payment.State.FAILED:
            raise PaymentInFlight(
                "A payment of this order is said to have failed, and the gateway has not confirmed"
                " it yet. Try again in a moment.",
                payment=str(payment.pk),
                retry_after=5,
            )
        if payment.state == Payment.State.PENDING:
            raise _in_flight(payment)
        _refuse_while_a_person_decides(payment)
        if payment.booked_to == accounts.ORDERS:
            raise OrderNotPayable(
                "This order is paid.", order_status="paid", payment=str(payment.pk)
            )
    if order.status != Order.Status.OPEN or expired:
        status = Order.Status.EXPIRED if order.status == Order.Status.OPEN else order.status
        raise OrderNotPayable(f"This order is {status}.", order_status=status)


def _refuse_while_a_person_decides(payment: Payment) -> None:
    case = Case.objects.filter(
        fact=payment.reference, kind=Case.Kind.MISMATCH, closed_at=None
    ).first()
    if payment.state == Payment.State.SET_ASIDE and case:
        raise PaymentSetAside(
            f"What was told of a payment of this order does not fit it: case {case.pk} waits for a"
            " person to decide. Once that is closed, the order can be charged again.",
            payment=str(payment.pk),
            case=case.pk,
        )
