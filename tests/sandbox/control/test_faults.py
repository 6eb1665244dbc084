from __future__ import annotations

import pytest

from tests.sandbox.stand import Stand


def test_unknown_words_are_told_the_known_ones(sandbox: Stand) -> None:
    answer = sandbox.ask("POST", "/_sandbox/faults", json={"on": "momo.pay", "do": "drop"})
    assert answer.status_code == 400
    assert "momo.requesttopay" in answer.json()["error"]
    answer = sandbox.ask("POST", "/_sandbox/faults", json={"on": "momo.callback", "do": "burn"})
    assert answer.status_code == 400
    assert "drop, duplicate, delay" in answer.json()["error"]


@pytest.mark.parametrize(
    "more",
    [
        {"times": 0},
        {"times": True},
        {"status": 200},
        {"seconds": -1},
        {"seconds": "1"},
        {"copies": 0},
        {"match": {"number": "256772123456"}},
        {"match": {"payer": 256772123456}},
        {"often": 2},
        {"probability": 1.1},
        {"probability": "0.5"},
        {"set": []},
        {"apart_seconds": -1},
    ],
)
def test_wrong_values_are_refused_and_none_of_a_list_stands(
    sandbox: Stand, more: dict[str, object]
) -> None:
    right = {"on": "momo.requesttopay", "do": "error_before"}
    answer = sandbox.ask("POST", "/_sandbox/faults", json=[right, right | more])
    assert answer.status_code == 400
    assert sandbox.see("faults") == {"faults": []}


def test_list_says_how_often_each_fired_and_delete_clears(sandbox: Stand) -> None:
    told = sandbox.tell(
        "faults",
        [
            {"on": "momo.token", "do": "error_before", "times": None},
            {"on": "sms.send", "do": "error_after", "status": 500},
        ],
    )
    assert [fault["fired"] for fault in told["faults"]] == [0, 0]
    sandbox.token()
    sandbox.token()
    first = sandbox.see("faults")["faults"][0]
    assert first == {
        "on": "momo.token",
        "do": "error_before",
        "status": 503,
        "code": "",
        "seconds": 30.0,
        "copies": 2,
        "apart_seconds": 0.0,
        "reason": "INTERNAL_PROCESSING_ERROR",
        "message": "InvalidPhoneNumber",
        "set": {},
        "times": None,
        "probability": 1.0,
        "match": {},
        "fired": 2,
    }
    assert sandbox.ask("DELETE", "/_sandbox/faults").json() == {"cleared": 2}
    assert sandbox.token().status_code == 200


def test_broken_json_is_400(sandbox: Stand) -> None:
    for body in (b"{", b"\xff", b'{"seconds": NaN}', b"7"):
        answer = sandbox.ask("POST", "/_sandbox/faults", data=body)
        assert answer.status_code == 400
        assert "JSON" in answer.json()["error"]
