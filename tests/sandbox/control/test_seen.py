from __future__ import annotations

import uuid

from tests.sandbox.stand import Stand, payer


def test_charges_are_chosen(sandbox: Stand) -> None:
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    sandbox.pay(first, externalId="N-1")
    sandbox.pay(second, externalId="N-2", payer=payer("256700000001"))

    def references(**query: str) -> list[str]:
        return [charge["reference"] for charge in sandbox.see("book", **query)["charges"]]

    assert references() == [first, second]
    assert references(reference=second.upper()) == [second]
    assert references(external_id="N-1") == [first]
    assert references(payer="+256700000001") == [second]
    assert references(external_id="N-1", reference=second) == []


def test_refused_posts_are_counted_too(sandbox: Stand) -> None:
    reference = str(uuid.uuid4())
    sandbox.fault("momo.requesttopay", "error_before")
    assert sandbox.pay(reference).status_code == 503
    assert sandbox.pay(reference, amount="nonsense").status_code == 400
    assert sandbox.charge(reference) is None
    assert sandbox.pay(reference).status_code == 202
    assert sandbox.pay(reference).status_code == 409
    assert sandbox.charge(reference)["asked"] == 4


def test_messages_are_chosen(sandbox: Stand) -> None:
    sandbox.send("+256772123456,+254711000111")
    by_number = sandbox.see("sms", number="+254711000111")["sms"]
    assert [message["number"] for message in by_number] == ["+254711000111"]
    assert sandbox.see("sms", id=by_number[0]["id"])["sms"] == by_number
