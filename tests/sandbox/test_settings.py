from __future__ import annotations

import pytest

from tests.sandbox.stand import Stand


def test_named_settings_change_and_the_others_stay(sandbox: Stand) -> None:
    before = sandbox.see("settings")
    told = sandbox.tell("settings", {"momo_delayed_seconds": 2, "retry_seconds": []})
    assert told == before | {"momo_delayed_seconds": 2, "retry_seconds": []}
    assert sandbox.see("settings") == told


@pytest.mark.parametrize(
    "wrong",
    [
        {"momo_signed_events": "yes"},
        {"momo_signed_events": 1},
        {"momo_approve_seconds": -1},
        {"momo_approve_seconds": True},
        {"momo_approve_seconds": "1"},
        {"retry_seconds": [1, "2"]},
        {"retry_seconds": 1},
        {"momo_callback_method": "GET"},
        {"colour": "red"},
        {"seed": 1.5},
        {"seed": True},
        {"momo_balance": -1},
        {"momo_status_cap": 10},
        {"chapa_unpaid_verify": 404},
        {"chapa_unpaid_verify": "500"},
        {"chapa_failed_word": "cancelled"},
        {"chapa_webhooks": "no"},
        {"chapa_pay_seconds": -1},
    ],
)
def test_wrong_settings_are_400_and_none_changes(sandbox: Stand, wrong: dict[str, object]) -> None:
    before = sandbox.see("settings")
    answer = sandbox.ask("POST", "/_sandbox/settings", json={"momo_delayed_seconds": 9} | wrong)
    assert answer.status_code == 400
    assert answer.json()["error"].endswith(".")
    assert sandbox.see("settings") == before
