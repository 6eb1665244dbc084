"""The moves of an order whose row the caller has locked."""

from __future__ import annotations

from uuid import UUID

from nauli.orders import stock
from nauli.orders.models import Order
from nauli.travel.confirm import confirm
from nauli.travel.models import Booking
from nauli.travel.release import release as give_up

# What becomes of a stay whose order ends unpaid.
_ENDS = {
    Order.Status.CANCELLED: Booking.State.CANCELLED,
    Order.Status.EXPIRED: Booking.State.EXPIRED,
}


def mark_paid(order: Order, *, reason: str) -> bool:
    """Make the order PAID and return True, or return False where its goods or nights are gone.

    An order that had ended takes them again, all or none. A stay is confirmed with it.
    """
    if order.status == Order.Status.PAID:
        return False
    booking = order.booking
    if booking is None:
        kept = order.status == Order.Status.OPEN or _take_again(order)
    else:
        kept = confirm(booking, reason=order.number)
    if kept:
        order.move_to(Order.Status.PAID, reason=reason)
    return kept


def release(order: Order, status: Order.Status, *, reason: str) -> None:
    """End an unpaid order and put back its goods, or its nights."""
    order.move_to(status, reason=reason)
    booking = order.booking
    if booking is None:
        stock.put_back(_pieces(order))
    else:
        give_up(booking, _ENDS[status], reason=reason)


def _take_again(order: Order) -> bool:
    pieces = _pieces(order)
    short = stock.take(pieces)
    if not short:
        return True
    stock.put_back({id_: quantity for id_, quantity in pieces.items() if id_ not in short})
    return False


def _pieces(order: Order) -> dict[UUID, int]:
    lines = order.lines.values_list("product_id", "quantity")
    return {product: quantity for product, quantity in lines if product is not None}
