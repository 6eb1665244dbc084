from __future__ import annotations

import pytest

from nauli.desk.strange import strange_word
from nauli.payments.models import Exchange, Payment


def _exchange(operation: str = "status", status: int | None = 200, word: str = "ODD") -> Exchange:
    return Exchange(operation=operation, status=status, answer=f'{{"status": "{word}"}}')


def test_the_last_answer_counts() -> None:
    payment = Payment(gateway="momo")
    assert strange_word(payment, []) == ""
    assert strange_word(payment, [_exchange(), _exchange(word="PENDING")]) == "'ODD'"
    assert strange_word(payment, [_exchange(word="PENDING"), _exchange()]) == ""


@pytest.mark.parametrize(
    "unanswered", [_exchange(operation="token"), _exchange(status=None), _exchange(status=500)]
)
def test_what_is_no_answer_about_the_payment_does_not_count(unanswered: Exchange) -> None:
    payment = Payment(gateway="momo")
    assert strange_word(payment, [unanswered]) == ""
    assert strange_word(payment, [unanswered, _exchange()]) == "'ODD'"


def test_of_another_gateway_nothing_is_known() -> None:
    assert strange_word(Payment(gateway="another"), [_exchange()]) == ""
