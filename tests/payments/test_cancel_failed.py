"""A customer need not wait for ever until a gateway confirms what only an event said."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models.functions import Now

from nauli.gateways.contract import Charge, Journal, Outcome, Report
from nauli.orders.models import Order
from nauli.payments.cancel import PaymentNotCancellable, cancel_order, cancel_payment
from nauli.payments.errors import PaymentInFlight
from nauli.payments.look import look
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.payments.start import start_payment
from tests.factories import failed, new_order, new_payment, new_ticket, succeeded
from tests.fakes import FakeGateway
from tests.payments.world import FAILED, PAID, again, world
from tests.together import behind_a_lock

pytestmark = pytest.mark.django_db(transaction=True)


def _unknown(charge: Charge, _: Journal) -> Report:
    return Report(reference=charge.reference, outcome=Outcome.UNKNOWN_HERE)


def _charge(order: Order) -> Payment:
    started = start_payment(order.pk, method="momo", phone="", ticket=new_ticket())
    assert started.payment is not None
    return started.payment


@pytest.mark.parametrize("says", ["pending", "unknown"])
def test_who_cancels_it_may_pay_in_another_way(gateway: FakeGateway, says: str) -> None:
    payment = new_payment()
    settle(failed(payment), asked=False)
    gateway.says = [_unknown] * 3 if says == "unknown" else []
    for _ in range(2):
        look(payment.pk, whether_due_or_not=True)
    with pytest.raises(PaymentInFlight):
        _charge(payment.order)
    cancelled = cancel_payment(payment.pk)
    assert gateway.verbs == ["look"] * 3
    assert (cancelled.state, cancelled.failure_code) == ("cancelled", "")
    assert again(payment).next_look_at is not None
    assert _charge(payment.order).state == "pending"


def test_the_gateways_last_word_counts_for_more(gateway: FakeGateway) -> None:
    payment, other = new_payment(), new_payment()
    for one in (payment, other):
        settle(failed(one), asked=False)
    gateway.says = [failed(payment), succeeded(other, transaction="T1")]
    assert cancel_payment(payment.pk).state == "failed"
    with pytest.raises(PaymentNotCancellable):
        cancel_payment(other.pk)
    assert gateway.verbs == ["look"] * 2
    assert again(other).order.status == "paid"


def test_confirmed_later_it_has_failed_and_nobody_is_told_again(gateway: FakeGateway) -> None:
    payment = new_payment()
    settle(failed(payment), asked=False)
    cancel_payment(payment.pk)
    gateway.says = [failed(payment)]
    look(payment.pk, whether_due_or_not=True)
    assert gateway.verbs == ["look"] * 2
    assert world(payment) == FAILED


def test_approved_all_the_same_it_is_late_money(gateway: FakeGateway) -> None:
    payment = new_payment()
    settle(failed(payment), asked=False)
    cancel_payment(payment.pk)
    gateway.says = [succeeded(payment, transaction="T1")]
    look(payment.pk, whether_due_or_not=True)
    assert gateway.verbs == ["look"] * 2
    assert world(payment).books == PAID.books
    assert again(payment).order.status == "paid"


def test_the_payments_of_an_order_are_locked_by_their_ids(gateway: FakeGateway) -> None:
    """Whatever order they were made in: else two who lock several would wait in a circle."""
    order = new_order()
    for id_ in (
        "ffffffff-0000-4000-8000-000000000001",
        "00000000-0000-4000-8000-000000000001",
    ):
        Payment.objects.create(
            id=UUID(id_),
            order=order,
            gateway="momo",
            state=Payment.State.CANCELLED,
            amount_minor=order.total_minor,
            currency=order.currency,
            next_look_at=Now(),
        )
    low, high = Payment.objects.order_by("pk").values_list("pk", flat=True)
    with ExitStack() as later:
        with transaction.atomic():
            Payment.objects.select_for_update().get(pk=low)
            done = later.enter_context(behind_a_lock(partial(cancel_order, order.pk)))
            Payment.objects.select_for_update(nowait=True).get(pk=high)
        assert done.result(timeout=10).status == "cancelled"
    assert gateway.verbs == []
