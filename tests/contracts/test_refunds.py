"""What every gateway must do about money that goes back; the sandbox's book is the witness."""

from __future__ import annotations

import pytest

from nauli.gateways.contract import (
    FAILURES,
    Misconfigured,
    Outcome,
    Refused,
    Unreachable,
    Unsure,
)
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


def test_accepted_is_not_returned_until_the_gateway_says_so(rig: Rig, notebook: Notebook) -> None:
    charge = rig.paid()
    refund = rig.refund(charge)
    report = rig.gateway.refund(refund, journal=notebook)
    assert (report.reference, report.outcome) == (refund.reference, Outcome.PENDING)
    report = rig.until_refunded(refund)
    assert (report.reference, report.outcome) == (refund.reference, Outcome.SUCCEEDED)
    assert report.amount == charge.amount
    assert report.transaction
    # The money did come. What went back of it is the refund's story and not the payment's.
    looked = rig.gateway.look(charge, journal=notebook)
    assert (looked.outcome, looked.amount) == (Outcome.SUCCEEDED, charge.amount)


def test_a_part_goes_back_and_then_another(rig: Rig, notebook: Notebook) -> None:
    charge = rig.paid()
    rest = str(charge.amount - Money.parse("2.25", charge.amount.currency))
    for amount in ("2.25", rest):
        refund = rig.refund(charge, amount)
        rig.gateway.refund(refund, journal=notebook)
        report = rig.until_refunded(refund)
        assert (report.outcome, report.amount) == (Outcome.SUCCEEDED, refund.amount)


def test_more_than_was_paid_never_goes_back(rig: Rig, notebook: Notebook) -> None:
    charge = rig.paid()
    first, second = rig.refund(charge), rig.refund(charge, "0.01")
    rig.gateway.refund(first, journal=notebook)
    assert rig.until_refunded(first).outcome is Outcome.SUCCEEDED
    try:
        rig.gateway.refund(second, journal=notebook)
        report = rig.until_refunded(second)
        said = report.outcome, report.code
    except Refused as refused:  # either way of saying no is right
        said = Outcome.FAILED, refused.code
    assert said in {(Outcome.FAILED, "reversed"), (Outcome.FAILED, "refused")}


def test_asked_twice_it_is_returned_once(rig: Rig, notebook: Notebook) -> None:
    refund = rig.refund(rig.paid(), "0.50")
    reports = [rig.gateway.refund(refund, journal=notebook) for _ in range(3)]
    assert {report.outcome for report in reports} == {Outcome.PENDING}
    assert rig.taken_back() == [refund.reference]


@pytest.mark.parametrize("fault", ["hang_after", "error_after"])
def test_taken_without_an_answer_is_doubt_that_a_look_ends(
    rig: Rig, notebook: Notebook, fault: str
) -> None:
    refund = rig.refund(rig.paid())
    rig.sandbox.fault(rig.fault_points["refund"], fault, seconds=30)
    with pytest.raises(Unsure):
        rig.gateway.refund(refund, journal=notebook)
    assert rig.until_refunded(refund).outcome is Outcome.SUCCEEDED
    assert rig.taken_back() == [refund.reference]


def test_not_taken_without_an_answer_is_doubt_and_then_unknown(
    rig: Rig, notebook: Notebook
) -> None:
    refund = rig.refund(rig.paid())
    rig.sandbox.fault(rig.fault_points["refund"], "error_before", status=500)
    with pytest.raises(Unsure):
        rig.gateway.refund(refund, journal=notebook)
    assert rig.gateway.look_refund(refund, journal=notebook).outcome is Outcome.UNKNOWN_HERE
    assert rig.taken_back() == []
    rig.gateway.refund(refund, journal=notebook)
    assert rig.taken_back() == [refund.reference]


@pytest.mark.parametrize("fault", ["hang_before", "error_before", "hang_after", "error_after"])
def test_a_look_that_fails_changes_nothing_and_the_next_one_tells(rig: Rig, fault: str) -> None:
    refund = rig.refund(rig.paid())
    rig.gateway.refund(refund, journal=Notebook())
    rig.sandbox.fault(rig.fault_points["look_refund"], fault, seconds=30)
    with pytest.raises(Unsure):
        rig.gateway.look_refund(refund, journal=Notebook())
    assert rig.until_refunded(refund).outcome is Outcome.SUCCEEDED


def test_what_the_gateway_cannot_return_is_ours_again(rig: Rig, notebook: Notebook) -> None:
    refund = rig.refund(rig.paid())
    rig.sandbox.fault(rig.fault_points["refund"], "fail")
    rig.gateway.refund(refund, journal=notebook)
    report = rig.until_refunded(refund)
    assert (report.outcome, report.code) == (Outcome.FAILED, "reversed")
    assert report.code in FAILURES


def test_what_was_never_asked_for_is_unknown(rig: Rig, notebook: Notebook) -> None:
    report = rig.gateway.look_refund(rig.refund(rig.charge()), journal=notebook)
    assert (report.outcome, report.amount) == (Outcome.UNKNOWN_HERE, None)


def test_what_was_never_paid_does_not_go_back(rig: Rig, notebook: Notebook) -> None:
    refund = rig.refund(rig.charge())
    try:
        rig.gateway.refund(refund, journal=notebook)
    except Refused:
        assert rig.taken_back() == []
    else:
        assert rig.until_refunded(refund).outcome is Outcome.FAILED


def test_a_wrong_key_is_our_fault_and_returns_nothing(rig: Rig, notebook: Notebook) -> None:
    refund = rig.refund(rig.paid())
    with pytest.raises(Misconfigured):
        rig.gateway_with_wrong_key.refund(refund, journal=notebook)
    with pytest.raises(Misconfigured):
        rig.gateway_with_wrong_key.look_refund(refund, journal=notebook)
    assert rig.taken_back() == []


def test_a_gateway_that_is_down_was_not_reached(rig: Rig, notebook: Notebook) -> None:
    with pytest.raises(Unreachable):
        rig.gateway_to_nowhere.refund(rig.refund(rig.charge()), journal=notebook)
    assert [page.error for page in notebook.pages] != [""]


def test_every_exchange_is_written_down_without_secrets(rig: Rig, notebook: Notebook) -> None:
    charge = rig.paid()
    refund = rig.refund(charge)
    rig.gateway.refund(refund, journal=notebook)
    rig.gateway.look_refund(refund, journal=notebook)
    written = repr(notebook.pages)
    assert all(page.status for page in notebook.pages)
    assert refund.reference in written
    for secret in (*rig.secrets, charge.payer.removeprefix("+"), charge.payer[4:]):
        assert secret not in written
