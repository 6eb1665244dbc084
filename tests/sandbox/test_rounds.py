"""What waits is a row: it outlives a kill of the process."""

from __future__ import annotations

import socket
import uuid

from tests.sandbox.stand import Receiver, Stand, eventually, payer


def test_pending_callback_is_delivered_after_a_kill(own_sandbox: Stand, receiver: Receiver) -> None:
    reference = str(uuid.uuid4())
    path = f"/{reference}"
    receiver.answers[path] = [503]
    own_sandbox.tell("settings", {"retry_seconds": [3]})
    own_sandbox.pay(reference, headers={"X_Callback_Url": receiver.url + path})
    eventually(lambda: any(c["attempts"] for c in own_sandbox.callbacks(reference, "waiting")))
    own_sandbox.kill()
    assert len(receiver.at(path)) == 1
    own_sandbox.start()
    eventually(lambda: len(receiver.at(path)) == 2)
    (callback,) = eventually(lambda: own_sandbox.callbacks(reference, "delivered"))
    assert [attempt["status"] for attempt in callback["attempts"]] == [503, 200]


def test_callback_on_its_way_at_the_kill_is_sent_again(own_sandbox: Stand) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(10)
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        own_sandbox.pay(headers={"X_Callback_Url": url})
        first, _ = silent.accept()
        own_sandbox.kill()
        first.close()
        own_sandbox.start()
        second, _ = silent.accept()
        assert second.recv(4) == b"POST"
        second.close()


def test_what_came_due_while_dead_is_done_at_the_start(
    own_sandbox: Stand, receiver: Receiver
) -> None:
    own_sandbox.tell("settings", {"momo_approve_seconds": 2, "momo_prompt_seconds": 2})
    own_sandbox.tell("momo/handsets", {"msisdn": "256700000001", "waits": True})
    own_sandbox.tell("sms/numbers", {"number": "256772123456", "delay_ms": 2000})
    alone, prompted = str(uuid.uuid4()), str(uuid.uuid4())
    own_sandbox.pay(alone, headers={"X_Callback_Url": f"{receiver.url}/{alone}"})
    own_sandbox.pay(prompted, payer=payer("256700000001"))
    own_sandbox.send("+256772123456")
    own_sandbox.kill()
    assert receiver.heard == []
    own_sandbox.start()
    eventually(lambda: receiver.at(f"/{alone}"))
    eventually(lambda: len(receiver.at("/receipts")) == 2)
    assert own_sandbox.charge(alone)["status"] == "SUCCESSFUL"
    expired = eventually(lambda: _decided(own_sandbox, prompted))
    assert (expired["status"], expired["reason"]) == ("FAILED", "EXPIRED")


def test_book_settings_faults_and_tokens_outlive_a_kill(own_sandbox: Stand) -> None:
    reference = str(uuid.uuid4())
    own_sandbox.pay(reference)
    headers = own_sandbox.headers()
    own_sandbox.fault("momo.status", "error_before", times=2)
    assert own_sandbox.look(reference).status_code == 503
    own_sandbox.kill()
    own_sandbox.start()
    path = f"/momo/collection/v1_0/requesttopay/{reference}"
    statuses = [own_sandbox.ask("GET", path, headers=headers).status_code for _ in range(2)]
    assert statuses == [503, 200]
    assert own_sandbox.see("settings")["retry_seconds"] == [0.1, 0.3]
    assert own_sandbox.pay(reference).status_code == 409


def _decided(sandbox: Stand, reference: str) -> dict[str, str] | None:
    charge: dict[str, str] = sandbox.charge(reference)
    return charge if charge["decided_at"] else None
