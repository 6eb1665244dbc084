from __future__ import annotations

import asyncio
import json
import uuid

import aiohttp
import pytest

from tests.sandbox.stand import Receiver, Stand, eventually, payer


def test_pending_then_successful_by_itself(sandbox: Stand) -> None:
    reference = str(uuid.uuid4())
    sandbox.pay(reference, externalId="N-1")
    first = sandbox.look(reference).json()
    assert first == {
        "amount": "2500",
        "currency": "UGX",
        "externalId": "N-1",
        "payer": payer("256772123456"),
        "payerMessage": "Two blankets",
        "payeeNote": "order",
        "status": "PENDING",
    }
    eventually(lambda: sandbox.look(reference).json()["status"] == "SUCCESSFUL")
    last = sandbox.look(reference.upper()).json()
    assert last.pop("financialTransactionId").isdecimal()
    assert last == first | {"status": "SUCCESSFUL"}


def test_looks_are_counted(sandbox: Stand) -> None:
    reference = str(uuid.uuid4())
    sandbox.pay(reference)
    sandbox.look(reference)
    sandbox.look(reference)
    assert sandbox.charge(reference)["looks"] == 2


@pytest.mark.parametrize(
    ("sent", "echoed"),
    [("12.50", "12.5"), ("12.00", "12"), ("0012.05", "12.05"), ("0.10", "0.1"), ("100", "100")],
)
def test_amount_comes_back_in_a_form_of_its_own(sandbox: Stand, sent: str, echoed: str) -> None:
    reference = str(uuid.uuid4())
    target: dict[str, str | None] = {"X_Target_Environment": "sandbox"}
    sandbox.pay(reference, headers=target, amount=sent, currency="EUR")
    assert sandbox.look(reference).json()["amount"] == echoed


def test_unknown_is_404(sandbox: Stand) -> None:
    answer = sandbox.look(str(uuid.uuid4()))
    assert (answer.status_code, answer.json()) == (
        404,
        {"message": "Requested resource was not found.", "code": "RESOURCE_NOT_FOUND"},
    )


def test_malformed_reference_is_400(sandbox: Stand) -> None:
    assert sandbox.look("nonsense").status_code == 400


def test_404_right_after_the_create_by_a_switch(sandbox: Stand) -> None:
    sandbox.tell("settings", {"momo_visible_after_seconds": 0.5})
    reference = str(uuid.uuid4())
    sandbox.pay(reference)
    assert sandbox.look(reference).status_code == 404
    eventually(lambda: sandbox.look(reference).status_code == 200)


def test_reason_is_a_word_or_by_a_switch_an_object(sandbox: Stand) -> None:
    reference = str(uuid.uuid4())
    sandbox.pay(reference, payer=payer("46733123451"))
    failed = sandbox.look(reference).json()
    assert (failed["status"], failed["reason"]) == ("FAILED", "APPROVAL_REJECTED")
    assert "financialTransactionId" not in failed
    sandbox.tell("settings", {"momo_reason_as_object": True})
    assert sandbox.look(reference).json()["reason"]["code"] == "APPROVAL_REJECTED"


def test_callback_may_know_more_than_the_status(sandbox: Stand, receiver: Receiver) -> None:
    sandbox.tell("settings", {"momo_status_lag_seconds": 0.6})
    reference = str(uuid.uuid4())
    sandbox.pay(reference, headers={"X_Callback_Url": f"{receiver.url}/{reference}"})
    (heard,) = eventually(lambda: receiver.at(f"/{reference}"))
    assert json.loads(heard.body)["status"] == "SUCCESSFUL"
    assert sandbox.look(reference).json()["status"] == "PENDING"
    eventually(lambda: sandbox.look(reference).json()["status"] == "SUCCESSFUL")


def test_more_than_ten_looks_a_second_are_429_by_a_switch(sandbox: Stand) -> None:
    reference = str(uuid.uuid4())
    sandbox.pay(reference)
    assert {sandbox.look(reference).status_code for _ in range(12)} == {200}
    sandbox.tell("settings", {"momo_status_cap": True})
    answers = asyncio.run(_look_at_once(sandbox, reference, 60))
    assert set(answers) == {200, 429}
    assert 10 <= answers.count(200) < 60  # each second that they take allows for ten more
    sandbox.tell("settings", {"momo_status_cap": False})
    assert sandbox.look(reference).status_code == 200


def test_gateway_may_tell_another_amount(sandbox: Stand) -> None:
    reference = str(uuid.uuid4())
    sandbox.pay(reference)
    lie = {"amount": "1", "currency": "EUR", "payeeNote": None}
    sandbox.fault("momo.status", "alter", set=lie, match={"kind": "requesttopay"})
    told = sandbox.look(reference).json()
    assert (told["amount"], told["currency"]) == ("1", "EUR")
    assert "payeeNote" not in told
    assert sandbox.look(reference).json()["amount"] == "2500"


async def _look_at_once(sandbox: Stand, reference: str, times: int) -> list[int]:
    url = f"{sandbox.url}/momo/collection/v1_0/requesttopay/{reference}"
    headers = sandbox.headers()
    async with aiohttp.ClientSession() as session:

        async def look() -> int:
            async with session.get(url, headers=headers) as answer:
                return answer.status

        return await asyncio.gather(*(look() for _ in range(times)))
