from __future__ import annotations

from uuid import uuid4

import pytest

from nauli.payments.settle import settle
from tests.door import Door, read, read_problem
from tests.factories import new_order, new_payment, succeeded

pytestmark = pytest.mark.django_db


def test_a_payments_timeline_is_its_story(door: Door) -> None:
    payment = new_payment(new_order())
    settle(succeeded(payment))
    answer = read(door.get(f"/api/payments/{payment.pk}/timeline/"))
    assert answer.keys() == {"items", "standing"}
    items = answer["items"]
    assert [(item["kind"], item["title"]) for item in items] == [
        ("change", "order open"),
        ("change", "order open → paid"),
        ("change", "payment pending → succeeded"),
        ("ledger", "debit clearing:momo EUR 12.50"),
        ("ledger", "credit orders EUR 12.50"),
        ("message", "email to amina@example.org: payment_succeeded"),
        ("message", "sms to ***456: payment_succeeded"),
    ]
    assert [item["at"] for item in items] == sorted(item["at"] for item in items)
    assert items[0] == {
        "at": items[0]["at"],
        "kind": "change",
        "title": "order open",
        "detail": "by system",
        "good": None,
        "texts": {},
    }
    assert items[0]["at"].endswith("Z")
    assert list(items[-1]["texts"]) == ["text"]
    assert answer["standing"].startswith("Succeeded: order")


def test_of_a_payment_that_nobody_knows_there_is_none(door: Door) -> None:
    problem = read_problem(door.get(f"/api/payments/{uuid4()}/timeline/"), 404)
    assert problem["type"] == "urn:nauli:problem:unknown-payment"
