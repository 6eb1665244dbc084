from __future__ import annotations

from nauli.gateways.contract import FAILURES
from nauli.payments.models import Payment
from nauli.web.failures import WORDS, why_failed


def test_every_failure_has_words_and_something_to_do() -> None:
    assert WORDS.keys() == FAILURES.keys()
    for failure in WORDS.values():
        assert str(failure.why).endswith(".")
        assert str(failure.what_to_do).endswith(".")


def test_what_has_no_words_is_a_failure_all_the_same() -> None:
    assert "did not go through" in str(why_failed(Payment(failure_code="news")).why)
