from __future__ import annotations

import hashlib
import hmac
import re
import uuid
from pathlib import Path

import requests

from tests.sandbox.shop import Shop
from tests.sandbox.stand import CHAPA_SECRET, SECRET, Receiver, Stand, eventually


def _newest(sandbox: Stand, about: str = "") -> int:
    page = sandbox.ask("GET", "/sent", params={"about": about}).text
    found = re.search(r'href="/sent/(\d+)"', page)
    assert found is not None
    return int(found[1])


def _again(sandbox: Stand, delivery: int) -> requests.Response:
    return sandbox.ask("POST", f"/sent/{delivery}")


def test_webhook_is_shown_as_it_went_with_its_signatures(shop: Shop) -> None:
    shop.paid(tx_ref="N-1")
    shop.wait_until_told()
    heard, _ = shop.webhooks()[0]
    page = shop.sandbox.ask("GET", f"/sent/{_newest(shop.sandbox)}").text
    signed = hmac.new(CHAPA_SECRET.encode(), heard.body, hashlib.sha256).hexdigest()
    assert signed == heard.headers["x-chapa-signature"]
    assert signed in page
    assert heard.headers["Chapa-Signature"] in page
    assert "&#34;tx_ref&#34;: &#34;N-1&#34;" in page
    assert "heard" in page  # the answer


def test_sending_again_is_one_more_delivery_of_the_same_bytes(
    sandbox: Stand, receiver: Receiver
) -> None:
    sandbox.tell("settings", {"momo_signed_events": True})
    reference = str(uuid.uuid4())
    sandbox.pay(reference, payeeNote=f"order {uuid.uuid4()}")
    eventually(lambda: receiver.at("/events"))
    eventually(lambda: sandbox.charge(reference)["events"][0]["state"] == "delivered")
    answer = _again(sandbox, _newest(sandbox, reference))
    assert "Sent again" in answer.text
    assert "<strong>200</strong>" in answer.text
    first, second = receiver.at("/events")
    assert first.body == second.body
    signed = hmac.new(SECRET.encode(), second.body, hashlib.sha256).hexdigest()
    assert second.headers["X-Momo-Signature"] == signed
    one, two = sandbox.charge(reference)["events"]
    assert (one["note"], two["note"]) == ("", "Sent again by hand.")


def test_fault_does_not_keep_what_is_sent_by_hand(sandbox: Stand, receiver: Receiver) -> None:
    sandbox.fault("momo.callback", "drop", times=None)
    reference = str(uuid.uuid4())
    sandbox.pay(reference, headers={"X_Callback_Url": f"{receiver.url}/{reference}"})
    eventually(lambda: sandbox.callbacks(reference, "dropped"))
    _again(sandbox, _newest(sandbox, reference))
    assert len(receiver.at(f"/{reference}")) == 1


def test_answer_that_fails_is_shown_and_comes_again(sandbox: Stand, receiver: Receiver) -> None:
    reference = str(uuid.uuid4())
    path = f"/{reference}"
    sandbox.pay(reference, headers={"X_Callback_Url": receiver.url + path})
    eventually(lambda: sandbox.callbacks(reference, "delivered"))
    receiver.answers[path] = [500]
    assert "<strong>500</strong>" in _again(sandbox, _newest(sandbox, reference)).text
    eventually(lambda: len(receiver.at(path)) == 3)


def test_without_an_address_it_is_said_and_nothing_is_queued(
    tmp_path: Path, receiver: Receiver
) -> None:
    stand = Stand(tmp_path, receiver, SANDBOX_SMS_RECEIPT_URL="")
    stand.send("+256772123456")
    answer = _again(stand, _newest(stand))
    assert (answer.status_code, "No receipt URL is set." in answer.text) == (409, True)
    assert len(stand.see("sms")["sms"][0]["receipts"]) == 2
    stand.close()


def test_address_of_receipts_is_never_shown(sandbox: Stand) -> None:
    sandbox.send("+256772123456")
    eventually(lambda: sandbox.see("sms")["sms"][0]["receipts"][0]["state"] == "delivered")
    pages = ("/", "/sent", f"/sent/{_newest(sandbox)}", "/about", "/phones/256772123456")
    assert all("/receipts" not in sandbox.ask("GET", path).text for path in pages)


def test_what_was_never_sent_is_404(sandbox: Stand) -> None:
    for method in ("GET", "POST"):
        assert sandbox.ask(method, "/sent/999999").status_code == 404
