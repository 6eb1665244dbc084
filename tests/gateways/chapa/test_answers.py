from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nauli.gateways.chapa import answers
from nauli.gateways.chapa.answers import read_cancelled, read_charged, read_looked
from nauli.gateways.chapa.client import Reply
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
from tests.gateways.notebook import new_charge

CHARGE = new_charge(amount="100.00", currency="ETB", payer="+251911234567")
PAGE = "https://checkout.chapa.co/checkout/payment/somestring"
PAID = {
    "amount": 100,
    "currency": "ETB",
    "mode": "test",
    "status": "success",
    "reference": "6jnheVKQEmy",
    "tx_ref": CHARGE.reference,
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


def page(url: object) -> Reply:
    return said(200, "Hosted Link", said="success", data={"checkout_url": url})


def looked(**fields: object) -> Report:
    whole = {name: value for name, value in (PAID | fields).items() if value is not ...}
    reply = said(200, "Payment details", said="success", data=whole)
    return read_looked(CHARGE, reply, mode="test")


# --- The answer to a charge


def test_taken_is_pending_and_tells_the_page() -> None:
    report = read_charged(CHARGE, page(PAGE))
    assert (report.outcome, report.checkout_url) == (Outcome.PENDING, PAGE)
    assert (report.reference, report.amount) == (CHARGE.reference, None)


@pytest.mark.parametrize(
    "reply",
    [
        said(400, "Transaction reference has been used before", said="failed"),
        said(422, "tx_ref: validation.unique", refused={"tx_ref": "validation.unique"}),
    ],
)
def test_taken_before_is_pending_without_the_page(reply: Reply) -> None:
    report = read_charged(CHARGE, reply)
    assert (report.outcome, report.checkout_url) == (Outcome.PENDING, "")


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        7,
        ["https://x"],
        "javascript:alert(1)",
        "//checkout.chapa.co/x",
        "https://",
        "https://[x",
        "ftp://checkout.chapa.co/x",
        "https://checkout.chapa.co/a b",
        "https://checkout.chapa.co/\n",
        "https://checkout.chapa.co/é",
        "https://checkout.chapa.co/" + "x" * 500,
    ],
)
def test_a_page_where_nobody_can_be_sent_is_doubt(url: object) -> None:
    with pytest.raises(Unsure):
        read_charged(CHARGE, page(url))


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (said(400, "Invalid currency, KES is not supported", said="failed"), Refused),
        (said(400, "amount: validation.min", refused={"amount": "validation.min"}), Refused),
        (said(422, "The amount is wrong"), Refused),
        (said(400, "User can\u2019t receive payments"), Misconfigured),
        (said(400, "Incorrect header settings Please check if content-type"), Misconfigured),
        (said(401, "Invalid API Key or User doesn\u2019t exist"), Misconfigured),
        (said(401), Misconfigured),
        (said(403), Misconfigured),
        (said(404, "Payments through API is disabled, please contact us"), Misconfigured),
        (Reply(status=404), Misconfigured),
        (said(429, "Too many requests"), Unreachable),
        (Reply(status=400), Unsure),
        (said(500, "Server Error"), Unsure),
        (said(500, "Transaction reference has been used before"), Unsure),
        (said(500, "Invalid currency, KES is not supported"), Unsure),
        (Reply(status=503), Unsure),
        (Reply(status=200), Unsure),
        (said(200, "Hosted Link", data={"checkout_url": PAGE}), Unsure),
        (said(200, "Hosted Link", said="failed", data={"checkout_url": PAGE}), Unsure),
        (said(200, "Hosted Link", said="success"), Unsure),
        (said(201, "Hosted Link", said="success", data={"checkout_url": PAGE}), Unsure),
        (said(200, "Transaction reference has been used before", said="failed"), Unsure),
    ],
)
def test_a_refusal_belongs_to_one_family(reply: Reply, error: type[GatewayError]) -> None:
    with pytest.raises(GatewayError) as raised:
        read_charged(CHARGE, reply)
    assert type(raised.value) is error
    assert error is not Refused or raised.value.code in FAILURES


