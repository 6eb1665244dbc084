"""A rig knows how to make each gateway's world do what the common suite wants."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from nauli.gateways.chapa.gateway import ChapaGateway
from nauli.gateways.chapa.settings import ChapaSettings
from nauli.gateways.contract import Charge, Gateway, Outcome, Refund, Report, Unsure
from nauli.gateways.momo.gateway import MomoGateway
from nauli.gateways.momo.settings import MomoAccount, MomoSettings
from tests.contracts.sandbox import Sandbox
from tests.gateways.notebook import Notebook, new_charge, new_refund

PAYER = "+256772000111"
ETHIOPIAN = "+251911000111"
SECONDS = 0.1  # until the sandbox decides what nobody decides
_DECIDED_SECONDS = 10


@dataclass(frozen=True, kw_only=True)
class Rig:
    gateway: Gateway
    gateway_with_wrong_key: Gateway
    gateway_to_nowhere: Gateway  # nothing listens there
    secrets: tuple[str, ...]
    fault_points: dict[str, str]  # what the sandbox calls "charge", "look", "refund" ...
    sandbox: Sandbox
    money: tuple[tuple[str, str], ...]  # amounts and currencies that it takes, the usual first
    payer: str
    tell_waits: Callable[[bool], object]  # whether the next charge waits for a person
    approve: Callable[[Charge], object]
    reject: Callable[[Charge], object]
    rejected_code: str
    cancels: bool
    taken: Callable[[], list[str]]  # the references of the charges taken, each as often
    taken_back: Callable[[], list[str]]  # those of the refunds taken

    def charge(
        self, amount: str = "", currency: str = "", *, waits: bool = False, note: str = ""
    ) -> Charge:
        self.tell_waits(waits)
        usual_amount, usual_currency = self.money[0]
        return new_charge(
            amount=amount or usual_amount,
            currency=currency or usual_currency,
            payer=self.payer,
            note=note,
        )

    def paid(self) -> Charge:
        """Return a charge whose money came."""
        charge = self.charge(waits=True)
        assert self.gateway.charge(charge, journal=Notebook()).outcome is Outcome.PENDING
        self.approve(charge)
        assert self.until_decided(charge).outcome is Outcome.SUCCEEDED
        return charge

    def refund(self, charge: Charge, amount: str = "") -> Refund:
        return new_refund(charge, amount=amount, reason="Ama\u2019s jar was broken")

    def until_decided(self, charge: Charge) -> Report:
        return until_decided(lambda: self.gateway.look(charge, journal=Notebook()))

    def until_refunded(self, refund: Refund) -> Report:
        return until_decided(lambda: self.gateway.look_refund(refund, journal=Notebook()))


def until_decided(look: Callable[[], Report]) -> Report:
    deadline = time.monotonic() + _DECIDED_SECONDS
    while True:
        with suppress(Unsure):  # a busy machine may not answer within the rig's second
            report = look()
            if report.outcome is not Outcome.PENDING or time.monotonic() > deadline:
                return report
        assert time.monotonic() < 2 * _DECIDED_SECONDS + deadline
        time.sleep(0.05)


_SUBSCRIPTION_KEY, _API_KEY = "5" * 32, "a" * 32
_API_USER = "3f3c4b1e-9d1c-4c0e-8a54-2f6c0a9b7d11"
_OTHER_SUBSCRIPTION_KEY, _OTHER_API_KEY = "7" * 32, "b" * 32
_OTHER_API_USER = "5e1d2c3b-4a5f-4e6d-9c7b-8a9f0e1d2c3b"


def momo_rig(sandbox: Sandbox) -> Rig:
    def answer(verb: str) -> Callable[[Charge], object]:
        return lambda charge: sandbox.tell(f"momo/prompts/{charge.id}/{verb}")

    sandbox.tell("settings", {"momo_approve_seconds": SECONDS})
    return Rig(
        gateway=momo(f"{sandbox.url}/momo"),
        gateway_with_wrong_key=momo(f"{sandbox.url}/momo", api_key="wrong"),
        gateway_to_nowhere=momo("http://127.0.0.1:1/momo"),
        secrets=(_SUBSCRIPTION_KEY, _API_KEY, _OTHER_SUBSCRIPTION_KEY, _OTHER_API_KEY),
        fault_points={
            "charge": "momo.requesttopay",
            "look": "momo.status",
            "refund": "momo.refund",
            "look_refund": "momo.status",
        },
        sandbox=sandbox,
        money=(("12.50", "EUR"), ("25000", "UGX"), ("0.01", "GHS"), ("1", "RWF")),
        payer=PAYER,
        tell_waits=lambda waits: sandbox.tell("momo/handsets", {"msisdn": PAYER, "waits": waits}),
        approve=answer("approve"),
        reject=answer("reject"),
        rejected_code="declined",
        cancels=False,
        taken=lambda: [row["external_id"] for row in sandbox.charges()],
        taken_back=lambda: [row["external_id"] for row in sandbox.book("refunds")],
    )


def momo(base_url: str, *, api_key: str = "") -> MomoGateway:
    targets = ("sandbox", "mtnuganda", "mtnghana", "mtnrwanda")
    accounts = tuple(
        MomoAccount(
            target_environment=target,
            subscription_key=_SUBSCRIPTION_KEY,
            api_user=_API_USER,
            api_key=api_key or _API_KEY,
            disbursement_subscription_key=_OTHER_SUBSCRIPTION_KEY,
            disbursement_api_user=_OTHER_API_USER,
            disbursement_api_key=api_key or _OTHER_API_KEY,
        )
        for target in targets
    )
    return MomoGateway(
        MomoSettings(base_url=base_url, accounts=accounts, connect_timeout=1, read_timeout=1)
    )


_CHAPA_KEY = "CHASECK_TEST-" + "c" * 32


def chapa_rig(sandbox: Sandbox) -> Rig:
    def answer(verb: str) -> Callable[[Charge], object]:
        return lambda charge: sandbox.tell(f"chapa/{charge.reference}/{verb}")

    # Chapa refunds nothing in test mode; test_chapa.py is about that.
    sandbox.tell("settings", {"chapa_test_refunds": True, "chapa_refund_seconds": SECONDS})
    return Rig(
        gateway=chapa(f"{sandbox.url}/chapa/v1"),
        gateway_with_wrong_key=chapa(f"{sandbox.url}/chapa/v1", secret_key="wrong"),
        gateway_to_nowhere=chapa("http://127.0.0.1:1/chapa/v1"),
        secrets=(_CHAPA_KEY,),
        fault_points={
            "charge": "chapa.initialize",
            "look": "chapa.verify",
            "cancel": "chapa.cancel",
            "refund": "chapa.refund",
            "look_refund": "chapa.refund_status",
        },
        sandbox=sandbox,
        money=(("125.50", "ETB"), ("0.10", "ETB"), ("1000000", "ETB"), ("19.99", "USD")),
        payer=ETHIOPIAN,
        tell_waits=lambda waits: sandbox.tell(
            "settings", {"chapa_pay_seconds": 0 if waits else SECONDS}
        ),
        approve=answer("pay"),
        reject=answer("fail"),
        rejected_code="not_completed",
        cancels=True,
        taken=lambda: [row["tx_ref"] for row in sandbox.book("chapa_charges")],
        taken_back=lambda: [row["merchant_reference"] for row in sandbox.book("chapa_refunds")],
    )


def chapa(
    base_url: str, *, secret_key: str = _CHAPA_KEY, public_url: str = "", mode: str = "test"
) -> ChapaGateway:
    return ChapaGateway(
        ChapaSettings(
            base_url=base_url,
            secret_key=secret_key,
            mode=mode,
            public_url=public_url,
            merchant_name="Mama Rose\u2019s groundnuts & more",
            connect_timeout=1,
            read_timeout=1,
        )
    )


RIGS = {"momo": momo_rig, "chapa": chapa_rig}
