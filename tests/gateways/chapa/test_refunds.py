from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from nauli.gateways.chapa.client import Reply
from nauli.gateways.chapa.refunds import form_of, read_refund_looked, read_refunded
from nauli.gateways.contract import (
    FAILURES,
    GatewayError,
    Misconfigured,
    Outcome,
    Refused,
    Report,
    Unreachable,
    Unsure,
)
from nauli.kit.money import Money
from tests.gateways.notebook import new_charge, new_refund

CHARGE = new_charge(amount="100.00", currency="ETB", payer="+251911234567")
REFUND = new_refund(CHARGE, amount="40", transaction="AP1", reason=" broken\r\njar ")
TOLD = {
    "amount": 40,
    "currency": "ETB",
    "ref_id": "REF1",
    "payment_reference": "AP1",
    "merchant_reference": REFUND.reference,
    "status": "initiated",
}


def said(
    status: int,
    message: str = "",
    *,
    said: str = "",
    data: Mapping[str, object] | None = None,
    refused: Mapping[str, str] | None = None,
) -> Reply:
    return Reply(
        status=status,
        readable=True,
        message=message,
        said=said,
        data=data,
        refused=refused or {},
    )


def told(**fields: object) -> Reply:
    return said(200, "Refund verified successfully", said="success", data=TOLD | fields)


def test_the_amount_is_said_and_the_reason_is_one_line() -> None:
    assert form_of(REFUND) == {
        "amount": "40.00",
        "reason": "broken jar",
        "reference": REFUND.reference,
    }
    assert "reason" not in form_of(replace(REFUND, reason=""))
    assert len(form_of(replace(REFUND, reason="x" * 300))["reason"]) == 200


@pytest.mark.parametrize(
    ("word", "outcome", "code"),
    [
        ("initiated", Outcome.PENDING, ""),
        ("processing", Outcome.PENDING, ""),
        ("refunded", Outcome.SUCCEEDED, ""),
        ("reversed", Outcome.FAILED, "reversed"),
        ("a word of next year", Outcome.PENDING, ""),
    ],
)
def test_each_word_is_one_outcome(word: str, outcome: Outcome, code: str) -> None:
    for read in (read_refunded, read_refund_looked):
        assert read(REFUND, told(status=word)) == Report(
            reference=REFUND.reference,
            outcome=outcome,
            amount=Money(4000, "ETB"),
            transaction="REF1",
            code=code,
            message=word,
        )
    assert code in {"", *FAILURES}


def test_another_amount_is_told_as_it_is() -> None:
    assert read_refund_looked(REFUND, told(status="refunded", amount="4")).amount == Money(
        400, "ETB"
    )


@pytest.mark.parametrize(
    "reference", [None, REFUND.reference, CHARGE.reference], ids=["none", "refund", "payment"]
)
def test_whose_reference_is_echoed_is_not_told(reference: str | None) -> None:
    report = read_refund_looked(REFUND, told(merchant_reference=reference))
    assert report.outcome is Outcome.PENDING


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "refunded", "amount": None},
        {"status": "refunded", "amount": "1e2"},
        {"status": "refunded", "currency": "etb"},
        {"merchant_reference": "R-OTHER"},
        {"merchant_reference": [REFUND.reference]},
    ],
)
def test_what_cannot_be_read_is_doubt(fields: dict[str, object]) -> None:
    for read in (read_refunded, read_refund_looked):
        with pytest.raises(Unsure):
            read(REFUND, told(**fields))


@pytest.mark.parametrize("status", [None, 7, ["refunded"], {}])
def test_a_refund_that_was_taken_without_a_word_is_pending(status: object) -> None:
    assert read_refunded(REFUND, told(status=status)).outcome is Outcome.PENDING
    with pytest.raises(Unsure):
        read_refund_looked(REFUND, told(status=status))


@pytest.mark.parametrize("ref_id", [None, "", "a b", ["x"], "x" * 65])
def test_a_number_that_cannot_be_kept_is_none(ref_id: object) -> None:
    assert read_refunded(REFUND, told(ref_id=ref_id)).transaction == ""


@pytest.mark.parametrize(
    "reply",
    [
        said(400, "Refund reference has been used before", said="failed"),
        said(422, "reference: validation.unique", refused={"reference": "validation.unique"}),
    ],
)
def test_asked_before_is_pending(reply: Reply) -> None:
    assert read_refunded(REFUND, reply).outcome is Outcome.PENDING


@pytest.mark.parametrize(
    ("reply", "error", "code"),
    [
        (said(400, "Refunds can only be processed in live mode"), Refused, "refused"),
        (said(403, "Refunds can only be processed in live mode"), Refused, "refused"),
        (said(200, "Refunds can only be processed in live mode"), Refused, "refused"),
        (said(400, "Insufficient Balance"), Refused, "not_enough_funds"),
        (said(400, "amount: validation.max"), Refused, "refused"),
        (said(404, "Invalid transaction or Transaction not found"), Refused, "refused"),
        (Reply(status=404), Misconfigured, "http_404"),
        (said(404, "Payments through API is disabled"), Misconfigured, "http_404"),
        (said(401), Misconfigured, "http_401"),
        (said(403, "Forbidden"), Misconfigured, "http_403"),
        (said(429), Unreachable, "http_429"),
        (Reply(status=400), Unsure, "http_400"),
        (said(500, "Refunds can only be processed in live mode"), Unsure, "http_500"),
        (said(503, "Refund reference has been used before"), Unsure, "http_503"),
        (Reply(status=200), Unsure, "http_200"),
        (said(200, said="failed", data=TOLD), Unsure, "http_200"),
    ],
)
def test_a_refusal_belongs_to_one_family(
    reply: Reply, error: type[GatewayError], code: str
) -> None:
    with pytest.raises(GatewayError) as raised:
        read_refunded(REFUND, reply)
    assert (type(raised.value), raised.value.code) == (error, code)
    if error is Refused:
        assert reply.message in raised.value.detail


def test_only_chapas_own_404_means_unknown() -> None:
    report = read_refund_looked(REFUND, said(404, "Refund not found", said="failed"))
    assert report.outcome is Outcome.UNKNOWN_HERE


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(status=404), Unsure),
        (said(404), Unsure),
        (said(404, "Payments through API is disabled"), Misconfigured),
        (said(400, "Refund not found"), Unsure),
        (said(500, data=TOLD), Unsure),
        (said(201, said="success", data=TOLD), Unsure),
        (said(200, said="success"), Unsure),
        (said(200, said="success", data={"ref_id": "REF1"}), Unsure),
        (said(401), Misconfigured),
        (said(429), Unreachable),
    ],
)
def test_a_look_that_fails_decides_nothing(reply: Reply, error: type[GatewayError]) -> None:
    with pytest.raises(GatewayError) as raised:
        read_refund_looked(REFUND, reply)
    assert type(raised.value) is error
