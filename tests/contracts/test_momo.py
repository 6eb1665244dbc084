"""What only MTN MoMo does, asked of the sandbox."""

from __future__ import annotations

import json
import time
from uuid import uuid4

import pytest

from nauli.gateways.contract import Outcome
from nauli.gateways.momo.signature import is_genuine, sign
from tests.contracts.rigs import Rig, momo_rig
from tests.contracts.sandbox import WEBHOOK_SECRET, Sandbox
from tests.gateways.notebook import Notebook, new_charge


@pytest.fixture
def rig(sandbox: Sandbox) -> Rig:
    return momo_rig(sandbox)


@pytest.mark.parametrize("reason_as_object", [False, True])
@pytest.mark.parametrize(
    ("payer", "outcome", "code"),
    [
        ("+46733123450", Outcome.FAILED, "gateway_error"),
        ("+46733123451", Outcome.FAILED, "declined"),
        ("+46733123452", Outcome.FAILED, "expired"),
        ("+46733123453", Outcome.PENDING, ""),
        ("+46733123454", Outcome.PENDING, ""),
    ],
)
def test_the_magic_numbers(
    rig: Rig, payer: str, outcome: Outcome, code: str, *, reason_as_object: bool
) -> None:
    rig.sandbox.tell("settings", {"momo_reason_as_object": reason_as_object})
    charge = new_charge(payer=payer)
    rig.gateway.charge(charge, journal=Notebook())
    report = rig.gateway.look(charge, journal=Notebook())
    assert (report.outcome, report.code) == (outcome, code)


def test_not_visible_yet_is_not_a_no(rig: Rig) -> None:
    rig.sandbox.tell("settings", {"momo_visible_after_seconds": 3600})
    charge = rig.charge()
    rig.gateway.charge(charge, journal=Notebook())
    assert rig.gateway.look(charge, journal=Notebook()).outcome is Outcome.UNKNOWN_HERE


def test_a_token_that_ends_early_is_renewed_within_the_call(rig: Rig) -> None:
    rig.sandbox.tell("settings", {"momo_token_seconds": 0.5})  # told as "expires_in": 0
    charge = rig.charge(waits=True)
    rig.gateway.charge(charge, journal=Notebook())
    notebook, deadline = Notebook(), time.monotonic() + 10
    while "status 401" not in notebook.story() and time.monotonic() < deadline:
        assert rig.gateway.look(charge, journal=notebook).outcome is Outcome.PENDING
        time.sleep(0.05)
    assert notebook.story()[-3:] == ["status 401", "token 200", "status 200"]


def test_the_payee_note_names_the_order(rig: Rig) -> None:
    charge = rig.charge()
    rig.gateway.charge(charge, journal=Notebook())
    (seen,) = rig.sandbox.charges()
    assert seen["payee_note"] == f"order {charge.order_id}"
    assert (seen["reference"], seen["external_id"]) == (str(charge.id), charge.reference)
    assert seen["amount"] == "12.5"


def test_sandbox_and_we_sign_alike(sandbox: Sandbox) -> None:
    body = {"provider_reference": str(uuid4()), "status": "success"}
    signature = sandbox.tell("momo/sign", body)["signature"]
    raw = json.dumps(body).encode()
    assert signature == sign(raw, WEBHOOK_SECRET)
    assert is_genuine(raw, signature, [WEBHOOK_SECRET])
