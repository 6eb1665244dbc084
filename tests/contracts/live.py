"""The contracts, asked of the vendors' own sandboxes: `make live-check`, see live_check.py.

Of the common suite those tests are run that need nobody who approves and no scripted fault.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from pytest_django import Settings

from nauli.config import env
from nauli.gateways.chapa.gateway import ChapaGateway
from nauli.gateways.chapa.settings import ChapaSettings
from nauli.gateways.contract import Charge, Gateway, Outcome, Report
from nauli.gateways.momo.gateway import MomoGateway
from nauli.gateways.momo.settings import MomoAccount, MomoSettings
from nauli.kit.findings import Level
from nauli.notifications.channels.check_sms import check_sms
from nauli.notifications.channels.contract import Letter, NotAccepted
from nauli.notifications.channels.sms import SmsChannel, SmsSettings
from tests.contracts.live_check import vendors
from tests.contracts.rigs import until_decided
from tests.contracts.test_gateways import (
    notebook,
    test_a_currency_is_either_taken_or_named_as_not_taken,
    test_a_gateway_that_is_down_was_not_reached,
    test_a_wrong_key_is_our_fault_and_takes_nothing,
    test_asked_twice_it_is_taken_once,
    test_every_exchange_is_written_down_without_secrets,
    test_money_comes_back_as_the_same_money,
    test_what_was_never_asked_for_is_unknown,
)
from tests.gateways.notebook import Notebook, new_charge

__all__ = [
    "notebook",
    "test_a_currency_is_either_taken_or_named_as_not_taken",
    "test_a_gateway_that_is_down_was_not_reached",
    "test_a_wrong_key_is_our_fault_and_takes_nothing",
    "test_asked_twice_it_is_taken_once",
    "test_every_exchange_is_written_down_without_secrets",
    "test_money_comes_back_as_the_same_money",
    "test_what_was_never_asked_for_is_unknown",
]

_DECIDED_SECONDS = 60
_URLS = {vendor.name: vendor.base_url.rstrip("/") for vendor in vendors()}


def momo(*, base_url: str = "", api_key: str = "") -> MomoGateway:
    account = MomoAccount(
        target_environment="sandbox",
        subscription_key=env.text("MOMO_SUBSCRIPTION_KEY"),
        api_user=env.text("MOMO_API_USER"),
        api_key=api_key or env.text("MOMO_API_KEY"),
    )
    return MomoGateway(MomoSettings(base_url=base_url or _URLS["momo"], accounts=(account,)))


def chapa(*, base_url: str = "", secret_key: str = "") -> ChapaGateway:
    return ChapaGateway(
        ChapaSettings(
            base_url=base_url or _URLS["chapa"],
            secret_key=secret_key or env.text("CHAPA_SECRET_KEY"),
            merchant_name="Nauli",
        )
    )


@dataclass(frozen=True, kw_only=True)
class LiveRig:
    """What rigs.Rig is for our sandbox, where only the vendor's own magic moves anything."""

    gateway: Gateway
    gateway_with_wrong_key: Gateway
    gateway_to_nowhere: Gateway
    secrets: tuple[str, ...]
    money: tuple[tuple[str, str], ...]
    payer: str
    waiting_payer: str
    made: list[Charge] = field(default_factory=list)

    def charge(
        self, amount: str = "", currency: str = "", *, waits: bool = False, note: str = ""
    ) -> Charge:
        usual_amount, usual_currency = self.money[0]
        made = new_charge(
            amount=amount or usual_amount,
            currency=currency or usual_currency,
            payer=self.waiting_payer if waits else self.payer,
            note=note,
        )
        self.made.append(made)
        return made

    def until_decided(self, charge: Charge) -> Report:
        return until_decided(lambda: self.gateway.look(charge, journal=Notebook()))

    def taken(self) -> list[str]:
        """Return the references that the gateway knows; how often, it does not tell."""
        return [charge.reference for charge in self.made if self._is_known(charge)]

    def _is_known(self, charge: Charge) -> bool:
        report = self.gateway.look(charge, journal=Notebook())
        return report.outcome is not Outcome.UNKNOWN_HERE


