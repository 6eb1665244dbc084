from __future__ import annotations

import uuid

import pytest

from tests.sandbox.merchant import Merchant
from tests.sandbox.stand import Stand, eventually, payer


@pytest.fixture
def merchant(sandbox: Stand) -> Merchant:
    sandbox.tell("settings", {"momo_balance": 1000})
    return Merchant(sandbox, "disbursement", target="sandbox")


def _balance(merchant: Merchant, path: str = "") -> dict[str, str]:
    answer = merchant.ask("GET", f"v1_0/account/balance{path}")
    assert answer.status_code == 200
    told: dict[str, str] = answer.json()
    return told


def test_payments_come_in_and_what_is_on_its_way_out_is_spent(
    merchant: Merchant, sandbox: Stand
) -> None:
    reference = str(uuid.uuid4())
    headers = {"X_Target_Environment": "sandbox"}
    sandbox.pay(reference, headers=headers, amount="32.50", currency="EUR")
    eventually(lambda: sandbox.charge(reference)["status"] == "SUCCESSFUL")
    assert _balance(merchant) == {"availableBalance": "1032.50", "currency": "EUR"}
    ongoing = payer("46733123453")
    merchant.transfer(str(uuid.uuid4()), amount="32.5", currency="EUR", payee=ongoing)
    assert _balance(merchant)["availableBalance"] == "1000"


def test_pending_and_failed_payments_bring_nothing(merchant: Merchant, sandbox: Stand) -> None:
    headers = {"X_Target_Environment": "sandbox"}
    for number in ("46733123451", "46733123453"):
        sandbox.pay(headers=headers, currency="EUR", payer=payer(number))
    assert _balance(merchant)["availableBalance"] == "1000"


def test_both_products_show_the_same_and_each_target_its_currency(sandbox: Stand) -> None:
    for product in ("collection", "disbursement"):
        told = _balance(Merchant(sandbox, product, target="mtnghana"))
        assert told == {"availableBalance": "1000000000", "currency": "GHS"}


def test_named_currency_must_be_the_targets(merchant: Merchant) -> None:
    assert _balance(merchant, "/EUR")["currency"] == "EUR"
    answer = merchant.ask("GET", "v1_0/account/balance/UGX")
    assert (answer.status_code, answer.json()["code"]) == (500, "INVALID_CURRENCY")


def test_balance_can_fail(merchant: Merchant) -> None:
    merchant.sandbox.fault("momo.balance", "error_after", match={"product": "disbursement"})
    answers = [merchant.ask("GET", "v1_0/account/balance").status_code for _ in range(2)]
    assert answers == [503, 200]
