from __future__ import annotations

from contextlib import ExitStack
from functools import partial

import pytest
from django.db import transaction

from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.refunds.errors import UnknownRefund
from nauli.refunds.lock import lock
from nauli.refunds.models import Refund
from tests.fakes import FakeGateway
from tests.refunds.world import in_flight
from tests.together import behind_a_lock

pytestmark = pytest.mark.django_db(transaction=True)


def _locked(reference: str) -> Refund:
    with transaction.atomic():
        return lock(reference)


@pytest.mark.parametrize("held", ["order", "payment", "refund"])
def test_it_waits_for_order_payment_and_refund_and_reads_them_anew(
    gateway: FakeGateway, held: str
) -> None:
    refund = in_flight(gateway)
    with ExitStack() as later:
        with transaction.atomic():
            if held == "order":
                Order.objects.select_for_update().get()
            elif held == "payment":
                Payment.objects.select_for_update().get()
            else:
                Refund.objects.select_for_update().get()
            waiting = later.enter_context(behind_a_lock(partial(_locked, refund.reference)))
            if held != "refund":
                Payment.objects.update(looks=7)  # else the one who waits holds it already
            Refund.objects.update(number="R1")
        locked = waiting.result(timeout=10)
    assert (locked.number, locked.payment.looks) == ("R1", 0 if held == "refund" else 7)
    assert locked.payment.order.pk == refund.payment.order_id


def test_a_reference_that_nobody_knows_is_said_so() -> None:
    with pytest.raises(UnknownRefund):
        _locked("NAU-R-NOBODY")


def test_a_payments_reference_is_no_refunds(gateway: FakeGateway) -> None:
    with pytest.raises(UnknownRefund):
        _locked(in_flight(gateway).payment.reference)