def test_a_refusal_tells_staff_why_without_the_number() -> None:
    for number in ("251911234567", "0911234567"):
        with pytest.raises(Refused) as raised:
            read_charged(CHARGE, said(400, f"{number}\nis no number"))
        assert number not in raised.value.detail
        assert "567 is no number" in raised.value.detail


# --- The answer to a look


@pytest.mark.parametrize("amount", [100, "100", "100.0", "100.00", "0100"])
def test_success_tells_the_amount_as_money(amount: object) -> None:
    report = looked(amount=amount)
    assert report == Report(
        reference=CHARGE.reference,
        outcome=Outcome.SUCCEEDED,
        amount=Money(10000, "ETB"),
        transaction="6jnheVKQEmy",
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"amount": None},
        {"amount": "100.005"},
        {"amount": "1e2"},
        {"amount": True},
        {"amount": [100]},
        {"amount": ...},
        {"currency": None},
        {"currency": "etb"},
        {"currency": "XXX"},
        {"reference": "a b"},
        {"reference": ["a"]},
        {"reference": "a" * 65},
        {"tx_ref": "P-OTHER"},
        {"tx_ref": None},
        {"status": None},
        {"status": ["success"]},
    ],
)
def test_success_that_cannot_be_read_is_doubt_and_never_told_without_amount(
    fields: dict[str, object],
) -> None:
    with pytest.raises(Unsure):
        looked(**fields)


def test_another_amount_is_told_as_it_is() -> None:
    assert looked(amount="1").amount == Money(100, "ETB")
    assert looked(currency="USD").amount == Money(10000, "USD")
    assert looked(amount=-100).amount == Money(-10000, "ETB")


@pytest.mark.parametrize("mode", ["live", "", None, ..., "TEST", ["test"]])
def test_a_success_of_another_mode_does_not_fit(mode: object) -> None:
    report = looked(mode=mode)
    assert (report.outcome, report.amount) == (Outcome.SUCCEEDED, CHARGE.amount)
    assert report.misfit.endswith("we are in test mode.")


def test_a_success_that_does_not_name_us_does_not_fit() -> None:
    assert looked(tx_ref=...).misfit == "Chapa reports success without naming our reference."


@pytest.mark.parametrize(
    ("word", "outcome", "code"),
    [
        ("failed", Outcome.FAILED, "declined"),
        ("failed/cancelled", Outcome.FAILED, "not_completed"),
        ("cancelled", Outcome.FAILED, "cancelled"),
        ("reversed", Outcome.REVERSED, ""),
        ("refunded", Outcome.SUCCEEDED, ""),
        ("pending", Outcome.PENDING, ""),
        ("SUCCESS", Outcome.PENDING, ""),
        ("a word of next year", Outcome.PENDING, ""),
        ("", Outcome.PENDING, ""),
    ],
)
def test_each_word_is_one_outcome(word: str, outcome: Outcome, code: str) -> None:
    report = looked(status=word)
    assert (report.outcome, report.code, report.message) == (outcome, code, word)


def test_what_was_refunded_came_and_what_was_reversed_is_told_with_its_amount() -> None:
    assert looked(status="refunded").amount == looked(status="reversed").amount == CHARGE.amount
    assert looked(status="refunded", mode="live").misfit
    assert [looked(status=word).given_back for word in ("refunded", "success")] == [True, False]


def test_every_failure_is_one_of_our_words() -> None:
    assert set(answers._FAILURES.values()) <= set(FAILURES)


@pytest.mark.parametrize("status", [200, 404])
def test_not_paid_yet_is_pending_in_both_shapes(status: int) -> None:
    report = read_looked(CHARGE, said(status, "Payment not paid yet"), mode="test")
    assert report.outcome is Outcome.PENDING


