from __future__ import annotations

import socket
import uuid

from tests.sandbox.stand import Receiver, Stand, eventually


def test_what_is_not_taken_comes_again_at_growing_intervals(
    sandbox: Stand, receiver: Receiver
) -> None:
    reference = str(uuid.uuid4())
    path = f"/{reference}"
    receiver.answers[path] = [500, 404]
    sandbox.pay(reference, headers={"X_Callback_Url": receiver.url + path})
    (callback,) = eventually(lambda: sandbox.callbacks(reference, "delivered"))
    assert [attempt["status"] for attempt in callback["attempts"]] == [500, 404, 200]
    first, second, third = receiver.at(path)
    assert first.body == second.body == third.body
    assert 0.1 <= second.at - first.at < third.at - second.at


def test_redirect_is_not_followed(sandbox: Stand, receiver: Receiver) -> None:
    reference = str(uuid.uuid4())
    path = f"/{reference}"
    receiver.answers[path] = [307]
    sandbox.pay(reference, headers={"X_Callback_Url": receiver.url + path})
    eventually(lambda: len(receiver.at(path)) == 2)
    assert receiver.at("/elsewhere") == []


def test_nobody_there_is_given_up_in_the_end(sandbox: Stand) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]  # bound and not listening: connections are refused
        reference = str(uuid.uuid4())
        sandbox.pay(reference, headers={"X_Callback_Url": f"http://127.0.0.1:{port}/"})
        (callback,) = eventually(lambda: sandbox.callbacks(reference, "given_up"))
    assert [attempt["status"] for attempt in callback["attempts"]] == [None] * 3
    assert callback["attempts"][0]["error"] == "ClientConnectorError"


def test_address_that_cannot_be_one_harms_nobody(sandbox: Stand) -> None:
    reference = str(uuid.uuid4())
    sandbox.pay(reference, headers={"X_Callback_Url": "http://a..b:99999/"})
    eventually(lambda: sandbox.callbacks(reference, "given_up"))
    assert sandbox.process.poll() is None
