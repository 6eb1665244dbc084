"""npm's chapa-nodejs, written by others against Chapa, runs its whole flow against the sandbox."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.sandbox.stand import CHAPA_SECRET, Heard, Receiver, Stand, eventually
from tests.wire.conftest import run_foreign

KEY = "CHASECK_TEST-abcdefghijklmnopqrstuvwxyz012345"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000000Z")

Json = Any  # what the tests look into, member by member


@pytest.fixture(scope="module")
def flow(stand: Stand, receiver: Receiver) -> Json:
    """What the client saw, step by step. It is run once; the tests look at parts of it."""
    told = {"sandbox": stand.url, "secretKey": KEY, "callbackUrl": f"{receiver.url}/chapa-return"}
    return run_foreign("chapa.js", told)


@pytest.mark.parametrize("step", ["initialize", "initialize mobile"])
def test_a_checkout_is_opened(flow: Json, stand: Stand, step: str) -> None:
    told = flow[step]["value"]
    assert (told["message"], told["status"]) == ("Hosted Link", "success")
    page = stand.ask("GET", told["data"]["checkout_url"].removeprefix(stand.url))
    assert page.status_code == 200
    assert "Nauli" in page.text


def test_what_is_not_paid_yet_has_three_shapes(flow: Json) -> None:
    assert flow["unpaid 404"] == {
        "error": "HttpException",
        "message": "Payment not paid yet",
        "status": 404,
    }
    null = {"message": "Payment not paid yet", "status": "null", "data": None}
    assert flow["unpaid null"]["value"] == null
    assert flow["unpaid pending"]["value"]["data"]["status"] == "pending"


def test_what_was_paid_is_told_whole(flow: Json) -> None:
    told = flow["paid"]["value"]
    assert (told["message"], told["status"]) == ("Payment details", "success")
    data = told["data"]
    # All that the client's own types promise.
    assert set(data) == {
        *("first_name", "last_name", "email", "currency", "amount", "charge", "mode", "method"),
        *("type", "status", "reference", "tx_ref", "customization", "meta"),
        *("created_at", "updated_at"),
    }
    told_data = (data["status"], data["amount"], data["currency"], data["mode"], data["tx_ref"])
    assert told_data == ("success", 2500, "ETB", "test", flow["tx_ref"])
    assert STAMP.fullmatch(data["created_at"])


def test_a_payment_that_failed_says_so_in_its_own_word(flow: Json) -> None:
    assert flow["failed"]["value"]["data"]["status"] == "failed/cancelled"


@pytest.mark.parametrize(
    ("step", "status", "message"),
    [
        ("initialize again", 400, "Transaction reference has been used before"),
        ("unknown", 404, "Invalid transaction or Transaction not found"),
        ("refund in test mode", 400, "Refunds can only be processed in live mode"),
        ("refund too much", 400, "Refund amount exceeds the amount that is left to refund"),
        ("refund once more", 400, "Transaction has already been refunded"),
        ("refund of nobody", 404, "Invalid transaction or Transaction not found"),
        ("bad key", 401, "Invalid API Key or User doesn\u2019t exist"),
        # What is wrong with fields is an object, of which this client makes a text.
        ("long title", 400, "[object Object]"),
        ("no money", 400, "[object Object]"),
        ("refund nothing", 400, "[object Object]"),
    ],
)
def test_a_mistake_is_told_by_status_and_message(
    flow: Json, step: str, status: int, message: str
) -> None:
    assert flow[step] == {"error": "HttpException", "status": status, "message": message}


def test_a_part_is_given_back_and_then_the_rest(flow: Json, stand: Stand) -> None:
    part, rest = flow["refund a part"]["value"], flow["refund the rest"]["value"]
    assert (part["status"], part["data"]["status"]) == ("success", "initiated")
    assert (part["data"]["amount"], rest["data"]["amount"]) == (1000, 1500)
    assert part["data"]["payment_reference"] == flow["paid"]["value"]["data"]["reference"]
    # The client sends them as JSON in a form.
    assert part["data"]["meta"] == {"customer_id": "7", "reference": "N-R-1"}
    assert flow["refunded"]["value"]["data"]["status"] == "refunded"
    refunds = stand.see("book", tx_ref=flow["tx_ref"])["chapa_refunds"]
    kept = {(one["amount"], one["status"], one["reason"]) for one in refunds}
    assert kept == {("1000.00", "refunded", "one blanket & a half"), ("1500.00", "refunded", "")}


def test_banks_are_listed(flow: Json) -> None:
    told = flow["banks"]["value"]
    assert set(told) == {"message", "data"}
    for bank in told["data"]:
        assert {"id", "swift", "name", "acct_length", "country_id", "currency"} <= set(bank)


def test_transactions_are_listed_newest_first(flow: Json) -> None:
    data = flow["transactions"]["value"]["data"]
    statuses = [one["status"] for one in data["transactions"]]
    assert statuses == ["failed/cancelled", "pending", "refunded"]
    refunded = data["transactions"][-1]
    assert (refunded["amount"], refunded["currency"]) == (2500, "ETB")
    assert refunded["ref_id"] == flow["paid"]["value"]["data"]["reference"]
    assert data["pagination"]["current_page"] == 1


def _webhooks(flow: Json, receiver: Receiver) -> list[Heard] | None:
    mine = [one for one in receiver.at("/chapa") if flow["tx_ref"] in one.body.decode()]
    return mine if len(mine) == 2 else None


def test_only_the_signature_over_the_body_is_one(flow: Json, receiver: Receiver) -> None:
    heard = eventually(lambda: _webhooks(flow, receiver))
    assert [json.loads(one.body)["event"] for one in heard] == ["charge.success", "charge.refunded"]
    told = [
        {"body": one.body.decode(), "signature": one.headers[name]}
        for one in heard
        for name in ("x-chapa-signature", "Chapa-Signature")
    ]
    said = run_foreign("chapa_webhook.js", {"webhookSecret": CHAPA_SECRET, "heard": told})
    assert [one["raw"] for one in said] == [True, False, True, False]
    # It signs anew what it has parsed, which fits only what was printed as JavaScript prints.
    assert [one["parsed"] for one in said] == [True, False, True, False]


def test_a_changed_body_or_another_secret_is_refused(flow: Json, receiver: Receiver) -> None:
    heard = eventually(lambda: _webhooks(flow, receiver))[0]
    signature, body = heard.headers["x-chapa-signature"], heard.body.decode()
    changed = {"body": body.replace("2500.00", "2500.01"), "signature": signature}
    right = {"body": body, "signature": signature}
    for secret, one in ((CHAPA_SECRET, changed), ("an-older-one", right)):
        told = {"webhookSecret": secret, "heard": [one]}
        assert run_foreign("chapa_webhook.js", told) == [{"raw": False, "parsed": False}]


def test_the_callback_came_unsigned(flow: Json, receiver: Receiver) -> None:
    def called() -> list[Heard]:
        return [
            one
            for one in receiver.heard
            if one.path.startswith("/chapa-return") and flow["tx_ref"] in one.path
        ]

    (one,) = eventually(called)
    assert one.method == "GET"
    assert not [name for name in one.headers if "signature" in name.lower()]