def test_only_chapas_own_words_mean_unknown() -> None:
    reply = said(404, "Invalid transaction or Transaction not found", said="failed")
    assert read_looked(CHARGE, reply, mode="test").outcome is Outcome.UNKNOWN_HERE


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(status=404), Unsure),
        (said(404, "The route could not be found."), Unsure),
        (said(404, "Payments through API is disabled, please contact us"), Misconfigured),
        (said(200, "Invalid transaction or Transaction not found"), Unsure),
        (said(400, "amount: validation.required"), Unsure),
        (said(500, "Payment not paid yet"), Unsure),
        (said(503), Unsure),
        (Reply(status=200), Unsure),
        (said(200, said="success"), Unsure),
        (said(200, data=PAID), Unsure),
        (said(200, said="failed", data=PAID), Unsure),
        (said(201, said="success", data=PAID), Unsure),
        (said(500, said="success", data=PAID), Unsure),
        (said(404, said="success", data=PAID), Unsure),
        (said(401, "Live secret keys can\u2019t be used to verify a test"), Misconfigured),
        (said(403), Misconfigured),
        (said(429), Unreachable),
    ],
)
def test_a_look_that_fails_decides_nothing(reply: Reply, error: type[GatewayError]) -> None:
    with pytest.raises(GatewayError) as raised:
        read_looked(CHARGE, reply, mode="test")
    assert type(raised.value) is error


# --- The answer to a cancelling


@pytest.mark.parametrize(
    "reply",
    [
        said(200, "Checkout link expired successfully", said="success"),
        said(200, "Payment link already expired", said="failed"),
        said(400, "Payment link already expired", said="failed"),
        said(404, "Payment link already expired", said="failed"),
    ],
)
def test_a_page_that_is_closed_is_closed(reply: Reply) -> None:
    assert read_cancelled(CHARGE, reply)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (said(200, "Checkout link expired successfully"), Unsure),
        (said(404, "Invalid transaction or Transaction not found"), Unsure),
        (Reply(status=404), Unsure),
        (said(400, "No"), Unsure),
        (said(500, "Payment link already expired"), Unsure),
        (said(401), Misconfigured),
        (said(429), Unreachable),
    ],
)
def test_else_it_may_still_be_open(reply: Reply, error: type[GatewayError]) -> None:
    with pytest.raises(GatewayError) as raised:
        read_cancelled(CHARGE, reply)
    assert type(raised.value) is error


TEXTS = st.sampled_from(["", "\x00", "é\u202e", "-1", "1e9", "test", "success", "x" * 300])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
WORDS = st.sampled_from(["success", "failed", "pending", "refunded", "reversed"])


@given(
    st.sampled_from([200, 202, 400, 404, 422, 500]),
    st.sampled_from(["", "success", "failed"]),
    st.fixed_dictionaries(
        {},
        optional={
            "status": WORDS | JSON,
            "amount": st.sampled_from([100, "1"]) | JSON,
            "currency": st.sampled_from(["ETB", "USD"]) | JSON,
            "tx_ref": st.just(CHARGE.reference) | JSON,
            "mode": st.just("test") | JSON,
            "reference": JSON,
            "checkout_url": st.just(PAGE) | JSON,
        },
    ),
)
def test_no_answer_crashes_and_no_success_is_without_amount(
    status: int, word: str, data: dict[str, Any]
) -> None:
    reply = Reply(status=status, readable=True, said=word, data=data)
    for read in (read_charged, lambda charge, told: read_looked(charge, told, mode="test")):
        try:
            report = read(CHARGE, reply)
        except GatewayError:
            continue
        assert report.reference == CHARGE.reference
        assert len(report.message) <= 200
        assert len(report.checkout_url) <= 500
        assert (report.outcome is Outcome.SUCCEEDED) <= (report.amount is not None)