def momo_rig() -> LiveRig:
    return LiveRig(
        gateway=momo(),
        gateway_with_wrong_key=momo(api_key="wrong"),
        gateway_to_nowhere=momo(base_url="http://127.0.0.1:1"),
        secrets=(env.text("MOMO_SUBSCRIPTION_KEY"), env.text("MOMO_API_KEY")),
        money=(("12.50", "EUR"),),  # nothing else is taken in MTN's sandbox
        payer="+256772000111",
        waiting_payer="+46733123453",
    )


def chapa_rig() -> LiveRig:
    """Make one whose charges all wait: in Chapa's test mode too a person pays on the page."""
    return LiveRig(
        gateway=chapa(),
        gateway_with_wrong_key=chapa(secret_key="CHASECK_TEST wrong"),
        gateway_to_nowhere=chapa(base_url="http://127.0.0.1:1"),
        secrets=(env.text("CHAPA_SECRET_KEY"),),
        money=(("125.50", "ETB"),),
        payer="+251911000111",
        waiting_payer="+251911000111",
    )


RIGS: dict[str, Callable[[], LiveRig]] = {"momo": momo_rig, "chapa": chapa_rig}


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest) -> LiveRig:
    return RIGS[request.param]()


def test_chapa_tells_a_page_once_and_closes_it() -> None:
    rig = chapa_rig()
    charge = rig.charge()
    first, again = (rig.gateway.charge(charge, journal=Notebook()) for _ in range(2))
    assert first.checkout_url.startswith("http")
    assert again.checkout_url == ""
    assert rig.gateway.look(charge, journal=Notebook()).outcome is Outcome.PENDING
    assert rig.gateway.cancel(charge, journal=Notebook())
    assert rig.gateway.cancel(charge, journal=Notebook())


def test_chapa_is_well_for_the_doctor() -> None:
    found = [finding for check in chapa().checks().values() for finding in check()]
    assert found
    assert [finding for finding in found if finding.level is Level.WRONG] == []


@pytest.mark.parametrize(
    ("payer", "code"),
    [
        ("+46733123450", "gateway_error"),
        ("+46733123451", "declined"),
        ("+46733123452", "expired"),
    ],
)
def test_momo_fails_for_its_magic_numbers(payer: str, code: str) -> None:
    gateway, charge = momo(), new_charge(payer=payer)
    assert gateway.charge(charge, journal=Notebook()).outcome is Outcome.PENDING
    deadline = time.monotonic() + _DECIDED_SECONDS
    while (report := gateway.look(charge, journal=Notebook())).outcome is not Outcome.FAILED:
        assert time.monotonic() < deadline, report
        time.sleep(1)
    assert report.code == code


def test_momo_is_well_for_the_doctor() -> None:
    found = [finding for check in momo().checks().values() for finding in check()]
    assert found
    assert [finding for finding in found if finding.level is Level.WRONG] == []


def sms(*, api_key: str = "") -> SmsChannel:
    return SmsChannel(
        SmsSettings(
            base_url=_URLS["sms"],
            username=env.text("AFRICASTALKING_USERNAME"),
            api_key=api_key or env.text("AFRICASTALKING_API_KEY"),
        )
    )


def test_sms_is_accepted_under_an_id() -> None:
    letter = Letter(key="live-check", to="+254711082000", text="Nauli's live check é")
    assert sms().send(letter).carrier_id


def test_sms_with_a_wrong_key_is_our_fault() -> None:
    with pytest.raises(NotAccepted) as raised:
        sms(api_key="wrong").send(Letter(key="live-check", to="+254711082000", text="x"))
    assert (raised.value.code, raised.value.permanent) == ("unauthenticated", False)


def test_sms_is_well_for_the_doctor(settings: Settings) -> None:
    settings.LIVE = False
    settings.AFRICASTALKING_BASE_URL = _URLS["sms"]
    assert [finding for finding in check_sms() if finding.level is Level.WRONG] == []
