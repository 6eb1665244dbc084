from __future__ import annotations

import uuid

import pytest

from tests.sandbox.stand import Stand, eventually, payer


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("46733123450", "INTERNAL_PROCESSING_ERROR"),
        ("46733123451", "APPROVAL_REJECTED"),
        ("46733123452", "EXPIRED"),
    ],
)
def test_doomed_payers_are_taken_and_fail_at_once(sandbox: Stand, number: str, reason: str) -> None:
    reference = str(uuid.uuid4())
    answer = sandbox.pay(reference, payer=payer(number))
    assert (answer.status_code, answer.content) == (202, b"")
    seen = sandbox.look(reference).json()
    assert (seen["status"], seen["reason"]) == ("FAILED", reason)


def test_ongoing_stays_pending_and_expires(sandbox: Stand) -> None:
    sandbox.tell("settings", {"momo_ongoing_seconds": 0.5})
    reference = str(uuid.uuid4())
    sandbox.pay(reference, payer=payer("46733123453"))
    assert sandbox.look(reference).json()["status"] == "PENDING"
    seen = eventually(lambda: _decided(sandbox, reference))
    assert (seen["status"], seen["reason"]) == ("FAILED", "EXPIRED")


def test_delayed_is_created_and_then_successful(sandbox: Stand) -> None:
    sandbox.tell("settings", {"momo_delayed_seconds": 0.5})
    reference = str(uuid.uuid4())
    sandbox.pay(reference, payer=payer("46733123454"))
    assert sandbox.look(reference).json()["status"] == "CREATED"
    assert eventually(lambda: _decided(sandbox, reference))["status"] == "SUCCESSFUL"


def _decided(sandbox: Stand, reference: str) -> dict[str, str] | None:
    seen: dict[str, str] = sandbox.look(reference).json()
    return None if seen["status"] in ("CREATED", "PENDING") else seen
