"""npm's mtn-momo, written by others against MTN, runs its whole flow against the sandbox."""

from __future__ import annotations

import http.client
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.sandbox.stand import Receiver, Stand, eventually
from tests.wire.conftest import run_foreign, start_foreign
from tests.wire.environment import MODULES, NODE

COLLECTION_KEY, DISBURSEMENT_KEY = "c" * 32, "d" * 32
VENDOR = "sandbox.momodeveloper.mtn.com"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Json = Any  # what the tests look into, member by member


@pytest.fixture(scope="module")
def flow(stand: Stand, receiver: Receiver) -> Json:
    """What the client saw, step by step. It is run once; the tests look at parts of it."""
    told = {
        "baseUrl": f"{stand.url}/momo",
        "collectionKey": COLLECTION_KEY,
        "disbursementKey": DISBURSEMENT_KEY,
        "callbackUrl": f"{receiver.url}/momo",
    }
    return run_foreign("mtn_momo.js", told)


def test_users_and_keys_are_made(flow: Json) -> None:
    for product in ("collection", "disbursement"):
        assert _UUID.fullmatch(flow[f"{product} user"]["value"])
        assert re.fullmatch("[0-9a-f]{32}", flow[f"{product} key"]["value"]["apiKey"])


def test_a_payment_is_asked_for_and_succeeds(flow: Json) -> None:
    paid = flow["paid"]["value"]
    assert paid["statuses"][-1] == "SUCCESSFUL"
    transaction = paid["transaction"]
    assert (transaction["amount"], transaction["currency"]) == ("12.5", "EUR")
    assert transaction["payer"] == {"partyIdType": "MSISDN", "partyId": "46733123999"}
    assert transaction["externalId"] == "N-1"
    assert transaction["financialTransactionId"].isdecimal()


def test_a_delayed_payment_is_created_first(flow: Json) -> None:
    assert flow["paid late"]["value"]["statuses"] == ["CREATED", "SUCCESSFUL"]


@pytest.mark.parametrize(
    ("payer", "error", "reason"),
    [
        ("450", "InternalProcessingError", "INTERNAL_PROCESSING_ERROR"),
        ("451", "ApprovalRejectedError", "APPROVAL_REJECTED"),
        ("452", "ExpiredError", "EXPIRED"),
        ("455", "PayerNotFoundError", "PAYER_NOT_FOUND"),
        ("456", "PayeeNotAllowedToReceiveError", "PAYEE_NOT_ALLOWED_TO_RECEIVE"),
        ("457", "NotAllowedError", "NOT_ALLOWED"),
        ("458", "NotAllowedTargetEnvironmentError", "NOT_ALLOWED_TARGET_ENVIRONMENT"),
        ("459", "InvalidCallbackUrlHostError", "INVALID_CALLBACK_URL_HOST"),
        ("460", "InvalidCurrencyError", "INVALID_CURRENCY"),
        ("461", "InternalProcessingError", "INTERNAL_PROCESSING_ERROR"),
        ("462", "ServiceUnavailableError", "SERVICE_UNAVAILABLE"),
        # Its list of reasons does not have this one, though MTN's pages do.
        ("463", "UnspecifiedError", "COULD_NOT_PERFORM_TRANSACTION"),
    ],
)
def test_a_failure_is_told_by_its_reason(flow: Json, payer: str, error: str, reason: str) -> None:
    failed = flow[f"payer {payer}"]
    assert failed["error"] == error
    assert (failed["transaction"]["status"], failed["transaction"]["reason"]) == ("FAILED", reason)


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ("wrong currency", "InvalidCurrencyError"),
        ("foreign callback", "InvalidCallbackUrlHostError"),
        ("unknown", "ResourceNotFoundError"),
        ("transfer again", "ResourceAlreadyExistError"),
        ("wrong product", "NotAllowedTargetEnvironmentError"),
        ("token of the old key", "UnspecifiedError"),
        ("key replaced", "UnspecifiedError"),
        ("bad subscription", "UnspecifiedError"),
    ],
)
def test_a_mistake_is_told_by_its_code(flow: Json, step: str, error: str) -> None:
    assert flow[step]["error"] == error


