"""What the hot paths cost in SQL statements, exactly: a change of these numbers is a decision.

BEGIN, SAVEPOINT and COMMIT are round trips as well and are counted. A request with a key begins
with one statement that finds the key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from nauli.payments.settle import settle
from nauli.webhooks.models import Event
from nauli.webhooks.process import process
from tests.door import Door, read
from tests.factories import (
    failed,
    new_customer,
    new_order,
    new_payment,
    new_product,
    pending,
    succeeded,
)
from tests.fakes import FakeGateway
from tests.webhooks.events import SECRET, event_body, sign

pytestmark = pytest.mark.django_db(transaction=True)


def _costs(statements: int, act: Callable[[], object]) -> None:
    with CaptureQueriesContext(connection) as captured:
        act()
    listed = [query["sql"][:120] for query in captured.captured_queries]
    assert len(listed) == statements, "\n".join(listed)


def _three_lines() -> dict[str, Any]:
    items = [{"product": str(new_product().pk), "quantity": 1} for _ in range(3)]
    return {"customer": new_customer().pk, "items": items}


def test_an_order_with_three_lines(door: Door) -> None:
    body = _three_lines()
    _costs(9, lambda: read(door.post("/api/orders/", body), 201))


def test_an_order_with_three_lines_and_a_key_and_its_replay(door: Door) -> None:
    body = _three_lines()

    def place() -> None:
        read(door.post("/api/orders/", body, idempotency_key="k"), 201)

    _costs(13, place)
    _costs(5, place)


def test_an_order_that_is_shown(door: Door) -> None:
    order = new_payment().order
    _costs(4, lambda: read(door.get(f"/api/orders/{order.pk}/")))


def test_a_page_of_orders_costs_as_much_as_one(door: Door) -> None:
    for _ in range(5):
        new_payment()
    _costs(4, lambda: read(door.get("/api/orders/")))


def test_a_charge_and_its_replay(door: Door, gateway: FakeGateway) -> None:
    body = {"order": str(new_order().pk)}

    def charge() -> None:
        read(door.post("/api/payments/charge/", body, idempotency_key="k"), 201)

    _costs(14, charge)  # one writes down that the gateway has accepted it
    _costs(5, charge)


def test_a_signed_event_that_is_received_and_the_same_again(settings: Settings) -> None:
    settings.MOMO_WEBHOOK_SECRETS = [SECRET]
    body = event_body(new_payment())

    def receive() -> None:
        read(Door().post("/api/webhooks/momo/", body, x_momo_signature=sign(body)))

    _costs(3, receive)
    _costs(3, receive)


def test_a_signed_event_that_is_processed() -> None:
    body = event_body(new_payment())
    number = Event.objects.create(door="momo", digest="1", body=body).pk
    _costs(18, lambda: process(number))


def test_a_success_that_is_settled_and_told_again() -> None:
    report = succeeded(new_payment(), transaction="T1")
    _costs(13, lambda: settle(report))
    _costs(6, lambda: settle(report))


def test_a_failure_and_no_news() -> None:
    payment = new_payment()
    _costs(5, lambda: settle(pending(payment)))  # that it was accepted is written once
    _costs(4, lambda: settle(pending(payment)))
    _costs(7, lambda: settle(failed(payment)))
