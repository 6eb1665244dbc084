from __future__ import annotations

import json
import uuid

from tests.sandbox.stand import Receiver, Stand, eventually, payer


def test_callback_is_as_recorded(sandbox: Stand, receiver: Receiver) -> None:
    reference = str(uuid.uuid4())
    path = f"/momo/{reference}"
    sandbox.pay(
        reference, headers={"X_Callback_Url": receiver.url + path}, payer=payer("46733123451")
    )
    heard = eventually(lambda: receiver.at(path))[0]
    assert heard.method == "POST"
    assert heard.headers["User-Agent"] == "LWAC Http Client 1.0"
    assert heard.headers["Content-Type"] == "application/json; charset=utf-8"
    assert "Authorization" not in heard.headers
    assert json.loads(heard.body) == {
        "externalId": f"N-{reference[:8]}",
        "amount": "2500",
        "currency": "UGX",
        "payer": payer("46733123451"),
        "payeeNote": "order",
        "status": "FAILED",
        "reason": "APPROVAL_REJECTED",
    }


def test_callback_follows_the_decision_and_is_in_the_book(
    sandbox: Stand, receiver: Receiver
) -> None:
    reference = str(uuid.uuid4())
    path = f"/momo/{reference}"
    sandbox.pay(reference, headers={"X_Callback_Url": receiver.url + path})
    eventually(lambda: receiver.at(path))
    assert json.loads(receiver.at(path)[0].body)["status"] == "SUCCESSFUL"
    (callback,) = eventually(lambda: sandbox.callbacks(reference, "delivered"))
    assert callback["url"] == receiver.url + path
    assert callback["body"] == json.loads(receiver.at(path)[0].body)
    assert [(a["status"], a["answer"]) for a in callback["attempts"]] == [(200, "heard")]


def test_no_callback_unless_asked_for(sandbox: Stand) -> None:
    reference = str(uuid.uuid4())
    sandbox.pay(reference)
    eventually(lambda: sandbox.charge(reference)["decided_at"])
    assert sandbox.charge(reference)["callbacks"] == []


def test_put_by_a_switch(sandbox: Stand, receiver: Receiver) -> None:
    sandbox.tell("settings", {"momo_callback_method": "PUT"})
    reference = str(uuid.uuid4())
    sandbox.pay(reference, headers={"X_Callback_Url": f"{receiver.url}/{reference}"})
    assert eventually(lambda: receiver.at(f"/{reference}"))[0].method == "PUT"
