from __future__ import annotations

import pytest

from nauli.gateways.contract import Outcome, Report
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.refunds.models import Refund
from nauli.refunds.settle import settle as settle_refund
from nauli.refunds.start import start_refund
from tests.door import Door, read, read_problem
from tests.factories import new_payment, new_ticket, succeeded
from tests.fakes import FakeGateway

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


@pytest.mark.parametrize("list_", ["ledger", "messages"])
@pytest.mark.parametrize("parameter", ["payment", "reference"])
def test_a_payment_is_named_by_its_id_or_its_reference(
    door: Door, list_: str, parameter: str
) -> None:
    payment, other = new_payment(), new_payment()
    settle(succeeded(payment))
    settle(succeeded(other))
    names = (payment.pk, str(payment.pk).upper(), payment.reference, payment.reference.lower())
    found = [read(door.get(f"/api/{list_}/?{parameter}={name}"))["items"] for name in names]
    assert len(found[0]) == 2
    assert all(rows == found[0] for rows in found)
    both = f"/api/{list_}/?payment={payment.pk}&reference="
    assert read(door.get(both + payment.reference))["items"] == found[0]
    contradiction = read_problem(door.get(both + other.reference), 404)
    assert contradiction["type"] == "urn:nauli:problem:unknown-payment"


@pytest.mark.parametrize("list_", ["ledger", "messages"])
@pytest.mark.parametrize("name", ["NAU-NOBODY", "6f3c1b0e-8a52-4c1d-9d57-2b7e0f6a4c11", "x", "é"])
def test_a_payment_that_nobody_knows_is_said_to_be_unknown(
    door: Door, list_: str, name: str
) -> None:
    for parameter in ("payment", "reference"):
        problem = read_problem(door.get(f"/api/{list_}/?{parameter}={name}"), 404)
        assert problem["type"] == "urn:nauli:problem:unknown-payment"


@pytest.mark.parametrize("path", ["/api/ledger/", "/api/messages/", "/api/ledger/?reference="])
def test_what_is_asked_for_must_be_said(door: Door, path: str) -> None:
    problem = read_problem(door.get(path), 422)
    assert (problem["type"], problem["field"]) == (
        "urn:nauli:problem:payment-not-named",
        "payment",
    )


def _return(payment: Payment, amount: str, outcome: Outcome) -> Refund:
    refund = start_refund(payment.pk, amount=amount, reason="", ticket=new_ticket()).refund
    assert refund is not None
    told = Report(reference=refund.reference, outcome=outcome, amount=refund.amount)
    return settle_refund(told)


def test_the_ledger_of_a_payment_holds_what_went_back_of_it(
    door: Door, gateway: FakeGateway
) -> None:
    payment = settle(succeeded(new_payment()))
    _return(settle(succeeded(new_payment())), "1.00", Outcome.SUCCEEDED)  # of another one
    gone = _return(payment, "5.00", Outcome.SUCCEEDED)
    refused = _return(payment, "2.50", Outcome.FAILED)
    late = Report(reference=payment.reference, outcome=Outcome.REVERSED)
    settle(late)
    lines = read(door.get(f"/api/ledger/?payment={payment.pk}"))["items"]
    assert [
        (line["transfer"], line["account"], line["debit"] or f"-{line['credit']}") for line in lines
    ] == [
        (f"payment/{payment.reference}", "clearing:momo", "12.50"),
        (f"payment/{payment.reference}", "orders", "-12.50"),
        (f"refund/{gone.reference}/started", "orders", "5.00"),
        (f"refund/{gone.reference}/started", "refunds", "-5.00"),
        (f"refund/{gone.reference}/done", "refunds", "5.00"),
        (f"refund/{gone.reference}/done", "clearing:momo", "-5.00"),
        (f"refund/{refused.reference}/started", "orders", "2.50"),
        (f"refund/{refused.reference}/started", "refunds", "-2.50"),
        (f"refund/{refused.reference}/failed", "refunds", "2.50"),
        (f"refund/{refused.reference}/failed", "orders", "-2.50"),
        (f"reversal/{payment.reference}", "orders", "7.50"),
        (f"reversal/{payment.reference}", "clearing:momo", "-7.50"),
    ]


def test_messages_of_a_payment_tell_what_went_back_of_it(door: Door, gateway: FakeGateway) -> None:
    payment = settle(succeeded(new_payment()))
    _return(settle(succeeded(new_payment())), "1.00", Outcome.SUCCEEDED)  # of another one
    _return(payment, "5.00", Outcome.SUCCEEDED)
    told = read(door.get(f"/api/messages/?reference={payment.reference}"))["items"]
    assert [message["topic"] for message in told] == (
        ["payment_succeeded"] * 2 + ["refund_succeeded"] * 2
    )
