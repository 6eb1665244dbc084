"""An API user made at the sandbox, and what the doctor then hears of it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from nauli.gateways.contract import Misconfigured, Outcome, Unreachable
from nauli.gateways.momo.gateway import MomoGateway
from nauli.gateways.momo.provision import ApiUser, Provisioning, provision
from nauli.gateways.momo.settings import MomoAccount, MomoSettings
from nauli.kit.findings import Level
from nauli.kit.http import thread_session
from tests.contracts.sandbox import Sandbox
from tests.gateways.notebook import Notebook, new_charge

SUBSCRIPTION_KEY = "6" * 32


@pytest.fixture
def made(sandbox: Sandbox) -> ApiUser:
    return provision(wire(sandbox), callback_host="shop.example")


def wire(sandbox: Sandbox, *, subscription_key: str = SUBSCRIPTION_KEY) -> Provisioning:
    return Provisioning(
        base_url=f"{sandbox.url}/momo", subscription_key=subscription_key, session=thread_session()
    )


def gateway(
    sandbox: Sandbox, made: ApiUser, *, key: str = "", public_url: str = "http://shop.example"
) -> MomoGateway:
    account = MomoAccount(
        target_environment="sandbox",
        subscription_key=SUBSCRIPTION_KEY,
        api_user=made.user,
        api_key=key or made.key,
    )
    return MomoGateway(
        MomoSettings(base_url=f"{sandbox.url}/momo", accounts=(account,), public_url=public_url)
    )


def levels(asked: MomoGateway) -> Mapping[str, list[Level]]:
    return {name: [f.level for f in check()] for name, check in asked.checks().items()}


def test_what_was_made_charges_and_is_well(sandbox: Sandbox, made: ApiUser) -> None:
    ours = gateway(sandbox, made)
    assert ours.charge(new_charge(), journal=Notebook()).outcome is Outcome.PENDING
    assert levels(ours) == {
        "MoMo sandbox": [Level.OK],
        "MoMo sandbox refunds": [Level.WARNING],
        "MoMo callbacks": [Level.OK],
    }


def test_another_key_is_found_out_before_a_charge_is(sandbox: Sandbox, made: ApiUser) -> None:
    assert levels(gateway(sandbox, made, key="7" * 32))["MoMo sandbox"] == [Level.WRONG]


def test_another_callback_host_is_found_out_before_a_charge_is(
    sandbox: Sandbox, made: ApiUser
) -> None:
    ours = gateway(sandbox, made, public_url="http://other.example")
    told = levels(ours)
    assert (told["MoMo sandbox"], told["MoMo callbacks"]) == ([Level.OK], [Level.WRONG])
    with pytest.raises(Misconfigured):
        ours.charge(new_charge(), journal=Notebook())


def test_a_wrong_subscription_key_makes_nobody(sandbox: Sandbox) -> None:
    with pytest.raises(Misconfigured, match="subscription key"):
        provision(wire(sandbox, subscription_key="wrong"), callback_host="shop.example")


@pytest.mark.parametrize("fault", ["error_after", "error_before"])
def test_a_sandbox_in_trouble_is_no_user_and_no_trace(sandbox: Sandbox, fault: str) -> None:
    sandbox.fault("momo.provision", fault)
    with pytest.raises(Unreachable, match="answered 5"):
        provision(wire(sandbox), callback_host="shop.example")
