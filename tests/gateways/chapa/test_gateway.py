"""The gateway against a server that says what a test wants: what is sent, and misbehaviour."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs

import pytest

from nauli.gateways.chapa.gateway import ChapaGateway
from nauli.gateways.chapa.settings import ChapaSettings
from nauli.gateways.contract import (
    Gateway,
    GatewayError,
    Misconfigured,
    Outcome,
    Refused,
    Unreachable,
    Unsure,
)
from tests.gateways.notebook import Notebook, new_charge, new_refund
from tests.gateways.scripted import Server, Step, cut, drip, hang, reply, scripted

INITIALIZE, REFUND_OF = "/v1/transaction/initialize", "/v1/refund/"
CHARGE = replace(
    new_charge(amount="100", currency="ETB", payer="+251911234567", note="Ama's shop"),
    name="Abebe Bikila",
    email="abebe@gmail.com",
    return_url="https://shop.example/thanks",
)
REFUND = new_refund(CHARGE, amount="40", transaction="AP1", reason="broken")
VERIFY = f"/v1/transaction/verify/{CHARGE.reference}"
CANCEL = f"/v1/transaction/cancel/{CHARGE.reference}"
KEY = "CHASECK_TEST-canary"


def told(status: int, message: object = "", data: object = None, word: object = "success") -> bytes:
    return reply(status, json.dumps({"message": message, "status": word, "data": data}))


PAGE = told(200, "Hosted Link", {"checkout_url": "https://checkout.chapa.co/x"})


@pytest.fixture
def server() -> Iterator[Server]:
    with scripted() as running:
        yield running


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


def chapa(server: Server, *, secret_key: str = KEY, public_url: str = "") -> ChapaGateway:
    return ChapaGateway(
        ChapaSettings(
            base_url=f"{server.url}/v1/",
            secret_key=secret_key,
            public_url=public_url,
            merchant_name="Nauli Market",
            connect_timeout=0.5,
            read_timeout=0.5,
        )
    )


def test_a_charge_goes_out_as_chapa_wants_it(server: Server, notebook: Notebook) -> None:
    server.on("/", PAGE)
    gateway: Gateway = chapa(server, public_url="https://shop.example/")
    report = gateway.charge(CHARGE, journal=notebook)
    assert (report.outcome, report.checkout_url) == (
        Outcome.PENDING,
        "https://checkout.chapa.co/x",
    )
    (asked,) = server.received
    assert (asked.method, asked.path) == ("POST", INITIALIZE)
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.headers["content-type"] == "application/json"
    assert json.loads(asked.body) == {
        "amount": "100.00",
        "currency": "ETB",
        "tx_ref": CHARGE.reference,
        "email": "abebe@gmail.com",
        "phone_number": "0911234567",
        "first_name": "Abebe",
        "last_name": "Bikila",
        "callback_url": "https://shop.example/api/webhooks/chapa/callback/",
        "return_url": "https://shop.example/thanks",
        "customization": {"title": "Nauli Market", "description": "Amas shop"},
    }


def test_without_a_public_url_no_callback_is_asked_for(server: Server, notebook: Notebook) -> None:
    server.on("/", PAGE)
    chapa(server).charge(CHARGE, journal=notebook)
    assert "callback_url" not in json.loads(server.received[0].body)


def test_without_a_key_it_takes_nothing_and_asks_nobody(server: Server, notebook: Notebook) -> None:
    gateway = chapa(server, secret_key="")
    assert gateway.currencies() == frozenset()
    assert gateway.checks() == {}
    with pytest.raises(Misconfigured, match="CHAPA_SECRET_KEY"):
        gateway.charge(CHARGE, journal=notebook)
    assert (server.received, notebook.pages) == ([], [])


def test_another_currency_is_refused_before_anything_is_sent(
    server: Server, notebook: Notebook
) -> None:
    assert chapa(server).currencies() == {"ETB", "USD"}
    with pytest.raises(Refused, match="KES"):
        chapa(server).charge(new_charge(currency="KES"), journal=notebook)
    assert (server.received, notebook.pages) == ([], [])


def test_what_is_refused_and_not_needed_is_left_out_once(
    server: Server, notebook: Notebook
) -> None:
    wrong = {"email": ["validation.email"], "customization.title": ["validation.max"]}
    server.on("/", told(400, wrong, word="failed"), PAGE)
    assert chapa(server).charge(CHARGE, journal=notebook).checkout_url
    first, second = (json.loads(request.body) for request in server.received)
    assert first.keys() - second.keys() == {"email"}
    assert second["customization"] == {"description": "Amas shop"}
    assert second["tx_ref"] == CHARGE.reference


def test_what_is_refused_again_is_refused(server: Server, notebook: Notebook) -> None:
    server.on("/", told(400, {"email": ["validation.email"]}, word="failed"))
    with pytest.raises(Refused, match="email: validation"):
        chapa(server).charge(CHARGE, journal=notebook)
    assert len(server.received) == 2


@pytest.mark.parametrize(
    "wrong", [{"amount": ["a"]}, {"email": ["a"], "tx_ref": ["b"]}, {"meta": ["a"]}, {}]
)
def test_what_is_needed_is_not_left_out(
    server: Server, notebook: Notebook, wrong: dict[str, list[str]]
) -> None:
    server.on("/", told(400, wrong, word="failed"))
    with pytest.raises((Refused, Unsure)):
        chapa(server).charge(CHARGE, journal=notebook)
    assert len(server.received) == 1


def test_a_page_that_was_made_though_nobody_heard_is_not_made_again(
    server: Server, notebook: Notebook
) -> None:
    used = told(400, "Transaction reference has been used before", word="failed")
    server.on("/", told(400, {"email": ["validation.email"]}, word="failed"), used)
    report = chapa(server).charge(CHARGE, journal=notebook)
    assert (report.outcome, report.checkout_url) == (Outcome.PENDING, "")


DOUBT: dict[str, Step] = {
    "hang": hang,
    "cut": cut(),
    "cut in the head": cut(b"HTTP/1.1 200 O"),
    "drip": drip(b"HTTP/1.1 200 OK\r\n" * 50, seconds=0.1),
    "redirect": reply(307, head="Location: /v1/\r\n"),
    "HTML": reply(200, "<html>welcome</html>", kind="text/html"),
    "10 MB": reply(200, b"{" + b" " * 10_000_000),
    "NaN": reply(200, '{"status":"success","data":{"status":"success","amount":NaN}}'),
    "a name twice": reply(200, '{"status":"failed","status":"success","data":{}}'),
    "a list": reply(200, "[]"),
    "nothing": reply(200),
    "deep": reply(200, "[" * 100_000),
    "503": told(503, "Service Unavailable", word="failed"),
    "500": reply(500, "<html>"),
}


@pytest.mark.parametrize("step", DOUBT.values(), ids=list(DOUBT))
def test_what_is_no_clear_answer_is_doubt(server: Server, notebook: Notebook, step: Step) -> None:
    gateway = chapa(server)
    server.on("/", step)
    for ask in (gateway.charge, gateway.look, gateway.cancel):
        with pytest.raises(Unsure) as raised:
            ask(CHARGE, journal=notebook)
        assert type(raised.value) is Unsure
    for ask_of in (gateway.refund, gateway.look_refund):
        with pytest.raises(Unsure):
            ask_of(REFUND, journal=notebook)
    assert len(server.received) == 5


def test_a_gateway_that_is_not_there_was_not_reached(free_port: int, notebook: Notebook) -> None:
    gateway = chapa(Server(f"http://127.0.0.1:{free_port}"))
    for ask in (gateway.charge, gateway.look, gateway.cancel):
        with pytest.raises(Unreachable):
            ask(CHARGE, journal=notebook)


def test_looks_and_cancellings_name_our_reference(server: Server, notebook: Notebook) -> None:
    server.on("/", told(404, "Payment not paid yet", word=None))
    server.on(CANCEL, told(200, "Checkout link expired successfully"))
    assert chapa(server).look(CHARGE, journal=notebook).outcome is Outcome.PENDING
    assert chapa(server).cancel(CHARGE, journal=notebook)
    assert [(r.method, r.path, r.body) for r in server.received] == [
        ("GET", VERIFY, b""),
        ("PUT", CANCEL, b""),
    ]


def test_a_refund_is_a_form_that_names_its_own_reference(
    server: Server, notebook: Notebook
) -> None:
    server.on("/", told(200, "Refund initiated", {"ref_id": "REF1", "status": "initiated"}))
    report = chapa(server).refund(REFUND, journal=notebook)
    assert (report.outcome, report.transaction) == (Outcome.PENDING, "REF1")
    (asked,) = server.received
    assert (asked.method, asked.path) == ("POST", f"{REFUND_OF}{CHARGE.reference}")
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(asked.body.decode()) == {
        "amount": ["40.00"],
        "reason": ["broken"],
        "reference": [REFUND.reference],
    }


def test_where_chapa_does_not_find_our_reference_its_own_is_named(
    server: Server, notebook: Notebook
) -> None:
    lost = told(404, "Invalid transaction or Transaction not found", word="failed")
    server.on(f"{REFUND_OF}{CHARGE.reference}", lost)
    server.on(f"{REFUND_OF}AP1", told(200, "x", {"ref_id": "REF1", "status": "initiated"}))
    assert chapa(server).refund(REFUND, journal=notebook).transaction == "REF1"
    first, second = server.received
    assert first.body == second.body
    with pytest.raises(Refused):
        chapa(server).refund(replace(REFUND, transaction=""), journal=notebook)
    assert len(server.received) == 3


def test_a_refund_is_looked_for_by_its_number_or_else_by_ours(
    server: Server, notebook: Notebook
) -> None:
    server.on("/", told(200, "x", {"status": "processing"}))
    chapa(server).look_refund(REFUND, journal=notebook)
    chapa(server).look_refund(replace(REFUND, number="REF/1"), journal=notebook)
    assert [request.path for request in server.received] == [
        f"{REFUND_OF}{REFUND.reference}/verify",
        f"{REFUND_OF}REF%2F1/verify",
    ]


def test_nothing_written_or_raised_holds_a_secret_or_a_person(
    server: Server, notebook: Notebook
) -> None:
    everything = f"{KEY} +251911234567 0911234567 abebe@gmail.com"
    server.on("/", told(400, everything, word="failed"))
    for ask in (chapa(server).charge, chapa(server).look):
        with pytest.raises(GatewayError) as raised:
            ask(CHARGE, journal=notebook)
        assert "canary" not in str(raised.value)
        assert "911234567" not in str(raised.value)
    written = repr(notebook.pages)
    for secret in ("canary", "911234567", "abebe@gmail.com"):
        assert secret not in written
    assert "canary" not in repr(ChapaSettings(base_url="", secret_key=KEY, webhook_secrets=(KEY,)))
