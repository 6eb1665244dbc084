"""What holds a claim within its limits: whose key it is, and from when its lease counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now

from nauli.idempotency.claim import KeyInUse, answer, claim
from nauli.idempotency.models import Key
from tests.factories import new_ticket

pytestmark = pytest.mark.django_db


def test_each_gets_their_own_answer_back() -> None:
    for scope in (1, 2, 3):
        held = claim(new_ticket("k", scope=scope))
        answer(held, status=201, body=b"of %d" % scope)
    assert [claim(new_ticket("k", scope=scope)).body for scope in (1, 2, 3)] == [
        b"of 1",
        b"of 2",
        b"of 3",
    ]


def test_what_is_answered_at_the_last_moment_is_not_taken_over() -> None:
    ticket = new_ticket()
    held = claim(ticket, subject="payment-1")
    Key.objects.update(lease_until=Now() - timedelta(seconds=1))
    slow = [held]

    def answered_first(execute: Callable[..., object], sql: str, *rest: object) -> object:
        # The first worker was slow and not dead: it answers after the row was read as unanswered.
        if sql.startswith("UPDATE") and slow:
            answer(slow.pop(), status=201, body=b"{}")
        return execute(sql, *rest)

    with connection.execute_wrapper(answered_first), pytest.raises(KeyInUse):
        claim(ticket)
    assert claim(ticket).body == b"{}"


def test_a_lease_counts_from_the_claim_and_not_from_before_the_wait_for_it() -> None:
    claim(new_ticket())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lease_until > transaction_timestamp() + interval '30 s' FROM idempotency_key"
        )
        assert cursor.fetchone() == (True,)
