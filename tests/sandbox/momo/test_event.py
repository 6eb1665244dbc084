from __future__ import annotations

import hashlib
import hmac
import json
import uuid

from tests.sandbox.stand import SECRET, Receiver, Stand, eventually, payer


def test_event_is_signed_over_its_raw_body(sandbox: Stand, receiver: Receiver) -> None:
    sandbox.tell("settings", {"momo_signed_events": True})
    reference, order = str(uuid.uuid4()), str(uuid.uuid4())
    sandbox.pay(reference, payeeNote=f"order {order} of Amina")
    heard = eventually(lambda: receiver.at("/events"))[0]
    assert json.loads(heard.body) == {
        "provider_reference": reference,
        "order_id": order,
        "status": "success",
    }
    right = hmac.new(SECRET.encode(), heard.body, hashlib.sha256).hexdigest()
    assert heard.headers["X-Momo-Signature"] == right


def test_failure_is_told_as_failed(sandbox: Stand, receiver: Receiver) -> None:
    sandbox.tell("settings", {"momo_signed_events": True})
    sandbox.pay(payer=payer("46733123451"), payeeNote=f"order {uuid.uuid4()}")
    heard = eventually(lambda: receiver.at("/events"))[0]
    assert json.loads(heard.body)["status"] == "failed"


def test_without_an_order_no_event_leaves_and_the_book_says_why(
    sandbox: Stand, receiver: Receiver
) -> None:
    sandbox.tell("settings", {"momo_signed_events": True})
    reference = str(uuid.uuid4())
    sandbox.pay(reference, payeeNote="thanks")
    (event,) = eventually(lambda: sandbox.charge(reference)["events"])
    assert (event["state"], event["attempts"]) == ("not_sent", [])
    assert "no UUID" in event["note"]
    assert receiver.at("/events") == []


def test_off_by_default(sandbox: Stand) -> None:
    reference = str(uuid.uuid4())
    sandbox.pay(reference, payeeNote=f"order {uuid.uuid4()}")
    eventually(lambda: sandbox.charge(reference)["decided_at"])
    assert sandbox.charge(reference)["events"] == []
