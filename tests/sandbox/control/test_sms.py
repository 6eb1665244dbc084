from __future__ import annotations

import pytest

from tests.sandbox.stand import Stand

AMINA = "+256772123456"


def test_marks_are_listed_as_they_stand(sandbox: Stand) -> None:
    mark = {"number": AMINA.lstrip("+"), "code": 405, "receipts": ["Failed"], "delay_ms": 0}
    expected = {
        "number": AMINA,
        "code": 405,
        "times": None,
        "answered": 0,
        "receipts": ["Failed"],
        "copies": 1,
        "delay_ms": 0,
        "failure_reason": None,
    }
    assert sandbox.tell("sms/numbers", mark) == expected
    assert sandbox.see("sms/numbers") == {"numbers": [expected]}


@pytest.mark.parametrize(
    "more",
    [
        {"code": 200},
        {"code": "405"},
        {"receipts": ["Lost"]},
        {"receipts": "Success"},
        {"times": 0},
        {"copies": 0},
        {"delay_ms": -1},
        {"number": "amina"},
    ],
)
def test_wrong_marks_are_400_with_a_sentence(sandbox: Stand, more: dict[str, object]) -> None:
    answer = sandbox.ask("POST", "/_sandbox/sms/numbers", json={"number": AMINA} | more)
    assert answer.status_code == 400
    assert answer.json()["error"].endswith(".")
    assert sandbox.see("sms/numbers") == {"numbers": []}
