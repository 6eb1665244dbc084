"""The gateway against a server that says what a test wants: order, headers, misbehaviour."""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from nauli.gateways.contract import (
    Gateway,
    GatewayError,
    Misconfigured,
    Outcome,
    Refused,
    Unreachable,
    Unsure,
)
from nauli.gateways.momo.gateway import MomoGateway
from nauli.gateways.momo.settings import MomoAccount, MomoSettings
from tests.gateways.notebook import Notebook, new_charge
from tests.gateways.scripted import Server, Step, cut, drip, hang, reply, scripted

TOKEN = "/collection/token/"
PAY = "/collection/v1_0/requesttopay"
CHARGE = new_charge(note="Ama's shop")
STATUS = f"{PAY}/{CHARGE.id}"


def token(value: str = "tok-1", life: int = 3600) -> bytes:
    return reply(200, json.dumps({"access_token": value, "expires_in": life}))


def status(**fields: str) -> bytes:
    whole = {"amount": "12.5", "currency": "EUR", "status": "SUCCESSFUL"} | fields
    return reply(200, json.dumps(whole))


@pytest.fixture
def server() -> Iterator[Server]:
    with scripted() as running:
        running.on(TOKEN, token())
        yield running


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


def account(target: str, user: str = "user-1") -> MomoAccount:
    return MomoAccount(
        target_environment=target,
        subscription_key=f"canary-sub-{target}",
        api_user=user,
        api_key="canary-api",
    )


def momo(url: str, *, public_url: str = "") -> MomoGateway:
    return MomoGateway(
        MomoSettings(
            base_url=url,
            accounts=(account("sandbox"), account("mtnuganda", "user-2")),
            public_url=public_url,
            connect_timeout=0.5,
            read_timeout=0.5,
        )
    )


def test_a_charge_goes_out_as_mtn_wants_it(server: Server, notebook: Notebook) -> None:
    server.on(PAY, reply(202))
    gateway: Gateway = momo(server.url + "/", public_url="https://shop.example/")
    report = gateway.charge(CHARGE, journal=notebook)
    assert (report.reference, report.outcome) == (CHARGE.reference, Outcome.PENDING)
    asked, paid = server.received
    assert (asked.method, asked.path, asked.headers["content-length"]) == ("POST", TOKEN, "0")
    basic = base64.b64encode(b"user-1:canary-api").decode()
    assert asked.headers["authorization"] == f"Basic {basic}"
    assert (paid.method, paid.path) == ("POST", PAY)
    wanted = {
        "authorization": "Bearer tok-1",
        "x-reference-id": str(CHARGE.id),
        "x-target-environment": "sandbox",
        "ocp-apim-subscription-key": "canary-sub-sandbox",
        "content-type": "application/json",
        "x-callback-url": f"https://shop.example/api/webhooks/momo/{CHARGE.reference}/",
    }
    assert wanted.items() <= paid.headers.items()
    assert json.loads(paid.body) == {
        "amount": "12.50",
        "currency": "EUR",
        "externalId": CHARGE.reference,
        "payer": {"partyIdType": "MSISDN", "partyId": "256772123456"},
        "payerMessage": "Amas shop",
        "payeeNote": f"order {CHARGE.order_id}",
    }


def test_without_a_public_url_no_callback_is_asked_for(server: Server, notebook: Notebook) -> None:
    server.on(PAY, reply(202))
    momo(server.url).charge(CHARGE, journal=notebook)
    assert "x-callback-url" not in server.received[1].headers


def test_the_account_is_the_currencys_own(server: Server, notebook: Notebook) -> None:
    server.on(PAY, reply(202))
    gateway = momo(server.url)
    assert gateway.currencies() == {"EUR", "UGX"}
    gateway.charge(CHARGE, journal=notebook)
    gateway.charge(new_charge(amount="25000", currency="UGX"), journal=notebook)
    assert [request.headers.get("x-target-environment") for request in server.asked(PAY)] == [
        "sandbox",
        "mtnuganda",
    ]
    assert len(server.asked(TOKEN)) == 2  # a token is its account's alone
    with pytest.raises(Misconfigured, match="RWF"):
        gateway.charge(new_charge(amount="25000", currency="RWF"), journal=notebook)
    assert len(server.received) == 4


def test_two_accounts_of_one_currency_are_refused_at_once() -> None:
    with pytest.raises(Misconfigured, match="XOF"):
        MomoGateway(
            MomoSettings(base_url="", accounts=(account("mtnbenin"), account("mtnivorycoast")))
        )


def test_one_token_serves_many_calls_of_many_threads(server: Server, notebook: Notebook) -> None:
    server.on(PAY, reply(202))
    gateway = momo(server.url)
    with ThreadPoolExecutor(8) as pool:
        reports = list(
            pool.map(lambda _: gateway.charge(new_charge(), journal=notebook), range(16))
        )
    assert {report.outcome for report in reports} == {Outcome.PENDING}
    assert (len(server.asked(TOKEN)), len(server.asked(PAY))) == (1, 16)