def test_account_holders_are_active_or_not(flow: Json) -> None:
    assert flow["active"]["value"] == {"result": True}
    assert flow["inactive"]["value"] == {"result": False}
    assert flow["payee active"]["value"] is True


def test_one_wallet_has_what_was_paid_in_and_not_paid_out(flow: Json) -> None:
    before, after = flow["balance"]["value"], flow["balance after"]["value"]
    assert (before["currency"], before["availableBalance"]) == ("EUR", "1000000000")
    assert after["availableBalance"] == "1000000025"  # two payments of 12.50
    assert flow["disbursement balance"]["value"] == after
    left = flow["disbursement balance after"]["value"]
    assert left["availableBalance"] == "1000000012.50"  # one transfer, and no failed one
    assert flow["old key"]["value"] == flow["new key"]["value"] == left


def test_a_transfer_arrives(flow: Json) -> None:
    sent = flow["transferred"]["value"]
    assert sent["statuses"][-1] == "SUCCESSFUL"
    assert sent["transaction"]["payee"]["partyId"] == "46733123999"


@pytest.mark.parametrize(
    ("payee", "error"),
    [
        ("450", "InternalProcessingError"),
        ("455", "NotEnoughFundsError"),
        ("456", "PayerLimitReachedError"),
        ("457", "PayeeNotFoundError"),
    ],
)
def test_a_transfer_fails_by_its_reason(flow: Json, payee: str, error: str) -> None:
    assert flow[f"payee {payee}"]["error"] == error


def test_the_book_agrees_with_the_client(flow: Json, stand: Stand) -> None:
    book = stand.see("book")
    (charge,) = [one for one in book["charges"] if one["reference"] == flow["pay"]["value"]]
    assert (charge["status"], charge["amount"]) == ("SUCCESSFUL", "12.5")
    (transfer,) = [
        one for one in book["transfers"] if one["reference"] == flow["transfer"]["value"]
    ]
    assert (transfer["status"], transfer["asked"]) == ("SUCCESSFUL", 2)


def test_callbacks_came_where_they_were_wanted(flow: Json, receiver: Receiver) -> None:
    eventually(lambda: len(receiver.at("/momo")) == 2)  # one payment, one transfer
    bodies = [json.loads(heard.body) for heard in receiver.at("/momo")]
    assert {body["status"] for body in bodies} == {"SUCCESSFUL"}
    assert sorted("payee" in body for body in bodies) == [False, True]


def _detour(sandbox: str) -> type[BaseHTTPRequestHandler]:
    """Return a proxy that leads to the sandbox what was meant for the vendor."""

    class Detour(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            meant = urlsplit(self.path)
            line = http.client.HTTPConnection(sandbox, timeout=30)
            path = f"/momo{meant.path}" if meant.hostname == VENDOR else "/elsewhere"
            line.request("POST", path, body, dict(self.headers.items()))
            answer = line.getresponse()
            told = answer.read()
            line.close()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.getheader("Content-Type", ""))
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *args: object) -> None:
            """Say nothing: the test looks at what came back."""

    return Detour


@pytest.fixture
def detour(stand: Stand) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _detour(urlsplit(stand.url).netloc))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_its_command_line_makes_credentials(stand: Stand, detour: str) -> None:
    """The command has no option for the address, but goes by the environment's proxy."""
    program = MODULES / "node_modules" / "mtn-momo" / "lib" / "cli.js"
    command = [NODE, program, "--host", "shop.example", "--primary-key", COLLECTION_KEY]
    said = start_foreign(command, https_proxy=detour)
    made = json.loads(said.removeprefix("Momo Sandbox Credentials"))
    assert _UUID.fullmatch(made["userId"])
    user = stand.ask(
        "GET",
        f"/momo/v1_0/apiuser/{made['userId']}",
        headers={"Ocp-Apim-Subscription-Key": COLLECTION_KEY},
    )
    assert user.json() == {
        "providerCallbackHost": "shop.example",
        "targetEnvironment": "sandbox",
    }
