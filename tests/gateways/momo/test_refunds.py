"""Refunds: what is sent under which product, and what MTN's reasons mean for money on its way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from nauli.gateways.contract import FAILURES, Misconfigured, Outcome, Refused, Report, Unsure
from nauli.gateways.momo.client import Reply
from nauli.gateways.momo.gateway import MomoGateway
from nauli.gateways.momo.refunds import body_of, read_refund_looked
from nauli.gateways.momo.settings import MomoAccount, MomoSettings
from nauli.kit.money import Money
from tests.gateways.notebook import Notebook, new_charge, new_refund
from tests.gateways.scripted import Server, reply, scripted

CHARGE = new_charge(amount="12.50")
REFUND = new_refund(CHARGE, amount="2.50", reason="Ama\u2019s jar was broken")
TOKEN, ASK = "/disbursement/token/", "/disbursement/v1_0/refund"
STATUS = f"{ASK}/{REFUND.id}"


@pytest.fixture
def server() -> Iterator[Server]:
    with scripted() as running:
        running.on(TOKEN, reply(200, '{"access_token": "tok-d", "expires_in": 3600}'))
        running.on("/collection/token/", reply(200, '{"access_token": "tok-c"}'))
        yield running


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


def momo(server: Server, *, api_key: str = "canary-d", public_url: str = "") -> MomoGateway:
    account = MomoAccount(
        target_environment="sandbox",
        subscription_key="canary-c-sub",
        api_user="user-c",
        api_key="canary-c",
        disbursement_subscription_key="canary-d-sub",
        disbursement_api_user="user-d",
        disbursement_api_key=api_key,
    )
    return MomoGateway(
        MomoSettings(
            base_url=server.url,
            accounts=(account,),
            public_url=public_url,
            connect_timeout=0.5,
            read_timeout=0.5,
        )
    )


def looked(**fields: object) -> Report:
    whole = {"status": "SUCCESSFUL", "amount": "2.5", "currency": "EUR", **fields}
    return read_refund_looked(REFUND, Reply(status=200, fields=whole))


def test_a_refund_goes_out_as_mtn_wants_it(server: Server, notebook: Notebook) -> None:
    server.on(ASK, reply(202))
    report = momo(server, public_url="https://shop.example").refund(REFUND, journal=notebook)
    assert (report.reference, report.outcome) == (REFUND.reference, Outcome.PENDING)
    asked, sent = server.received
    assert (asked.method, asked.path) == ("POST", TOKEN)
    wanted = {
        "authorization": "Bearer tok-d",
        "x-reference-id": str(REFUND.id),
        "x-target-environment": "sandbox",
        "ocp-apim-subscription-key": "canary-d-sub",
        "x-callback-url": f"https://shop.example/api/webhooks/momo/{REFUND.reference}/",
    }
    assert wanted.items() <= sent.headers.items()
    assert json.loads(sent.body) == {
        "amount": "2.50",
        "currency": "EUR",
        "externalId": REFUND.reference,
        "payerMessage": f"refund of {CHARGE.reference}",
        "payeeNote": "Amas jar was broken",
        "referenceIdToRefund": str(CHARGE.id),
    }
    assert "canary" not in repr(notebook.pages)
    assert notebook.story() == ["token 200", "refund 202"]


def test_without_a_reason_the_reference_is_told() -> None:
    assert body_of(replace(REFUND, reason="\u4f60"))["payeeNote"] == f"refund {REFUND.reference}"


def test_each_product_has_a_token_of_its_own(server: Server, notebook: Notebook) -> None:
    server.on("/collection/v1_0/requesttopay", reply(202))
    server.on(ASK, reply(202))
    gateway = momo(server)
    gateway.charge(CHARGE, journal=notebook)
    gateway.refund(REFUND, journal=notebook)
    gateway.refund(REFUND, journal=notebook)
    bearers = [r.headers["authorization"] for r in server.received if "token" not in r.path]
    assert bearers == ["Bearer tok-c", "Bearer tok-d", "Bearer tok-d"]
    assert len(server.asked(TOKEN)) == 1


def test_without_credentials_it_is_our_fault_and_nobody_is_asked(
    server: Server, notebook: Notebook
) -> None:
    for ask in (momo(server, api_key="").refund, momo(server, api_key="").look_refund):
        with pytest.raises(Misconfigured, match="MOMO_DISBURSEMENT_API_KEY not set for sandbox"):
            ask(REFUND, journal=notebook)
    assert server.received == []


def test_asked_before_is_pending_and_a_no_is_a_no(server: Server, notebook: Notebook) -> None:
    server.on(ASK, reply(409, '{"code": "RESOURCE_ALREADY_EXIST"}'), reply(400), reply(503))
    gateway = momo(server)
    assert gateway.refund(REFUND, journal=notebook).outcome is Outcome.PENDING
    with pytest.raises(Refused):
        gateway.refund(REFUND, journal=notebook)
    with pytest.raises(Unsure):
        gateway.refund(REFUND, journal=notebook)


def test_a_look_asks_by_the_refunds_id(server: Server, notebook: Notebook) -> None:
    told = {"amount": "2.5", "currency": "EUR", "status": "SUCCESSFUL"}
    told |= {"externalId": REFUND.reference, "financialTransactionId": "77"}
    payee = {"payee": {"partyIdType": "MSISDN", "partyId": "256772123456"}}
    server.on(STATUS, reply(200, json.dumps(told | payee)))
    report = momo(server).look_refund(REFUND, journal=notebook)
    assert (report.outcome, report.amount, report.transaction) == (
        Outcome.SUCCEEDED,
        Money(250, "EUR"),
        "77",
    )
    assert "256772123456" not in repr(notebook.pages)


def test_the_answer_must_speak_of_the_refund_and_not_of_the_payment() -> None:
    assert looked(externalId=REFUND.reference).outcome is Outcome.SUCCEEDED
    with pytest.raises(Unsure):
        looked(externalId=CHARGE.reference)


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("NOT_ENOUGH_FUNDS", "not_enough_funds"),
        ("PAYEE_LIMIT_REACHED", "limit_reached"),
        ("EXPIRED", "reversed"),
        ("APPROVAL_REJECTED", "reversed"),
        ("INTERNAL_PROCESSING_ERROR", "reversed"),
        ("A_WORD_OF_NEXT_YEAR", "reversed"),
        (None, "reversed"),
    ],
)
def test_a_failure_is_told_in_words_that_are_true_of_a_refund(
    reason: str | None, code: str
) -> None:
    report = looked(status="FAILED", reason=reason)
    assert (report.outcome, report.code) == (Outcome.FAILED, code)
    assert code in FAILURES


def test_mtn_cannot_cancel_and_nobody_is_asked(server: Server, notebook: Notebook) -> None:
    assert momo(server).cancel(CHARGE, journal=notebook) is False
    assert server.received == []
