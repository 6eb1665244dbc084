from __future__ import annotations

from uuid import uuid4

import pytest

from nauli.payments.settle import settle
from tests.door import Door, read, read_problem
from tests.factories import new_payment, succeeded

pytestmark = pytest.mark.django_db


def test_the_ledger_shows_the_two_lines_of_one_payment(door: Door) -> None:
    payment, other = new_payment(), new_payment()
    settle(succeeded(payment))
    settle(succeeded(other))
    lines = read(door.get(f"/api/ledger/?reference={payment.reference}"))["items"]
    for line in lines:
        assert line.pop("created_at").endswith("Z")
    transfer = f"payment/{payment.reference}"
    assert lines == [
        {
            "transfer": transfer,
            "account": "clearing:momo",
            "debit": "12.50",
            "credit": None,
            "currency": "EUR",
        },
        {
            "transfer": transfer,
            "account": "orders",
            "debit": None,
            "credit": "12.50",
            "currency": "EUR",
        },
    ]


def test_messages_show_what_the_customer_was_told(door: Door) -> None:
    payment = new_payment()
    settle(succeeded(payment))
    told = read(door.get(f"/api/messages/?payment={payment.pk}"))["items"]
    assert [(message["channel"], message["to"]) for message in told] == [
        ("email", "amina@example.org"),
        ("sms", "+256772123456"),
    ]
    for message in told:
        assert (message["topic"], message["status"]) == ("payment_succeeded", "queued")
        assert (message["failure"], message["sent_at"], message["ended_at"]) == (None, None, None)


def test_of_a_payment_that_nobody_knows_there_is_nothing_to_show(door: Door) -> None:
    assert read(door.get("/api/ledger/?reference=NAU-NOBODY")) == {"items": []}
    assert read(door.get(f"/api/messages/?payment={uuid4()}")) == {"items": []}


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/ledger/", "reference"),
        ("/api/messages/", "payment"),
        ("/api/messages/?payment=x", "payment"),
    ],
)
def test_what_is_asked_for_must_be_said(door: Door, path: str, field: str) -> None:
    assert read_problem(door.get(path), 422)["field"] == field
