"""Many who want one payment's money back at once never get more than it brought."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.db import IntegrityError
from django.db.models import F

from nauli.idempotency.claim import KeyInUse
from nauli.payments.models import Payment
from nauli.refunds.errors import NothingToRefund, RefundTooLarge
from nauli.refunds.models import Refund
from nauli.refunds.settle import settle
from tests.factories import new_ticket
from tests.fakes import FakeGateway
from tests.refunds.world import balances, done, in_flight, not_done, paid, refund_of
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def _returned(payment: Payment) -> int:
    return Payment.objects.get(pk=payment.pk).returned_minor


def test_twenty_parts_at_once_never_exceed_what_came(gateway: FakeGateway) -> None:
    payment = paid()
    came = together([partial(refund_of, payment, amount="1.75")] * 20)
    started = [one for one in came if isinstance(one, Refund)]
    refused = [one for one in came if isinstance(one, RefundTooLarge)]
    assert (len(started), len(refused)) == (7, 13)
    assert gateway.verbs == ["refund"] * 7
    assert _returned(payment) == 7 * 175
    assert balances()["refunds"] == "EUR 12.25"


def test_of_many_who_want_all_of_it_one_gets_it(gateway: FakeGateway) -> None:
    payment = paid()
    came = together([partial(refund_of, payment)] * 12)
    assert len([one for one in came if isinstance(one, Refund)]) == 1
    assert len([one for one in came if isinstance(one, NothingToRefund)]) == 11
    assert gateway.verbs == ["refund"]


def test_the_same_key_at_once_refunds_once(gateway: FakeGateway) -> None:
    payment, ticket = paid(), new_ticket()
    came = together([partial(refund_of, payment, amount="1", ticket=ticket)] * 12)
    assert len([one for one in came if isinstance(one, Refund)]) == 1
    assert len([one for one in came if isinstance(one, KeyInUse)]) == 11
    assert gateway.verbs == ["refund"]
    assert _returned(payment) == 100


def test_what_fails_meanwhile_is_free_for_others_once(gateway: FakeGateway) -> None:
    payment = paid()
    first = in_flight(gateway, payment, amount="12.50")
    jobs: list[Callable[[], Refund]] = [partial(settle, not_done(first))]
    jobs += [partial(refund_of, payment, amount="12.50")] * 6
    _, *came = together(jobs)
    started = [one for one in came if isinstance(one, Refund)]
    assert len(started) <= 1
    assert _returned(payment) == 1250 * len(started)
    assert balances().get("refunds") == ("EUR 12.50" if started else None)


def test_the_database_itself_keeps_the_limit(gateway: FakeGateway) -> None:
    """As if our own check were not there: each takes a part without asking what is left."""
    payment = paid()

    def take() -> int:
        mine = Payment.objects.filter(pk=payment.pk)
        return mine.update(returned_minor=F("returned_minor") + 175)

    came = together([take] * 20)
    broken = [one for one in came if isinstance(one, IntegrityError)]
    assert len(broken) == 13
    assert {"no_more_is_returned_than_was_captured" in str(one) for one in broken} == {True}
    assert _returned(payment) == 7 * 175


def test_nobody_returns_less_than_nothing() -> None:
    payment = paid()
    with pytest.raises(IntegrityError, match="no_more_is_returned_than_was_captured"):
        Payment.objects.filter(pk=payment.pk).update(returned_minor=-1)


def test_one_report_told_by_many_at_once_moves_money_once(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    came = together([partial(settle, done(refund))] * 8)
    assert [one.state for one in came if isinstance(one, Refund)] == ["succeeded"] * 8
    assert balances() == {}
