from __future__ import annotations

import asyncio
import time
import uuid
from typing import Any

import aiohttp
import pytest

from tests.sandbox.stand import Stand, eventually, payer


def test_taken_is_202_with_nothing_in_it(sandbox: Stand) -> None:
    reference = str(uuid.uuid4())
    answer = sandbox.pay(reference, externalId="N-77", amount="12500")
    assert (answer.status_code, answer.content) == (202, b"")
    assert answer.headers["Content-Length"] == "0"
    charge = sandbox.charge(reference)
    assert charge["external_id"] == "N-77"
    assert (charge["amount"], charge["currency"]) == ("12500", "UGX")
    assert (charge["payer"], charge["asked"]) == ("256772123456", 1)


def test_same_reference_again_is_409_and_one_charge(sandbox: Stand) -> None:
    reference = str(uuid.uuid4())
    sandbox.pay(reference)
    answer = sandbox.pay(reference.upper(), amount="999")
    assert (answer.status_code, answer.json()) == (
        409,
        {
            "message": "Duplicated reference id. Creation of resource failed.",
            "code": "RESOURCE_ALREADY_EXIST",
        },
    )
    charges = sandbox.see("book")["charges"]
    assert [(c["amount"], c["asked"]) for c in charges] == [("2500", 2)]


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Reference_Id": None},
        {"X_Reference_Id": "nonsense"},
        {"X_Reference_Id": "11111111-1111-1111-8111-111111111111"},
        {"X_Callback_Url": ""},
        {"X_Callback_Url": "ftp://somewhere/"},
        {"X_Target_Environment": None},
        {"Content_Type": "text/plain"},
    ],
)
def test_malformed_headers_are_400(sandbox: Stand, headers: dict[str, str | None]) -> None:
    answer = sandbox.pay(headers=headers)
    assert answer.status_code == 400
    assert "code" not in answer.json()
    assert sandbox.see("book")["charges"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"amount": 2500},
        {"amount": "-1"},
        {"amount": "0.00"},
        {"amount": "1e3"},
        {"amount": "12.50"},
        {"amount": None},
        {"currency": None},
        {"payer": None},
        {"payer": {"partyIdType": "PHONE", "partyId": "256772123456"}},
        {"payer": payer("+256772123456")},
        {"payerMessage": "x" * 161},
        {"payerMessage": "Grandma's blanket"},
        {"payerMessage": "Grandma\u2019s blanket"},
        {"payeeNote": "x" * 161},
        {"externalId": 7},
    ],
)
def test_malformed_bodies_are_400(sandbox: Stand, body: dict[str, Any]) -> None:
    answer = sandbox.pay(**body)
    assert answer.status_code == 400, answer.text
    assert sandbox.see("book")["charges"] == []


def test_broken_json_is_400(sandbox: Stand) -> None:
    headers = sandbox.headers(X_Reference_Id=str(uuid.uuid4()), Content_Type="application/json")
    path = "/momo/collection/v1_0/requesttopay"
    assert sandbox.ask("POST", path, data=b"{", headers=headers).status_code == 400
    assert sandbox.ask("POST", path, data=b"[]", headers=headers).status_code == 400


def test_doubled_slashes_are_400(sandbox: Stand) -> None:
    answer = sandbox.ask("POST", "/momo//collection/v1_0/requesttopay", headers=sandbox.headers())
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("target", "currency", "status"),
    [
        ("sandbox", "EUR", 202),
        ("sandbox", "UGX", 500),
        ("mtnuganda", "UGX", 202),
        ("mtnuganda", "EUR", 500),
        ("mtnghana", "GHS", 202),
        ("mtnrwanda", "RWF", 202),
        ("mtnivorycoast", "XOF", 202),
        ("mtnzambia", "ZMW", 202),
    ],
)
def test_each_target_takes_its_own_currency(
    sandbox: Stand, target: str, currency: str, status: int
) -> None:
    answer = sandbox.pay(headers={"X_Target_Environment": target}, currency=currency)
    assert answer.status_code == status
    if status == 500:
        assert answer.json() == {"message": "Currency not supported.", "code": "INVALID_CURRENCY"}
        assert sandbox.see("book")["charges"] == []


def test_unknown_target_is_a_500_with_a_code(sandbox: Stand) -> None:
    answer = sandbox.pay(headers={"X_Target_Environment": "mtnmars"})
    assert (answer.status_code, answer.json()["code"]) == (500, "NOT_ALLOWED_TARGET_ENVIRONMENT")


@pytest.mark.parametrize("bearer", [None, "Bearer nonsense", "Basic bm9uc2Vuc2U="])
def test_no_token_no_charge(sandbox: Stand, bearer: str | None) -> None:
    answer = sandbox.pay(headers={"Authorization": bearer})
    assert (answer.status_code, answer.json()["statusCode"]) == (401, 401)
    assert sandbox.see("book")["charges"] == []


def test_200_at_once_are_each_taken_once(sandbox: Stand) -> None:
    references = [str(uuid.uuid4()) for _ in range(100)]
    headers = sandbox.headers()
    began = time.monotonic()
    statuses = asyncio.run(_storm(sandbox.url, headers, references * 2))
    took = time.monotonic() - began
    assert sorted(statuses) == [202] * 100 + [409] * 100
    charges = sandbox.see("book")["charges"]
    assert len(charges) == 100
    assert {charge["asked"] for charge in charges} == {2}
    # About a fifth of a second on two idle cores; the rest is for machines that are not idle.
    assert took < 5
    eventually(lambda: all(charge["decided_at"] for charge in sandbox.see("book")["charges"]))


async def _storm(url: str, headers: dict[str, str], references: list[str]) -> list[int]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def pay(reference: str) -> int:
            body = {
                "amount": "2500",
                "currency": "UGX",
                "externalId": reference,
                "payer": payer("256772123456"),
            }
            async with session.post(
                f"{url}/momo/collection/v1_0/requesttopay",
                json=body,
                headers=headers | {"X-Reference-Id": reference},
            ) as answer:
                return answer.status

        return await asyncio.gather(*map(pay, references))
