from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from nauli.gateways.momo import answers
from nauli.gateways.momo.answers import read_charged, read_looked, read_token
from nauli.gateways.momo.client import Reply
from nauli.kit.money import Money
from tests.gateways.notebook import new_charge

CHARGE = new_charge(amount="12.50", currency="EUR")


def said(status: int, code: str = "", message: str = "") -> Reply:
    return Reply(status=status, fields={}, code=code, message=message)


def looked(**fields: object) -> Report:
    success = {"status": "SUCCESSFUL", "amount": "12.5", "currency": "EUR"}
    whole: dict[str, object] = {**success, **fields}
    return read_looked(CHARGE, Reply(status=200, fields=whole))


# --- The answer to a charge


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=202, fields=None),
        said(409, "RESOURCE_ALREADY_EXIST"),
        said(400, "RESOURCE_ALREADY_EXIST"),
    ],
)
def test_taken_now_or_before_is_pending(reply: Reply) -> None:
    report = read_charged(CHARGE, reply)
    assert (report.reference, report.outcome) == (CHARGE.reference, Outcome.PENDING)
    assert report.amount is None


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (said(400), Refused),
        (said(500, "INVALID_CURRENCY"), Refused),
        (said(500, "NOT_ALLOWED"), Misconfigured),
        (said(500, "NOT_ALLOWED_TARGET_ENVIRONMENT"), Misconfigured),
        (said(500, "INVALID_CALLBACK_URL_HOST"), Misconfigured),
        (said(400, "INVALID_CALLBACK_URL_HOST"), Misconfigured),
        (said(401), Misconfigured),
        (said(403), Misconfigured),
        (said(404), Misconfigured),
        (said(411), Misconfigured),
        (said(429), Unreachable),
        (said(500), Unsure),
        (said(500, "INTERNAL_PROCESSING_ERROR"), Unsure),
        (said(503, "SERVICE_UNAVAILABLE"), Unsure),
        (said(504), Unsure),
        (said(409), Unsure),
        (said(409, "SOMETHING_ELSE"), Unsure),
        (said(408), Unsure),
        (said(418), Unsure),
        (said(200), Unsure),
        (said(200, "INVALID_CURRENCY"), Unsure),
        (said(200, "RESOURCE_ALREADY_EXIST"), Unsure),
    ],
)
def test_a_refusal_belongs_to_one_family(reply: Reply, error: type[GatewayError]) -> None:
    with pytest.raises(GatewayError) as raised:
        read_charged(CHARGE, reply)
    assert type(raised.value) is error


def test_a_refusal_has_one_of_our_words_for_the_customer() -> None:
    with pytest.raises(Refused) as raised:
        read_charged(CHARGE, said(500, "INVALID_CURRENCY", "Currency not supported."))
    assert raised.value.code in FAILURES
    assert "INVALID_CURRENCY Currency not supported." in raised.value.detail


# --- The answer to a look


@pytest.mark.parametrize("amount", ["12.5", "12.50", "12.500", "0012.5"])
def test_success_tells_the_amount_as_money(amount: str) -> None:
    report = looked(amount=amount, financialTransactionId="1234567890")
    assert report.outcome is Outcome.SUCCEEDED
    assert report.amount == Money(1250, "EUR")
    assert report.transaction == "1234567890"


@pytest.mark.parametrize("amount", ["25000", "25000.0", "25000.00", 25000])
def test_success_in_a_currency_without_decimals(amount: object) -> None:
    assert looked(amount=amount, currency="UGX").amount == Money(25000, "UGX")


@pytest.mark.parametrize(
    "fields",
    [
        {"amount": None},
        {"amount": "12.505"},
        {"amount": "1e3"},
        {"amount": "NaN"},
        {"amount": "12,50"},
        {"amount": " 12.5"},
        {"amount": ""},
        {"amount": True},
        {"amount": ["12.5"]},
        {"amount": {"value": "12.5"}},
        {"amount": "9" * 30},
        {"currency": None},
        {"currency": "XXX"},
        {"currency": "eur"},
        {"currency": 978},
        {"currency": ["EUR"]},
        {"amount": "12.5", "currency": "UGX"},
        {"financialTransactionId": ["1"]},
        {"financialTransactionId": "1 2"},
        {"financialTransactionId": "1\x00"},
        {"financialTransactionId": "1" * 65},
        {"externalId": "P-OTHER"},
        {"externalId": None},
        {"status": None},
        {"status": ["SUCCESSFUL"]},
    ],
)
def test_success_that_cannot_be_read_is_doubt_and_never_told_without_amount(
    fields: dict[str, object],
) -> None:
    with pytest.raises(Unsure):
        looked(**fields)


def test_another_amount_is_told_as_it_is() -> None:
    assert looked(amount="1").amount == Money(100, "EUR")
    assert looked(amount="-12.5").amount == Money(-1250, "EUR")
    assert looked(amount="12.5", currency="USD").amount == Money(1250, "USD")


