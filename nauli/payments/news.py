"""What a customer is told about a payment."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from nauli.kit.clock import now
from nauli.notifications.tell import Recipient, tell
from nauli.orders.address import address_of
from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.travel.facts import facts


def is_awaited(payment: Payment) -> bool:
    """Say whether the customer still waits for the payment's end, so that a failure is news.

    Who has moved on does not, nor who left a page before we closed it. A page that we closed since
    its address was lost is another matter: they wanted to pay, and could not.
    """
    if payment.state != Payment.State.PENDING or payment.closed_at is None:
        return payment.state == Payment.State.PENDING
    sent = payment.resent_at or payment.created_at
    waited = payment.closed_at - sent > timedelta(seconds=settings.RESEND_AFTER_SECONDS)
    return not payment.checkout_url and waited


def tell_succeeded(payment: Payment, *, applied: bool) -> None:
    """Say that it came and what for; of a stay, that it is confirmed, with all a guest needs.

    What came too late for a stay goes back by itself, and its guest is told so.
    """
    booking = payment.order.booking
    if not applied:
        _tell("payment_unapplied", payment, returning="yes" if booking else "")
        return
    if booking is None:
        _tell("payment_succeeded", payment, page=address_of(payment.order))
        return
    tell(
        "booking_confirmed",
        fact=payment.pk,
        about=booking.pk,
        recipient=recipient(payment),
        context={**_of(payment), **facts(booking), "page": address_of(payment.order)},
    )


def tell_failed(payment: Payment) -> None:
    page = address_of(payment.order) if _may_be_paid_again(payment.order) else ""
    _tell("payment_failed", payment, page=page)


def tell_set_aside(payment: Payment) -> None:
    """Tell it whether or not an amount was named: the gateway says that they have paid."""
    _tell("payment_set_aside", payment)


def recipient(payment: Payment) -> Recipient:
    """Return whom to tell of the payment's order."""
    customer = payment.order.customer
    return Recipient(
        name=customer.name,
        email=customer.email,
        phone=customer.phone,
        language=customer.language,
    )


def _tell(topic: str, payment: Payment, **more: str) -> None:
    context = {**_of(payment), **more}
    tell(topic, fact=payment.pk, recipient=recipient(payment), context=context)


def _of(payment: Payment) -> dict[str, str]:
    return {
        "amount": payment.amount.spoken(),
        "order": payment.order.number,
        "reference": payment.reference,
        "failure": payment.failure_code,
        "payable": "yes" if _may_be_paid_again(payment.order) else "",
    }


def _may_be_paid_again(order: Order) -> bool:
    """Say whether there is anything left to pay: nobody shall be asked to pay an order twice."""
    return order.status == Order.Status.OPEN and order.expires_at > now()
