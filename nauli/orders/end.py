"""The moves of an order whose row the caller has locked."""

from __future__ import annotations

from uuid import UUID

from nauli.orders import stock
from nauli.orders.models import Order


def mark_paid(order: Order, *, reason: str) -> bool:
    """Make the order PAID and return True, or return False where its goods are gone.

    An order that had ended takes its goods again, all or none.
    """
    if order.status == Order.Status.PAID:
        return False
    if order.status != Order.Status.OPEN and not _take_again(order):
        return False
    order.move_to(Order.Status.PAID, reason=reason)
    return True


def release(order: Order, status: Order.Status, *, reason: str) -> None:
    """End an unpaid order and put its goods back."""
    order.move_to(status, reason=reason)
    stock.put_back(_pieces(order))


def _take_again(order: Order) -> bool:
    pieces = _pieces(order)
    short = stock.take(pieces)
    if not short:
        return True
    stock.put_back({id_: quantity for id_, quantity in pieces.items() if id_ not in short})
    return False


def _pieces(order: Order) -> dict[UUID, int]:
    return dict(order.lines.values_list("product_id", "quantity"))
