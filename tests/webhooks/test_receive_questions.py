"""The unsigned door, where anybody may send anything, without end."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

import pytest
from django.db import transaction

from nauli.gateways.contract import Refused, Report
from nauli.payments.lock import lock
from nauli.payments.look import look
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.refunds.look import look_at_due
from nauli.refunds.models import Refund
from nauli.webhooks.models import Event
from nauli.webhooks.receive import receive_question
from tests.factories import failed, new_payment, pending, succeeded
from tests.fakes import FakeGateway
from tests.refunds.world import done, in_flight, not_done, refund_of
from tests.together import behind_a_lock, together


def _ask(payment: Payment, body: bytes) -> bool:
    return receive_question("momo", body, reference=payment.reference)


@pytest.mark.django_db
def test_until_it_is_asked_about_a_payment_keeps_one_callback() -> None:
    payment = new_payment()
    assert [_ask(payment, b"%d" % number) for number in range(20)] == [True] + [False] * 19
    assert bytes(Event.objects.get().body) == b"0"


@pytest.mark.django_db
def test_after_each_question_there_may_be_news_again(gateway: FakeGateway) -> None:
    payment = new_payment()
    settle(failed(payment))
    for times in range(1, 4):
        assert _ask(payment, b"the same body")
        payment.refresh_from_db()
        assert payment.next_look_at is not None
        assert Event.objects.count() == times
        gateway.says = [failed(payment)]
        look(payment.pk, whether_due_or_not=True)


@pytest.mark.django_db
def test_news_that_come_while_the_gateway_is_asked_are_asked_about_next(
    gateway: FakeGateway,
) -> None:
    payment = new_payment()

    def answer(*_: object) -> Report:
        assert _ask(payment, b"{}")  # its answer was given before this was sent
        return pending(payment)

    gateway.says = [answer]
    _ask(payment, b"{}")
    look(payment.pk, whether_due_or_not=True)
    assert Event.objects.count() == 2


@pytest.mark.django_db
def test_callbacks_about_a_confirmed_success_leave_one_row() -> None:
    payment = new_payment()
    settle(succeeded(payment))
    for number in range(10):
        _ask(payment, b"%d" % number)
    assert Event.objects.count() == 1
    payment.refresh_from_db()
    assert payment.next_look_at is None


@pytest.mark.django_db
def test_of_a_long_body_the_beginning_is_kept() -> None:
    payment = new_payment()
    assert _ask(payment, b"x" * 60_000)
    assert bytes(Event.objects.get().body) == b"x" * 4096


@pytest.mark.django_db
def test_of_a_long_body_about_a_refund_the_beginning_is_kept(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    assert receive_question("momo", b"x" * 60_000, reference=refund.reference)
    assert bytes(Event.objects.get().body) == b"x" * 4096


@pytest.mark.django_db
def test_payments_do_not_share_a_callback() -> None:
    assert [_ask(new_payment(), b"{}") for _ in range(3)] == [True] * 3


@pytest.mark.django_db(transaction=True)
def test_a_refunds_callback_does_not_wait_for_who_holds_its_payment(gateway: FakeGateway) -> None:
    """Who settles holds the payment and wants the refund next, which the callback holds."""
    refund = in_flight(gateway)
    with transaction.atomic():
        lock(refund.payment.reference)
        came = together([partial(receive_question, "momo", b"", reference=refund.reference)])
    assert came == [True]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_and_the_truth_among_them_wait_for_nobody_in_a_circle() -> None:
    payment = new_payment()
    jobs: list[Callable[[], object]] = [
        partial(_ask, payment, b"%d" % number) for number in range(6)
    ]
    with ExitStack() as later:
        with transaction.atomic():
            # Who settles holds the payment's row: the callback waits, and has stored nothing yet
            # that names the payment and so holds its row in another way.
            Payment.objects.select_for_update().get(pk=payment.pk)
            first = later.enter_context(behind_a_lock(jobs[0]))
            assert not first.done()
        assert first.result(timeout=10) is True
    jobs.append(partial(settle, succeeded(payment, transaction="T")))
    came = together(jobs)
    assert [said for said in came if isinstance(said, Exception)] == []
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_callback_counts_from_the_question_that_is_just_being_put() -> None:
    payment = new_payment()
    assert _ask(payment, b"{}")
    with ExitStack() as later:
        with transaction.atomic():
            Payment.objects.update(looks=1)  # as a look does before it asks
            second = later.enter_context(behind_a_lock(partial(_ask, payment, b"{}")))
        assert second.result(timeout=10) is True
    assert Event.objects.count() == 2


# --- About a refund -------------------------------------------------------------------------------


def _ask_about(refund: Refund, body: bytes = b"{}") -> bool:
    return receive_question("momo", body, reference=refund.reference)


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["pending", "failed"])
def test_a_refund_that_may_yet_go_is_asked_about_once(gateway: FakeGateway, state: str) -> None:
    gateway.says = [Refused("No.")] if state == "failed" else []
    refund = refund_of()
    gateway.asked.clear()
    assert [_ask_about(refund, b"%d" % number) for number in range(20)] == [True] + [False] * 19
    gateway.says = [not_done]
    assert [look_at_due(10), look_at_due(10)] == [1, 0]
    assert gateway.verbs == ["look_refund"]
    refund.refresh_from_db()
    assert (refund.state, refund.next_look_at) == ("failed", None)


@pytest.mark.django_db
def test_a_flood_about_a_refund_that_failed_costs_one_question_in_five_seconds(
    gateway: FakeGateway,
) -> None:
    gateway.says = [Refused("No.")]
    refund = refund_of()
    gateway.asked.clear()
    gateway.says = [not_done] * 20
    for _ in range(20):
        _ask_about(refund)
        look_at_due(10)
    assert gateway.verbs == ["look_refund"]


@pytest.mark.django_db
def test_a_refund_that_has_gone_is_not_asked_about(gateway: FakeGateway) -> None:
    gateway.says = [done]
    refund = refund_of()
    assert _ask_about(refund)
    assert look_at_due(10) == 0
