"""Any order, any repetition: what is told of one refund moves its money at most once."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from nauli.gateways.contract import Outcome, Report
from nauli.kit.money import Money
from nauli.ledger.models import Entry
from nauli.notifications.models import Message
from nauli.payments.models import Payment
from nauli.refunds.look import look
from nauli.refunds.models import Refund
from nauli.refunds.settle import settle
from tests.factories import new_order, new_product
from tests.fakes import FakeGateway
from tests.refunds.world import again, in_flight, paid, told

pytestmark = pytest.mark.django_db

_many = hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_SAYS = {
    "pending": Outcome.PENDING,
    "unknown": Outcome.UNKNOWN_HERE,
    "done": Outcome.SUCCEEDED,
    "failed": Outcome.FAILED,
}


@pytest.fixture(autouse=True)
def _nothing_is_sent_again(settings: Settings) -> None:
    settings.RESEND_AFTER_SECONDS = 3600


def _report(refund: Refund, word: str) -> Report:
    if word == "too little":
        return told(refund, Outcome.SUCCEEDED, amount=Money(1, "EUR"))
    return told(refund, _SAYS[word], code="reversed" if word == "failed" else "")


def _tell(gateway: FakeGateway, refund: Refund, word: str, *, by_look: bool) -> None:
    report = _report(refund, word)
    if not by_look:
        settle(report)
        return
    gateway.says = [report]
    look(refund.pk, whether_due_or_not=True)


def _lies(payment: Payment, refund: Refund) -> dict[str, int]:
    """Return what lies in each account by the transfers of one payment and its refund."""
    keys = [f"payment/{payment.reference}"]
    keys += [f"refund/{refund.reference}/{step}" for step in ("started", "done", "failed")]
    lies: dict[str, int] = {}
    for entry in Entry.objects.filter(transfer__key__in=keys):
        sign = 1 if entry.side == "credit" else -1
        lies[entry.account] = lies.get(entry.account, 0) + sign * entry.amount_minor
    return {account: minor for account, minor in lies.items() if minor}


def _fresh(gateway: FakeGateway) -> Refund:
    return in_flight(gateway, paid(new_order(new_product())))


_words = st.lists(st.tuples(st.sampled_from([*_SAYS, "too little"]), st.booleans()), max_size=8)


def test_whatever_is_told_the_books_are_in_step_with_the_state(gateway: FakeGateway) -> None:
    held = {
        "pending": {"clearing:momo": -1250, "refunds": 1250},
        "succeeded": {},
        "failed": {"clearing:momo": -1250, "orders": 1250},
    }

    @_many
    @given(_words)
    def in_step(words: list[tuple[str, bool]]) -> None:
        refund = _fresh(gateway)
        for word, by_look in words:
            _tell(gateway, refund, word, by_look=by_look)
        now = again(refund)
        assert _lies(now.payment, now) == held[now.state]
        assert now.payment.returned_minor == (0 if now.state == "failed" else 1250)
        news = Message.objects.filter(fact=str(now.pk)).count()
        assert news == (2 if now.state == "succeeded" else 0)
        assert (now.next_look_at is None) == (now.state != "pending")

    in_step()


@pytest.mark.parametrize("truth", ["done", "failed"])
def test_any_order_and_repetition_ends_where_the_truth_is(gateway: FakeGateway, truth: str) -> None:
    state = {"done": "succeeded", "failed": "failed"}[truth]
    words = st.tuples(st.sampled_from(["pending", "unknown", truth]), st.booleans())

    @_many
    @given(st.lists(words, max_size=8))
    def ends_alike(words: list[tuple[str, bool]]) -> None:
        refund = _fresh(gateway)
        for word, by_look in [*words, (truth, True)]:
            _tell(gateway, refund, word, by_look=by_look)
        assert again(refund).state == state

    ends_alike()
