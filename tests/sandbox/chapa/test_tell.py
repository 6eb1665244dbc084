from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.sandbox.shop import Json, Shop
from tests.sandbox.stand import CHAPA_SECRET, Heard, Receiver, Stand, eventually


def _sign(body: bytes) -> str:
    return hmac.new(CHAPA_SECRET.encode(), body, hashlib.sha256).hexdigest()


def test_webhook_is_flat_compact_and_signed_twice(shop: Shop) -> None:
    name = "\u12a0\u121a\u1293 \u2028"
    tx_ref = shop.open(amount=400, first_name=name, meta={"a": 1.0, "b": [0.5, "x/y"]})
    shop.tell(tx_ref, "pay", {"method": "telebirr", "mobile": "251912345678"})
    ((heard, body),) = shop.webhooks()
    assert heard.method == "POST"
    assert heard.headers["Content-Type"] == "application/json"
    assert heard.headers["x-chapa-signature"] == _sign(heard.body)
    assert heard.headers["Chapa-Signature"] == _sign(CHAPA_SECRET.encode())
    data = shop.verify(tx_ref).json()["data"]
    assert body == {
        "event": "charge.success",
        "first_name": name,
        "last_name": "Bekele",
        "email": "amina@gmail.com",
        "mobile": "251912345678",
        "currency": "ETB",
        "amount": "400.00",
        "charge": "14.00",
        "status": "success",
        "mode": "test",
        "reference": data["reference"],
        "created_at": data["created_at"],
        "updated_at": data["updated_at"],
        "type": "API",
        "tx_ref": tx_ref,
        "payment_method": "telebirr",
        "customization": data["customization"],
        "meta": {"a": 1, "b": [0.5, "x/y"]},
    }
    # As JSON.stringify prints it.
    assert f'"first_name":"{name}",'.encode() in heard.body
    assert b'"meta":{"a":1,"b":[0.5,"x/y"]}}' in heard.body


def test_constant_signature_is_the_same_for_every_body(shop: Shop) -> None:
    shop.paid()
    shop.paid()
    (first, _), (second, _) = shop.webhooks(2)
    assert first.headers["Chapa-Signature"] == second.headers["Chapa-Signature"]
    assert first.headers["x-chapa-signature"] != second.headers["x-chapa-signature"]


@pytest.mark.parametrize("what", ["fail", "cancel"])
def test_failure_and_cancellation_are_one_event(shop: Shop, what: str) -> None:
    shop.tell(shop.open(), what)
    ((_, body),) = shop.webhooks()
    assert (body["event"], body["status"]) == ("charge.failed/cancelled", "failed/cancelled")


@pytest.mark.parametrize("status", [201, 202, 302, 400, 503])
def test_webhook_comes_again_unless_it_is_a_200(
    shop: Shop, receiver: Receiver, status: int
) -> None:
    receiver.answers["/chapa"] = [status]
    tx_ref = shop.paid()
    shop.webhooks(2)
    (webhook,) = eventually(lambda: _in_state(shop, tx_ref, "delivered"))
    assert [attempt["status"] for attempt in webhook["attempts"]] == [status, 200]
    assert len({heard.body for heard, _ in shop.webhooks()}) == 1


@pytest.mark.parametrize(("what", "status"), [("pay", "success"), ("fail", "failed/cancelled")])
def test_callback_is_a_get_with_query_and_body(
    shop: Shop, receiver: Receiver, what: str, status: str
) -> None:
    tx_ref = shop.open(callback_url=f"{receiver.url}/back?order=1&a=%2F#top")
    shop.tell(tx_ref, what)
    heard = eventually(lambda: _callback(receiver))
    assert heard.method == "GET"
    told = {
        "trx_ref": tx_ref,
        "ref_id": shop.booked(tx_ref)["reference"],
        "status": status,
    }
    query = dict(parse_qsl(urlsplit(heard.path).query))
    assert query == {"order": "1", "a": "/"} | told
    assert json.loads(heard.body) == told
    assert "x-chapa-signature" not in {name.lower() for name in heard.headers}


