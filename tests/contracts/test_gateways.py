"""What every gateway must do, asked of the sandbox over HTTP; its book is the witness."""

from __future__ import annotations

from urllib.error import HTTPError

import pytest

from nauli.gateways.contract import (
    FAILURES,
    Misconfigured,
    Outcome,
    Unreachable,
    Unsure,
)
from nauli.gateways.registry import GATEWAYS
from nauli.kit.money import Money
from tests.contracts.rigs import RIGS, Rig
from tests.contracts.sandbox import Sandbox
from tests.gateways.notebook import Notebook


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest, sandbox: Sandbox) -> Rig:
    return RIGS[request.param](sandbox)


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


def test_every_gateway_of_the_registry_is_in_this_suite() -> None:
    assert set(RIGS) == set(GATEWAYS)


def test_accepted_is_not_paid_until_a_person_approves(rig: Rig, notebook: Notebook) -> None:
    charge = rig.charge(waits=True)
    assert rig.gateway.charge(charge, journal=notebook).outcome is Outcome.PENDING
    assert rig.gateway.look(charge, journal=notebook).outcome is Outcome.PENDING
    rig.approve(charge)
    report = rig.gateway.look(charge, journal=notebook)
    assert (report.reference, report.outcome) == (charge.reference, Outcome.SUCCEEDED)
    assert report.amount == charge.amount
    assert report.transaction


def test_a_person_who_declines_is_told_as_that(rig: Rig, notebook: Notebook) -> None:
    charge = rig.charge(waits=True)
    rig.gateway.charge(charge, journal=notebook)
    rig.reject(charge)
    report = rig.gateway.look(charge, journal=notebook)
    assert (report.outcome, report.code) == (Outcome.FAILED, rig.rejected_code)
    assert report.code in FAILURES


def test_money_comes_back_as_the_same_money(rig: Rig) -> None:
    for amount, currency in rig.money:
        charge = rig.charge(
            amount, currency, note="Ama's \u201cbest\u201d rice & beans \u2013 5 kg"
        )
        rig.gateway.charge(charge, journal=Notebook())
        assert rig.until_decided(charge).amount == Money.parse(amount, currency)


def test_asked_twice_it_is_taken_once(rig: Rig, notebook: Notebook) -> None:
    charge = rig.charge(waits=True)
    reports = [rig.gateway.charge(charge, journal=notebook) for _ in range(3)]
    assert {report.outcome for report in reports} == {Outcome.PENDING}
    assert rig.taken() == [charge.reference]


@pytest.mark.parametrize("fault", ["hang_after", "error_after"])
def test_taken_without_an_answer_is_doubt_that_a_look_ends(
    rig: Rig, notebook: Notebook, fault: str
) -> None:
    rig.sandbox.fault(rig.fault_points["charge"], fault, seconds=30)
    charge = rig.charge()
    with pytest.raises(Unsure):
        rig.gateway.charge(charge, journal=notebook)
    assert rig.until_decided(charge).outcome is Outcome.SUCCEEDED
    assert rig.taken() == [charge.reference]


def test_not_taken_without_an_answer_is_doubt_and_then_unknown(
    rig: Rig, notebook: Notebook
) -> None:
    rig.sandbox.fault(rig.fault_points["charge"], "error_before", status=500)
    charge = rig.charge()
    with pytest.raises(Unsure):
        rig.gateway.charge(charge, journal=notebook)
    assert rig.gateway.look(charge, journal=notebook).outcome is Outcome.UNKNOWN_HERE
    assert rig.taken() == []
    rig.gateway.charge(charge, journal=notebook)
    assert rig.taken() == [charge.reference]


@pytest.mark.parametrize("fault", ["hang_before", "error_before", "hang_after", "error_after"])
def test_a_look_that_fails_changes_nothing_and_the_next_one_tells(rig: Rig, fault: str) -> None:
    charge = rig.charge()
    rig.gateway.charge(charge, journal=Notebook())
    rig.sandbox.fault(rig.fault_points["look"], fault, seconds=30)
    with pytest.raises(Unsure):
        rig.gateway.look(charge, journal=Notebook())
    assert rig.until_decided(charge).outcome is Outcome.SUCCEEDED


def test_what_was_never_asked_for_is_unknown(rig: Rig, notebook: Notebook) -> None:
    report = rig.gateway.look(rig.charge(), journal=notebook)
    assert report.outcome is Outcome.UNKNOWN_HERE
    assert report.amount is None


def test_a_wrong_key_is_our_fault_and_takes_nothing(rig: Rig, notebook: Notebook) -> None:
    charge = rig.charge()
    with pytest.raises(Misconfigured):
        rig.gateway_with_wrong_key.charge(charge, journal=notebook)
    with pytest.raises(Misconfigured):
        rig.gateway_with_wrong_key.look(charge, journal=notebook)
    assert rig.taken() == []


def test_a_gateway_that_is_down_was_not_reached(rig: Rig, notebook: Notebook) -> None:
    charge = rig.charge()
    with pytest.raises(Unreachable):
        rig.gateway_to_nowhere.charge(charge, journal=notebook)
    assert [page.error for page in notebook.pages] != [""]


def test_every_exchange_is_written_down_without_secrets(rig: Rig, notebook: Notebook) -> None:
    charge = rig.charge()
    rig.gateway.charge(charge, journal=notebook)
    rig.gateway.look(charge, journal=notebook)
    written = repr(notebook.pages)
    assert all(page.status for page in notebook.pages)
    assert charge.reference in written
    for secret in (*rig.secrets, charge.payer.removeprefix("+"), charge.payer[4:]):
        assert secret not in written


def test_a_currency_is_either_taken_or_named_as_not_taken(rig: Rig) -> None:
    assert {currency for _, currency in rig.money} <= rig.gateway.currencies()
    assert "KES" not in rig.gateway.currencies()


def test_what_is_cancelled_cannot_be_paid_and_else_it_is_said_that_it_can(
    rig: Rig, notebook: Notebook
) -> None:
    charge = rig.charge(waits=True)
    rig.gateway.charge(charge, journal=notebook)
    cancelled = [rig.gateway.cancel(charge, journal=notebook) for _ in range(2)]
    assert cancelled == [rig.cancels, rig.cancels]  # to cancel twice is to cancel
    if rig.cancels:
        with pytest.raises(HTTPError):
            rig.approve(charge)
        assert rig.gateway.look(charge, journal=notebook).outcome is Outcome.FAILED
    else:
        rig.approve(charge)
        assert rig.gateway.look(charge, journal=notebook).outcome is Outcome.SUCCEEDED


def test_whoever_paid_before_the_cancelling_has_paid(rig: Rig, notebook: Notebook) -> None:
    charge = rig.paid()
    assert rig.gateway.cancel(charge, journal=notebook) is rig.cancels
    assert rig.gateway.look(charge, journal=notebook).outcome is Outcome.SUCCEEDED


@pytest.mark.parametrize("fault", ["hang_before", "error_before", "hang_after", "error_after"])
def test_cancelling_that_breaks_is_doubt(rig: Rig, notebook: Notebook, fault: str) -> None:
    if not rig.cancels:
        assert "cancel" not in rig.fault_points
        return
    charge = rig.charge(waits=True)
    rig.gateway.charge(charge, journal=notebook)
    rig.sandbox.fault(rig.fault_points["cancel"], fault, seconds=30)
    with pytest.raises(Unsure):
        rig.gateway.cancel(charge, journal=notebook)
    assert rig.gateway.cancel(charge, journal=notebook)
