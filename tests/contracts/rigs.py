"""A rig knows how to make each gateway's world do what the common suite wants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nauli.gateways.contract import Charge, Gateway
from nauli.gateways.momo.gateway import MomoGateway
from nauli.gateways.momo.settings import MomoAccount, MomoSettings
from tests.contracts.sandbox import Sandbox
from tests.gateways.notebook import new_charge

PAYER = "+256772000111"


@dataclass(frozen=True, kw_only=True)
class Rig:
    gateway: Gateway
    gateway_with_wrong_key: Gateway
    gateway_to_nowhere: Gateway  # nothing listens there
    secrets: tuple[str, ...]
    fault_points: dict[str, str]  # what the sandbox calls "charge" and "look"
    sandbox: Sandbox
    approve: Callable[[Charge], object]
    reject: Callable[[Charge], object]

    def charge(
        self, amount: str = "12.50", currency: str = "EUR", *, waits: bool = False, note: str = ""
    ) -> Charge:
        self.sandbox.tell("momo/handsets", {"msisdn": PAYER, "waits": waits})
        return new_charge(amount=amount, currency=currency, payer=PAYER, note=note)

    def taken(self) -> list[str]:
        """Return the references of the charges that the gateway has taken, each as often."""
        return [charge["external_id"] for charge in self.sandbox.charges()]


_SUBSCRIPTION_KEY, _API_KEY = "5" * 32, "a" * 32
_API_USER = "3f3c4b1e-9d1c-4c0e-8a54-2f6c0a9b7d11"


def momo_rig(sandbox: Sandbox) -> Rig:
    def answer(verb: str) -> Callable[[Charge], object]:
        return lambda charge: sandbox.tell(f"momo/prompts/{charge.id}/{verb}")

    return Rig(
        gateway=momo(f"{sandbox.url}/momo"),
        gateway_with_wrong_key=momo(f"{sandbox.url}/momo", api_key="wrong"),
        gateway_to_nowhere=momo("http://127.0.0.1:1/momo"),
        secrets=(_SUBSCRIPTION_KEY, _API_KEY),
        fault_points={"charge": "momo.requesttopay", "look": "momo.status"},
        sandbox=sandbox,
        approve=answer("approve"),
        reject=answer("reject"),
    )


def momo(base_url: str, *, api_key: str = _API_KEY) -> MomoGateway:
    targets = ("sandbox", "mtnuganda", "mtnghana", "mtnrwanda")
    accounts = tuple(
        MomoAccount(
            target_environment=target,
            subscription_key=_SUBSCRIPTION_KEY,
            api_user=_API_USER,
            api_key=api_key,
        )
        for target in targets
    )
    return MomoGateway(
        MomoSettings(base_url=base_url, accounts=accounts, connect_timeout=1, read_timeout=1)
    )


RIGS = {"momo": momo_rig}
