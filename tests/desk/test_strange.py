from __future__ import annotations

import json
from uuid import uuid4

import pytest

from nauli.desk.strange import strange_words
from nauli.payments.models import Exchange, Payment
from nauli.refunds.models import Refund


def _exchange(
    operation: str = "status",
    status: int | None = 200,
    word: str = "ODD",
    *,
    refund: Refund | None = None,
    wrapped: bool = False,
) -> Exchange:
    told: dict[str, object] = {"status": word}
    if wrapped:
        told = {"message": "Payment details", "status": "success", "data": told}
    number = refund.pk if refund else None
    return Exchange(operation=operation, status=status, answer=json.dumps(told), refund=number)


def _word(payment: Payment, *exchanges: Exchange) -> str:
    return strange_words(payment, [], exchanges).get(payment.pk, "")


def test_the_last_answer_counts() -> None:
    payment = Payment(gateway="momo")
    assert _word(payment) == ""
    assert _word(payment, _exchange(), _exchange(word="PENDING")) == "'ODD'"
    assert _word(payment, _exchange(word="PENDING"), _exchange()) == ""


@pytest.mark.parametrize(
    "unanswered", [_exchange(operation="token"), _exchange(status=None), _exchange(status=500)]
)
def test_what_is_no_answer_about_the_payment_does_not_count(unanswered: Exchange) -> None:
    payment = Payment(gateway="momo")
    assert _word(payment, unanswered) == ""
    assert _word(payment, unanswered, _exchange()) == "'ODD'"


def test_of_another_gateway_nothing_is_known() -> None:
    assert _word(Payment(gateway="another"), _exchange()) == ""


@pytest.mark.parametrize("word", ["on_hold", "SUCCESS", "success "])
def test_a_word_of_chapas_that_we_do_not_know_is_seen(word: str) -> None:
    told = _exchange("verify", word=word, wrapped=True)
    assert _word(Payment(gateway="chapa"), told) == repr(word)


@pytest.mark.parametrize(
    "word",
    ["pending", "success", "failed", "failed/cancelled", "cancelled", "refunded", "reversed"],
)
def test_what_chapa_is_known_to_say_is_not_strange(word: str) -> None:
    assert _word(Payment(gateway="chapa"), _exchange("verify", word=word, wrapped=True)) == ""


@pytest.mark.parametrize(
    "answer", ["", "[]", '{"data": null}', '{"status": "ODD", "data": {"status": null}}']
)
def test_chapas_word_about_the_request_alone_is_none(answer: str) -> None:
    told = Exchange(operation="verify", status=200, answer=answer)
    assert _word(Payment(gateway="chapa"), told) == ""


@pytest.mark.parametrize(
    ("gateway", "known"), [("momo", "SUCCESSFUL"), ("chapa", "processing")], ids=["momo", "chapa"]
)
def test_a_refunds_word_is_its_own(gateway: str, known: str) -> None:
    payment = Payment(gateway=gateway)
    odd, plain, unasked = (Refund(pk=uuid4(), payment=payment) for _ in range(3))
    told = [
        _exchange("refund status", refund=plain, word=known, wrapped=gateway == "chapa"),
        _exchange("refund status", refund=odd, wrapped=gateway == "chapa"),
    ]
    assert strange_words(payment, [odd, plain, unasked], told) == {odd.pk: "'ODD'"}