@pytest.mark.parametrize("status", ["CREATED", "PENDING", "TIMEOUT", "successful", "", "ÜBER\x00"])
def test_whatever_does_not_say_that_it_is_over_is_pending(status: str) -> None:
    report = looked(status=status, reason="EXPIRED")
    assert report.outcome is Outcome.PENDING
    assert "\x00" not in report.message


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("APPROVAL_REJECTED", "declined"),
        ({"code": "APPROVAL_REJECTED", "message": "no"}, "declined"),
        ("EXPIRED", "expired"),
        ("COULD_NOT_PERFORM_TRANSACTION", "expired"),
        ("NOT_ENOUGH_FUNDS", "not_enough_funds"),
        ("PAYER_LIMIT_REACHED", "limit_reached"),
        ("PAYER_NOT_FOUND", "payer_not_found"),
        ("PAYEE_NOT_ALLOWED_TO_RECEIVE", "not_allowed"),
        ("INTERNAL_PROCESSING_ERROR", "gateway_error"),
        ("A_WORD_OF_NEXT_YEAR", "gateway_error"),
        (None, "gateway_error"),
        ({}, "gateway_error"),
        ({"code": ["EXPIRED"], "message": 7}, "gateway_error"),
        ([], "gateway_error"),
        (7, "gateway_error"),
    ],
)
def test_failed_is_failed_whatever_the_reason(reason: object, code: str) -> None:
    report = looked(status="FAILED", reason=reason, amount="garbage")
    assert (report.outcome, report.code) == (Outcome.FAILED, code)


def test_success_with_a_reason_is_success() -> None:
    assert looked(reason="EXPIRED").outcome is Outcome.SUCCEEDED


def test_every_failure_is_one_of_our_words() -> None:
    assert set(answers._FAILURES.values()) <= set(FAILURES)


def test_only_mtns_own_word_means_unknown() -> None:
    report = read_looked(CHARGE, said(404, "RESOURCE_NOT_FOUND"))
    assert report.outcome is Outcome.UNKNOWN_HERE


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (said(404), Unsure),
        (Reply(status=404, fields=None), Unsure),
        (said(200, "RESOURCE_NOT_FOUND"), Unsure),
        (said(400), Unsure),
        (said(400, "INVALID_CURRENCY"), Unsure),
        (said(500, "INVALID_CURRENCY"), Unsure),
        (said(503), Unsure),
        (said(202), Unsure),
        (said(200), Unsure),
        (Reply(status=200, fields=None), Unsure),
        (Reply(status=500, fields={"status": "SUCCESSFUL"}), Unsure),
        (said(401), Misconfigured),
        (said(403), Misconfigured),
        (said(500, "NOT_ALLOWED_TARGET_ENVIRONMENT"), Misconfigured),
        (said(429), Unreachable),
    ],
)
def test_a_look_that_fails_decides_nothing(reply: Reply, error: type[GatewayError]) -> None:
    with pytest.raises(GatewayError) as raised:
        read_looked(CHARGE, reply)
    assert type(raised.value) is error


TEXTS = st.sampled_from(["", "\x00", "é\u202e", "-1", "1e9", "EXPIRED", "NOT_ALLOWED", "x" * 300])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
WORDS = st.sampled_from(["SUCCESSFUL", "FAILED", "PENDING"])


@given(
    st.sampled_from([200, 202, 400, 404, 409, 500]),
    st.fixed_dictionaries(
        {},
        optional={
            "status": WORDS | JSON,
            "amount": st.sampled_from(["12.5", "1"]) | JSON,
            "currency": st.sampled_from(["EUR", "UGX"]) | JSON,
            "externalId": st.just(CHARGE.reference) | JSON,
            "financialTransactionId": JSON,
            "reason": JSON,
            "code": JSON,
        },
    ),
)
def test_no_answer_crashes_and_no_success_is_without_amount(
    status: int, fields: dict[str, Any]
) -> None:
    code = fields.get("code")
    reply = Reply(status=status, fields=fields, code=code if isinstance(code, str) else "")
    for read in (read_charged, read_looked):
        try:
            report = read(CHARGE, reply)
        except GatewayError as error:
            assert len(error.code) <= 64  # noqa: PT017  # any error of the family is right here
            continue
        assert report.reference == CHARGE.reference
        assert len(report.message) <= 200
        assert (report.outcome is Outcome.SUCCEEDED) <= (report.amount is not None)


def test_the_payers_number_is_not_repeated_to_staff() -> None:
    digits = CHARGE.payer.removeprefix("+")
    report = looked(status="FAILED", reason={"code": "X", "message": f"{digits} has no wallet"})
    assert report.message == "X: *********456 has no wallet"
    with pytest.raises(Unsure) as raised:
        read_charged(CHARGE, said(503, "X", f"{digits}\nis down"))
    assert digits not in str(raised.value)
    assert "\n" not in str(raised.value)


# --- The answer to a token request


@pytest.mark.parametrize(
    ("life", "seconds"),
    [
        (3600, 3600),
        ("3600", 3600),
        (0, 60),
        (-5, 60),
        (None, 60),
        (True, 60),
        ("1e9", 60),
        ([], 60),
    ],
)
def test_a_life_that_cannot_be_read_is_short(life: object, seconds: float) -> None:
    token = read_token(Reply(status=200, fields={"access_token": "abc", "expires_in": life}))
    assert (token.value, token.life_seconds) == ("abc", seconds)


@pytest.mark.parametrize(
    ("status", "fields", "error"),
    [
        (401, {}, Misconfigured),
        (400, {}, Misconfigured),
        (411, None, Misconfigured),
        (500, {}, Unreachable),
        (200, None, Unreachable),
        (200, {}, Unreachable),
        (200, {"access_token": ""}, Unreachable),
        (200, {"access_token": 7}, Unreachable),
        (200, {"access_token": "a\r\nX-Evil: b"}, Unreachable),
        (201, {"access_token": "abc"}, Unreachable),
    ],
)
def test_without_a_token_nothing_was_asked(
    status: int, fields: dict[str, object] | None, error: type[GatewayError]
) -> None:
    with pytest.raises(GatewayError) as raised:
        read_token(Reply(status=status, fields=fields))
    assert type(raised.value) is error
    assert "abc" not in json.dumps(raised.value.args)
