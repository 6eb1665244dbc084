"""Let a customer change their mind about a payment, or about the whole order, without waiting.

Nobody can take a prompt back from a phone. So the gateway is asked once more, and what it has not
decided by then goes on being asked about: if it is approved all the same, that is late money.
"""

from __future__ import annotations

from uuid import UUID

import structlog
from django.db import transaction

from nauli.cases.close import answered
from nauli.cases.models import Case
from nauli.kit.clock import now
from nauli.kit.errors import Conflict
from nauli.orders.end import release
from nauli.orders.errors import UnknownOrderId
from nauli.orders.models import Order
from nauli.payments.close import close
from nauli.payments.errors import UnknownPayment
from nauli.payments.lock import lock
from nauli.payments.look import look
from nauli.payments.models import Payment

logger = structlog.get_logger(__name__)


class PaymentNotCancellable(Conflict):
    """This payment cannot be cancelled any more."""


class OrderNotCancellable(Conflict):
    """This order cannot be cancelled any more."""


def cancel_payment(payment_id: UUID) -> Payment:
    """Give up one attempt, so that the order can be paid in another way at once.

    Cancelling what is cancelled or has failed changes nothing and is no error; a page on which it
    has failed is closed. Of a failure that only an event told of, the gateway is asked once more;
    then nobody waits for it any longer.
    """
    payment = Payment.objects.filter(pk=payment_id).first()
    if payment is None:
        raise UnknownPayment
    if _may_be_paid(payment):
        payment = _look_and_close(payment)
    with transaction.atomic():
        payment = lock(payment.reference)
        if payment.state == Payment.State.SUCCEEDED:
            raise PaymentNotCancellable(
                "The gateway says that this payment has succeeded.", payment=str(payment.pk)
            )
        if payment.state == Payment.State.SET_ASIDE:
            raise PaymentNotCancellable(
                "What was told of this payment does not fit it; a person decides.",
                payment=str(payment.pk),
            )
        if payment.may_be_given_up:
            _give_up(payment)
    return payment


def _give_up(payment: Payment) -> None:
    if payment.state == Payment.State.FAILED:
        payment.failure_code = payment.failure_message = ""
        payment.next_look_at = payment.next_look_at or now()
        answered(Case.Kind.DISAGREEMENT, payment.reference, resolution="The customer moved on.")
    payment.move_to(Payment.State.CANCELLED, reason="the customer moved on")
    logger.info("payment_cancelled", reference=payment.reference)


def cancel_order(order_id: UUID) -> Order:
    """End an unpaid order and give its goods back; a payment in flight is given up with it.

    Cancelling a cancelled order changes nothing and is no error.
    """
    for payment in Payment.objects.filter(order_id=order_id).order_by("pk"):
        if _may_be_paid(payment):
            _look_and_close(payment)
    with transaction.atomic():
        order = Order.objects.select_for_update(no_key=True).filter(pk=order_id).first()
        if order is None:
            raise UnknownOrderId
        if order.status == Order.Status.CANCELLED:
            return order
        if order.status != Order.Status.OPEN:
            raise OrderNotCancellable(_why_not(order), order_status=order.status)
        _give_up_payments(order)
        release(order, Order.Status.CANCELLED, reason="cancelled on request")
    logger.info("order_cancelled", order=str(order_id))
    return order


def _why_not(order: Order) -> str:
    if order.status != Order.Status.PAID:
        return f"This order is {order.status}."
    return "This order is paid: refund its payment, or cancel the booking where it is of a stay."


def _look_and_close(payment: Payment) -> Payment:
    """Ask what became of it; where it can still be paid, close it if one can, and ask once more."""
    payment = look(payment.pk, whether_due_or_not=True)
    if _may_be_paid(payment) and close(payment):
        payment = look(payment.pk, whether_due_or_not=True)
    return payment


def _may_be_paid(payment: Payment) -> bool:
    """Say whether its customer may still pay it, be it on a page where they have failed before."""
    return payment.may_be_given_up or (payment.may_be_tried_again and payment.has_open_page)


def _give_up_payments(order: Order) -> None:
    """Move on from what is in flight, also from what was started since we looked."""
    for payment in order.payments.select_for_update(no_key=True).order_by("pk"):
        if payment.state == Payment.State.PENDING:
            payment.move_to(Payment.State.CANCELLED, reason="its order was cancelled")