def test_callback_is_not_repeated(shop: Shop, receiver: Receiver) -> None:
    tx_ref = shop.open(callback_url="http://127.0.0.1:9/nobody")
    shop.tell(tx_ref, "pay")
    (callback,) = eventually(lambda: _in_state(shop, tx_ref, "given_up", "callbacks"))
    assert len(callback["attempts"]) == 1


def test_merchant_is_not_called_back_about_their_own_cancel(shop: Shop, receiver: Receiver) -> None:
    tx_ref = shop.open(callback_url=f"{receiver.url}/back")
    shop.ask("PUT", f"transaction/cancel/{tx_ref}")
    assert shop.webhooks()[0][1]["event"] == "charge.failed/cancelled"
    assert shop.booked(tx_ref)["callbacks"] == []


@pytest.mark.parametrize(
    ("switch", "webhooks", "callbacks"),
    [("chapa_webhooks", 0, 1), ("chapa_callbacks", 1, 0)],
)
def test_both_can_be_kept_from_being_sent(
    shop: Shop, receiver: Receiver, switch: str, webhooks: int, callbacks: int
) -> None:
    shop.sandbox.tell("settings", {switch: False})
    booked = shop.booked(shop.paid(callback_url=f"{receiver.url}/back"))
    assert (len(booked["webhooks"]), len(booked["callbacks"])) == (webhooks, callbacks)


def test_webhook_without_an_address_or_a_secret_says_why(
    tmp_path: Path, receiver: Receiver
) -> None:
    for name, environ in (
        ("CHAPA_WEBHOOK_SECRET", {"CHAPA_WEBHOOK_SECRET": ""}),
        ("--chapa-webhook-url", {"SANDBOX_CHAPA_WEBHOOK_URL": ""}),
    ):
        stand = Stand(tmp_path / name, receiver, **environ)
        try:
            shop = Shop(stand, receiver)
            (webhook,) = shop.booked(shop.paid())["webhooks"]
            assert (webhook["state"], webhook["note"]) == ("not_sent", f"{name} is not set.")
        finally:
            stand.close()


def test_faults_of_what_is_told(shop: Shop, receiver: Receiver) -> None:
    sandbox = shop.sandbox
    sandbox.fault("chapa.webhook", "drop", match={"event": "charge.failed/cancelled"})
    sandbox.fault("chapa.webhook", "duplicate", copies=3)
    sandbox.fault(
        "chapa.webhook", "alter", set={"amount": "1.00"}, match={"event": "charge.success"}
    )
    sandbox.fault("chapa.callback", "alter", set={"trx_ref": None, "tx_ref": "N-1"})
    tx_ref = shop.open()
    shop.tell(tx_ref, "fail")
    assert shop.booked(tx_ref)["webhooks"][0]["state"] == "dropped"
    paid = shop.paid(callback_url=f"{receiver.url}/back")
    heard = shop.webhooks(3)
    assert {one.body for one, _ in heard} == {heard[0][0].body}
    assert (heard[0][1]["tx_ref"], heard[0][1]["amount"]) == (paid, "1.00")
    assert heard[0][0].headers["x-chapa-signature"] == _sign(heard[0][0].body)
    path = eventually(lambda: _callback(receiver)).path
    assert "tx_ref=N-1" in path
    assert "trx_ref" not in path


def _callback(receiver: Receiver) -> Heard | None:
    return next((heard for heard in receiver.heard if heard.path.startswith("/back?")), None)


def _in_state(shop: Shop, tx_ref: str, state: str, kind: str = "webhooks") -> list[Json]:
    sent: list[Json] = shop.booked(tx_ref)[kind]
    return sent if all(one["state"] == state for one in sent) else []
