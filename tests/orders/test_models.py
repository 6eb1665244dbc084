from __future__ import annotations

from itertools import product as pairs
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.db.utils import Error as DatabaseError

from nauli.orders.models import IllegalMove, Line, Order
from nauli.record.models import Change
from tests.factories import new_customer, new_order, new_product

pytestmark = pytest.mark.django_db
Status = Order.Status
UPDATE = "UPDATE orders_order SET {}"


def test_the_table_of_moves_is_the_drawing() -> None:
    assert {
        Status.OPEN: {Status.PAID, Status.CANCELLED, Status.EXPIRED},
        Status.CANCELLED: {Status.PAID},
        Status.EXPIRED: {Status.PAID},
        Status.PAID: set(),
    } == Order.MOVES


@pytest.mark.parametrize(
    ("before", "after"),
    [(b, a) for b, a in pairs(Status, Status) if a not in Order.MOVES[b]],
)
def test_a_move_that_does_not_exist_is_refused(before: Order.Status, after: Order.Status) -> None:
    order = new_order()
    if before != Status.OPEN:
        order.move_to(before)
    changes = Change.objects.count()
    with pytest.raises(IllegalMove):
        order.move_to(after)
    order.refresh_from_db()
    assert order.status == before
    assert Change.objects.count() == changes


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"status": "lost"}, "an_order_is_in_a_known_state"),
        ({"status": "paid"}, "a_paid_order_knows_when"),
        ({"paid_at": Now()}, "a_paid_order_knows_when"),
    ],
)
def test_the_database_refuses_an_order_that_cannot_be(
    values: dict[str, Any], constraint: str
) -> None:
    order = new_order()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(**values)


def test_the_database_refuses_an_order_for_nothing() -> None:
    with pytest.raises(IntegrityError, match="an_order_costs_something"), transaction.atomic():
        Order.objects.create(
            customer=new_customer(), currency="EUR", total_minor=0, expires_at=Now()
        )


def test_a_number_is_given_once() -> None:
    order = new_order()
    with pytest.raises(IntegrityError, match="number"), transaction.atomic():
        Order.objects.create(
            customer=order.customer,
            currency="EUR",
            total_minor=1,
            expires_at=Now(),
            number=order.number,
        )


def test_the_database_keeps_one_line_per_product_and_none_without_pieces() -> None:
    product = new_product()
    order = new_order(product)
    line = {"order": order, "position": 1, "name": "x", "unit_price_minor": 1}
    with pytest.raises(IntegrityError, match="one_line_per_product"), transaction.atomic():
        Line.objects.create(**line, product=product, quantity=1)
    with pytest.raises(IntegrityError, match="a_line_has_pieces"), transaction.atomic():
        Line.objects.create(**line, product=new_product(), quantity=0)


@pytest.mark.parametrize(
    "change",
    [
        "number = 'X'",
        "currency = 'UGX'",
        "total_minor = 1",
        "created_at = now() - interval '1 day'",
        "customer_id = customer_id + 1",
        "id = gen_random_uuid()",
    ],
)
def test_what_was_agreed_never_changes(change: str) -> None:
    order = new_order()
    with (
        pytest.raises(DatabaseError, match="never change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(UPDATE.format(change))
    before = (order.number, order.total_minor, order.currency, order.created_at)
    order.refresh_from_db()
    assert (order.number, order.total_minor, order.currency, order.created_at) == before


@pytest.mark.parametrize(
    "statement", ["UPDATE orders_line SET quantity = 2", "DELETE FROM orders_line"]
)
def test_lines_are_never_rewritten(statement: str) -> None:
    order = new_order()
    with (
        pytest.raises(DatabaseError, match="only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert order.lines.get().quantity == 1
