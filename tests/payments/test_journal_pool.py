from __future__ import annotations

import pytest

from nauli.payments.journal import PaymentJournal
from tests.factories import new_payment
from tests.pool import pooled_connection


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_a_gateway_keeps_no_pooled_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    journal = PaymentJournal(new_payment())
    with pooled_connection(monkeypatch) as pooled:
        journal.sending("status", method="GET", url="/", headers={}, body=b"")
        assert pooled.connection is None
