from __future__ import annotations

import uuid

import pytest

from tests.sandbox.stand import Stand, eventually, payer

AMINA = "256772123456"


@pytest.fixture
def waiting(sandbox: Stand) -> Stand:
    sandbox.tell("momo/handsets", {"msisdn": f"+{AMINA}", "waits": True})
    return sandbox


def test_marked_handset_waits_for_a_person(waiting: Stand) -> None:
    reference = str(uuid.uuid4())
    waiting.pay(reference, externalId="N-9", payer=payer(AMINA))
    assert waiting.see("momo/handsets") == {"handsets": [{"msisdn": AMINA, "waits": True}]}
    (prompt,) = waiting.see("momo/prompts")["prompts"]
    assert (prompt["reference"], prompt["external_id"]) == (reference, "N-9")
    assert (prompt["msisdn"], prompt["amount"], prompt["currency"]) == (AMINA, "2500", "UGX")
    assert prompt["message"] == "Two blankets"
    assert waiting.look(reference).json()["status"] == "PENDING"


def test_approval_by_reference(waiting: Stand) -> None:
    reference = str(uuid.uuid4())
    waiting.pay(reference, payer=payer(AMINA))
    told = waiting.tell(f"momo/prompts/{reference}/approve")
    assert (told["status"], told["reason"]) == ("SUCCESSFUL", None)
    assert waiting.look(reference).json()["status"] == "SUCCESSFUL"
    assert waiting.see("momo/prompts") == {"prompts": []}


def test_rejection_by_external_id(waiting: Stand) -> None:
    reference = str(uuid.uuid4())
    waiting.pay(reference, externalId="N-10", payer=payer(AMINA))
    waiting.tell("momo/prompts/N-10/reject")
    seen = waiting.look(reference).json()
    assert (seen["status"], seen["reason"]) == ("FAILED", "APPROVAL_REJECTED")


def test_second_thoughts_are_409_and_change_nothing(waiting: Stand) -> None:
    reference = str(uuid.uuid4())
    waiting.pay(reference, payer=payer(AMINA))
    waiting.tell(f"momo/prompts/{reference}/approve")
    answer = waiting.ask("POST", f"/_sandbox/momo/prompts/{reference}/reject")
    assert answer.status_code == 409
    assert waiting.look(reference).json()["status"] == "SUCCESSFUL"


def test_of_several_attempts_the_open_one_is_answered(waiting: Stand) -> None:
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    waiting.pay(first, externalId="N-11", payer=payer(AMINA))
    waiting.tell("momo/prompts/N-11/reject")
    waiting.pay(second, externalId="N-11", payer=payer(AMINA))
    assert waiting.tell("momo/prompts/N-11/approve")["reference"] == second


def test_no_prompt_is_404(waiting: Stand) -> None:
    answer = waiting.ask("POST", "/_sandbox/momo/prompts/nothing/approve")
    assert answer.status_code == 404
    assert "nothing" in answer.json()["error"]
    reference = str(uuid.uuid4())
    waiting.pay(reference, payer=payer("256700000001"))
    assert waiting.ask("POST", f"/_sandbox/momo/prompts/{reference}/approve").status_code == 404


def test_unanswered_prompt_expires(waiting: Stand) -> None:
    waiting.tell("settings", {"momo_prompt_seconds": 0.2})
    reference = str(uuid.uuid4())
    waiting.pay(reference, payer=payer(AMINA))
    eventually(lambda: waiting.look(reference).json()["status"] == "FAILED")
    assert waiting.look(reference).json()["reason"] == "EXPIRED"


def test_unmarked_handset_approves_by_itself_again(waiting: Stand) -> None:
    waiting.tell("momo/handsets", {"msisdn": AMINA, "waits": False})
    reference = str(uuid.uuid4())
    waiting.pay(reference, payer=payer(AMINA))
    eventually(lambda: waiting.look(reference).json()["status"] == "SUCCESSFUL")


@pytest.mark.parametrize(
    "body",
    [
        {"msisdn": AMINA},
        {"msisdn": 256, "waits": True},
        {"msisdn": "07x", "waits": True},
        {"msisdn": AMINA, "waits": 1},
        {"msisdn": AMINA, "waits": True, "colour": "red"},
        [],
    ],
)
def test_what_cannot_be_read_is_400_with_a_sentence(sandbox: Stand, body: object) -> None:
    answer = sandbox.ask("POST", "/_sandbox/momo/handsets", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"].endswith(".")
    assert sandbox.see("momo/handsets") == {"handsets": []}


def test_tokens_can_be_ended_in_flight(sandbox: Stand) -> None:
    assert sandbox.pay().status_code == 202
    assert sandbox.ask("DELETE", "/_sandbox/momo/tokens").json()["ended"] >= 1
    assert sandbox.pay().status_code == 401
    sandbox.forget_token()
    assert sandbox.pay().status_code == 202


def test_key_is_given_to_a_product_that_there_is(sandbox: Stand) -> None:
    key = {"key": "e" * 32, "product": "remittance"}
    answer = sandbox.ask("POST", "/_sandbox/momo/keys", json=key)
    assert answer.status_code == 400
    assert "collection, disbursement" in answer.json()["error"]