def test_a_401_renews_the_token_once_and_repeats_under_the_same_reference(
    server: Server, notebook: Notebook
) -> None:
    server.on(TOKEN, token("tok-1"), token("tok-2"))
    server.on(PAY, reply(401, '{"statusCode":401,"message":"Unauthorized"}'), reply(202))
    assert momo(server.url).charge(CHARGE, journal=notebook).outcome is Outcome.PENDING
    first, second = server.asked(PAY)
    assert first.headers["authorization"] == "Bearer tok-1"
    assert second.headers["authorization"] == "Bearer tok-2"
    assert first.headers["x-reference-id"] == second.headers["x-reference-id"] == str(CHARGE.id)
    assert notebook.story() == ["token 200", "requesttopay 401", "token 200", "requesttopay 202"]


def test_a_second_401_is_our_fault_and_the_end(server: Server, notebook: Notebook) -> None:
    server.on(PAY, reply(401))
    with pytest.raises(Misconfigured):
        momo(server.url).charge(CHARGE, journal=notebook)
    assert len(server.asked(PAY)) == 2


def test_no_doubt_remains_where_only_the_token_was_missing(
    server: Server, notebook: Notebook
) -> None:
    server.on(PAY, reply(202))
    for step in (hang, cut(), reply(500), reply(200, "<html>"), reply(302, head="Location: /\r\n")):
        server.on(TOKEN, step)
        with pytest.raises(Unreachable) as raised:
            momo(server.url).charge(CHARGE, journal=notebook)
        assert type(raised.value) is Unreachable
    server.on(TOKEN, reply(401, '{"error":"login_failed"}'))
    with pytest.raises(Misconfigured):
        momo(server.url).charge(CHARGE, journal=notebook)
    assert server.asked(PAY) == []


def test_a_gateway_that_is_not_there_was_not_reached(notebook: Notebook) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(Unreachable):
        momo(url).charge(CHARGE, journal=notebook)


DOUBT: dict[str, Step] = {
    "hang": hang,
    "cut": cut(),
    "cut in the head": cut(b"HTTP/1.1 202 Acc"),
    "drip": drip(b"HTTP/1.1 202 Accepted\r\n" * 50, seconds=0.1),
    "redirect": reply(307, head=f"Location: {PAY}\r\n"),
    "HTML": reply(200, "<html>welcome</html>", kind="text/html"),
    "10 MB": reply(200, b"{" + b" " * 10_000_000),
    "NaN": reply(200, '{"status":"SUCCESSFUL","amount":NaN,"currency":"EUR"}'),
    "a name twice": reply(
        200, '{"status":"FAILED","status":"SUCCESSFUL","amount":"12.5","currency":"EUR"}'
    ),
    "a list": reply(200, "[]"),
    "nothing": reply(200),
    "deep": reply(200, "[" * 100_000),
    "503": reply(503, '{"code":"SERVICE_UNAVAILABLE","message":"down"}'),
    "500": reply(500, "<html>"),
}


@pytest.mark.parametrize("step", DOUBT.values(), ids=list(DOUBT))
def test_what_is_no_clear_answer_is_doubt(server: Server, notebook: Notebook, step: Step) -> None:
    gateway = momo(server.url)
    server.on(PAY, step)
    with pytest.raises(Unsure) as raised:
        gateway.charge(CHARGE, journal=notebook)
    assert type(raised.value) is Unsure
    server.on(STATUS, step)
    with pytest.raises(Unsure):
        gateway.look(CHARGE, journal=notebook)
    assert (len(server.asked(STATUS)), len(server.asked(PAY))) == (1, 2)


def test_a_look_asks_by_our_own_reference(server: Server, notebook: Notebook) -> None:
    server.on(STATUS, status(externalId=CHARGE.reference, financialTransactionId="77"))
    report = momo(server.url).look(CHARGE, journal=notebook)
    assert (report.outcome, report.amount, report.transaction) == (
        Outcome.SUCCEEDED,
        CHARGE.amount,
        "77",
    )
    asked = server.asked(STATUS)[0]
    assert (asked.method, asked.path, asked.body) == ("GET", STATUS, b"")
    assert asked.headers["x-target-environment"] == "sandbox"
    assert notebook.story() == ["token 200", "status 200"]


def test_a_number_in_another_form_is_refused_before_anything_is_sent(
    server: Server, notebook: Notebook
) -> None:
    with pytest.raises(Refused):
        momo(server.url).charge(new_charge(payer="0772 123456"), journal=notebook)
    assert (server.received, notebook.pages) == ([], [])


def test_nothing_written_or_raised_holds_a_secret_or_a_number(
    server: Server, notebook: Notebook
) -> None:
    server.on(TOKEN, token("canary-token"))
    everything = "256772123456 canary-token canary-api canary-sub-sandbox"
    server.on(PAY, reply(503, json.dumps({"code": "X", "message": everything})))
    with pytest.raises(GatewayError) as raised:
        momo(server.url).charge(CHARGE, journal=notebook)
    written = repr(notebook.pages)
    basic = base64.b64encode(b"user-1:canary-api").decode()
    assert "256772123456" not in written + str(raised.value)
    assert "canary" not in written
    assert basic not in written
