"""What holds the looks within their limits."""

from __future__ import annotations

import pytest

from nauli.payments.look import ask_soon
from tests.bells import rung
from tests.factories import new_payment


@pytest.mark.django_db(transaction=True)
def test_who_brings_news_has_somebody_rung() -> None:
    payment = new_payment()
    assert rung(lambda: ask_soon(payment)) == [("payments.look", str(payment.pk))]
