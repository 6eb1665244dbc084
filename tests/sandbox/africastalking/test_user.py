from __future__ import annotations

import requests

from tests.sandbox.stand import SMS_KEY, Stand


def _ask(sandbox: Stand, key: str = SMS_KEY, **query: str) -> requests.Response:
    return sandbox.ask(
        "GET", "/africastalking/version1/user", params=query, headers={"apiKey": key}
    )


def test_balance_is_less_by_what_was_accepted(sandbox: Stand) -> None:
    sandbox.tell("settings", {"sms_balance_kes": 10})
    sandbox.tell("sms/numbers", {"number": "+254711000111", "code": 406})
    sandbox.send("+256772123456,+254711000111")
    answer = _ask(sandbox, username="sandbox")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == {"UserData": {"balance": "KES 9.2000"}}


def test_it_wants_a_key_and_a_name(sandbox: Stand) -> None:
    assert _ask(sandbox, "nonsense", username="sandbox").status_code == 401
    assert _ask(sandbox).status_code == 404


def test_it_can_fail(sandbox: Stand) -> None:
    sandbox.fault("sms.user", "error_before", status=500)
    assert _ask(sandbox, username="sandbox").status_code == 500
