from __future__ import annotations

from functools import partial

import pytest
from django.db import OperationalError

from nauli.gateways.contract import Outcome, Unreachable, Unsure
from nauli.refunds.ask import ask
from nauli.refunds.look import look
from tests.fakes import FakeGateway
from tests.refunds.world import RETURNED, WAITING, again, in_flight, refund_of, told, world

pytestmark = pytest.mark.django_db


def test_the_answer_is_settled_and_given_back(gateway: FakeGateway) -> None:
    refund = again(in_flight(gateway))
    gateway.says = [lambda wanted, _: told(wanted, Outcome.SUCCEEDED, number="R1")]
    answered = ask(refund)
    assert (answered.state, answered.number) == ("succeeded", "R1")
    assert world(refund) == RETURNED


def test_doubt_gives_back_the_refund_as_it_was(gateway: FakeGateway) -> None:
    refund = again(in_flight(gateway))
    gateway.says = [Unsure("timeout")]
    assert ask(refund) is refund
    assert world(refund) == WAITING


def test_a_database_that_goes_away_after_the_claim_leaves_the_refund_pending(
    gateway: FakeGateway,
) -> None:
    gateway.says = [OperationalError("server closed the connection")]
    assert world(refund_of()) == WAITING


@pytest.mark.parametrize(
    ("said", "event"), [(Unsure("x"), "request_unsure"), (Unreachable("x"), "request_unsent")]
)
def test_the_log_says_that_it_was_a_refund(
    gateway: FakeGateway, caplog: pytest.LogCaptureFixture, said: Exception, event: str
) -> None:
    refund = again(in_flight(gateway))
    for verb in (partial(ask, refund), partial(look, refund.pk, whether_due_or_not=True)):
        caplog.clear()
        gateway.says = [said]
        verb()
        (line,) = [row.msg for row in caplog.records if isinstance(row.msg, dict)]
        assert (line["event"], line["of"], line["reference"]) == (event, "refund", refund.reference)
