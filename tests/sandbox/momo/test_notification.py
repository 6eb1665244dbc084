from __future__ import annotations

import uuid

import pytest

from tests.sandbox.merchant import Merchant
from tests.sandbox.stand import Stand, eventually


def test_message_about_a_paid_one_is_kept(sandbox: Stand) -> None:
    reference = str(uuid.uuid4())
    merchant = Merchant(sandbox, "collection")
    path = f"v1_0/requesttopay/{reference}/deliverynotification"
    body = {"notificationMessage": "Your blankets are on their way."}
    assert merchant.ask("POST", path, json=body).status_code == 404
    sandbox.pay(reference)
    assert merchant.ask("POST", path, json=body).status_code == 404
    eventually(lambda: sandbox.charge(reference)["status"] == "SUCCESSFUL")
    answer = merchant.ask("POST", path, json=body)
    assert (answer.status_code, answer.content) == (200, b"")
    (kept,) = sandbox.charge(reference)["notifications"]
    assert kept["message"] == body["notificationMessage"]


@pytest.mark.parametrize("message", [None, "", 5, "x" * 161])
def test_no_message_is_400(sandbox: Stand, message: object) -> None:
    path = f"v1_0/requesttopay/{uuid.uuid4()}/deliverynotification"
    told = {"notificationMessage": message}
    assert Merchant(sandbox, "collection").ask("POST", path, json=told).status_code == 400
