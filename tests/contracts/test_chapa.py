"""What only Chapa does, asked of the sandbox."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from nauli.gateways.chapa.signature import SIGNATURE_HEADER, is_genuine, sign
from nauli.gateways.contract import Misconfigured, Outcome, Refused, Unsure
from nauli.kit.findings import Level
from nauli.kit.http import send, thread_session
from nauli.kit.money import Money
from tests.contracts.rigs import Rig, chapa, chapa_rig
from tests.contracts.sandbox import WEBHOOK_SECRET, Sandbox
from tests.gateways.notebook import Notebook


@pytest.fixture
def rig(sandbox: Sandbox) -> Rig:
    return chapa_rig(sandbox)


def test_the_page_is_told_once_and_can_be_opened(rig: Rig) -> None:
    charge = rig.charge(waits=True)
    first, again = (rig.gateway.charge(charge, journal=Notebook()) for _ in range(2))
    assert first.checkout_url.startswith(f"{rig.sandbox.url}/chapa/checkout/payment/")
    assert (again.outcome, again.checkout_url) == (Outcome.PENDING, "")
    page = send(thread_session(), "GET", first.checkout_url, headers={})
    assert (page.status, b"125.50" in page.body) == (200, True)


def test_all_that_fits_is_told(rig: Rig) -> None:
    gateway = chapa(f"{rig.sandbox.url}/chapa/v1", public_url="http://127.0.0.1:1/")
    charge = replace(
        rig.charge(
            waits=True, note="Order 1: groundnut paste & \u201ccr\u00e8me\u201d, 20 pieces or more"
        ),
        name="Abebe Bikila Demissie",
        email="abebe@gmail.com",
        return_url="http://127.0.0.1:1/orders/1/",
    )
    gateway.charge(charge, journal=Notebook())
    (seen,) = rig.sandbox.book("chapa_charges")
    told = {
        "amount": "125.50",
        "currency": "ETB",
        "first_name": "Abebe",
        "last_name": "Bikila Demissie",
        "email": "abebe@gmail.com",
        "phone_number": "0911000111",
        "callback_url": "http://127.0.0.1:1/api/webhooks/chapa/callback/",
        "return_url": "http://127.0.0.1:1/orders/1/",
    }
    assert told.items() <= seen.items()
    assert seen["customization"] == {
        "title": "Mama Roses",
        "description": "Order 1 groundnut paste and creme 20 pieces or mor",
        "logo": None,
    }


@pytest.mark.parametrize("email", ["ama@example.com", "ama@shop.example", "ama@b.c", "ama"])
def test_an_address_that_takes_no_mail_is_left_out(rig: Rig, email: str) -> None:
    charge = replace(rig.charge(waits=True), email=email)
    assert rig.gateway.charge(charge, journal=Notebook()).checkout_url
    (seen,) = rig.sandbox.book("chapa_charges")
    assert seen["email"] is None


def test_what_is_refused_and_not_needed_is_left_out_under_the_same_reference(rig: Rig) -> None:
    charge = replace(rig.charge(waits=True), email="ama@b.c", return_url="nowhere", name="Ama")
    notebook = Notebook()
    assert rig.gateway.charge(charge, journal=notebook).checkout_url
    assert notebook.story() == ["initialize 400", "initialize 200"]
    (seen,) = rig.sandbox.book("chapa_charges")
    assert (seen["tx_ref"], seen["first_name"]) == (charge.reference, "Ama")
    assert (seen["email"], seen["return_url"]) == (None, None)


@pytest.mark.parametrize("shape", ["404", "null", "pending"])
def test_not_paid_yet_is_pending_in_each_of_its_shapes(rig: Rig, shape: str) -> None:
    rig.sandbox.tell("settings", {"chapa_unpaid_verify": shape})
    charge = rig.charge(waits=True)
    rig.gateway.charge(charge, journal=Notebook())
    assert rig.gateway.look(charge, journal=Notebook()).outcome is Outcome.PENDING


@pytest.mark.parametrize(
    ("word", "code"), [("failed", "declined"), ("failed/cancelled", "not_completed")]
)
def test_what_failed_may_be_paid_later_under_the_same_reference(
    rig: Rig, word: str, code: str
) -> None:
    rig.sandbox.tell("settings", {"chapa_failed_word": word})
    charge = rig.charge(waits=True)
    rig.gateway.charge(charge, journal=Notebook())
    rig.reject(charge)
    failed = rig.gateway.look(charge, journal=Notebook())
    assert (failed.outcome, failed.code, failed.message) == (Outcome.FAILED, code, word)
    rig.approve(charge)
    assert rig.gateway.look(charge, journal=Notebook()).outcome is Outcome.SUCCEEDED


def test_amounts_may_be_numbers_or_text(rig: Rig) -> None:
    charge = rig.paid()
    rig.sandbox.tell("settings", {"chapa_amounts_as_text": True})
    report = rig.gateway.look(charge, journal=Notebook())
    assert (report.amount, report.misfit) == (Money(12550, "ETB"), "")


def test_money_of_the_other_mode_is_a_success_that_does_not_fit(rig: Rig) -> None:
    charge = rig.paid()
    rig.sandbox.fault("chapa.verify", "alter", set={"mode": "live"})
    report = rig.gateway.look(charge, journal=Notebook())
    assert (report.outcome, "live mode" in report.misfit) == (Outcome.SUCCEEDED, True)


def test_another_amount_is_told_as_it_is(rig: Rig) -> None:
    charge = rig.paid()
    rig.sandbox.fault("chapa.verify", "alter", set={"amount": 1, "currency": "USD"})
    assert rig.gateway.look(charge, journal=Notebook()).amount == Money(100, "USD")


def test_another_payments_answer_is_doubt(rig: Rig) -> None:
    charge = rig.paid()
    rig.sandbox.fault("chapa.verify", "alter", set={"tx_ref": "P-OTHER"})
    with pytest.raises(Unsure):
        rig.gateway.look(charge, journal=Notebook())


def test_a_key_of_the_other_mode_is_our_fault(rig: Rig) -> None:
    charge = rig.paid()
    rig.sandbox.tell("settings", {"chapa_live_keys": True})
    live = chapa(f"{rig.sandbox.url}/chapa/v1", secret_key="CHASECK-" + "d" * 32, mode="live")
    with pytest.raises(Misconfigured, match="Live secret keys"):
        live.look(charge, journal=Notebook())


def test_money_that_was_taken_back_is_told_as_that(rig: Rig) -> None:
    charge = rig.paid()
    rig.sandbox.tell(f"chapa/{charge.reference}/reverse")
    report = rig.gateway.look(charge, journal=Notebook())
    assert (report.outcome, report.amount) == (Outcome.REVERSED, charge.amount)


def test_in_test_mode_a_refund_is_refused_and_nothing_else(rig: Rig) -> None:
    rig.sandbox.tell("settings", {"chapa_test_refunds": False})
    with pytest.raises(Refused, match="only be processed in live mode") as raised:
        rig.gateway.refund(rig.refund(rig.paid()), journal=Notebook())
    assert raised.value.code == "refused"
    assert rig.taken_back() == []


def test_without_money_on_the_balance_a_refund_is_refused(rig: Rig) -> None:
    charge = rig.paid()
    rig.sandbox.fault("chapa.refund", "error_before", status=400, code="Insufficient Balance")
    with pytest.raises(Refused) as raised:
        rig.gateway.refund(rig.refund(charge), journal=Notebook())
    assert raised.value.code == "not_enough_funds"


def test_a_refund_is_looked_for_by_chapas_number_where_it_is_known(rig: Rig) -> None:
    refund = rig.refund(rig.paid())
    number = rig.gateway.refund(refund, journal=Notebook()).transaction
    notebook = Notebook()
    rig.gateway.look_refund(replace(refund, number=number), journal=notebook)
    (page,) = notebook.pages
    assert page.url.endswith(f"/refund/{number}/verify")


def test_the_doctor_is_told_of_the_key(rig: Rig, sandbox: Sandbox) -> None:
    def levels(secret_key: str) -> list[Level]:
        gateway = chapa(f"{sandbox.url}/chapa/v1", secret_key=secret_key)
        return [finding.level for finding in gateway.checks()["Chapa test"]()]

    assert levels("CHASECK_TEST-" + "c" * 32) == [Level.OK]
    assert levels("CHASECK_") == [Level.WRONG]


def test_sandbox_and_we_sign_alike(sandbox: Sandbox) -> None:
    body = {"event": "charge.success", "tx_ref": "NAU-1"}
    signed = sandbox.tell("chapa/sign", body)
    signature = {name.lower(): value for name, value in signed.items()}[SIGNATURE_HEADER]
    raw = json.dumps(body).encode()
    assert signature == sign(raw, WEBHOOK_SECRET)
    assert is_genuine(raw, signature, [WEBHOOK_SECRET])
