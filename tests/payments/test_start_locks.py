"""What a charge finds that had to wait for its order."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial

import pytest
from django.db import transaction

from nauli.orders.end import release
from nauli.orders.models import Order
from nauli.payments.errors import OrderNotPayable
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.payments.start import start_payment
from tests.factories import new_order, new_payment, new_ticket, succeeded
from tests.fakes import FakeGateway
from tests.together import behind_a_lock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("status", ["expired", "paid"])
def test_an_order_that_ends_meanwhile_is_not_charged(gateway: FakeGateway, status: str) -> None:
    order = new_order()
    start = partial(start_payment, order.pk, method="momo", phone="", ticket=new_ticket())
    with ExitStack() as later:
        with transaction.atomic():
            locked = Order.objects.select_for_update().get(pk=order.pk)
            started = later.enter_context(behind_a_lock(start))
            if status == "expired":
                release(locked, Order.Status.EXPIRED, reason="a test")
            else:
                settle(succeeded(new_payment(order)))
        with pytest.raises(OrderNotPayable, match=f"This order is {status}"):
            started.result(timeout=10)
    assert gateway.asked == []
    assert Payment.objects.filter(state="pending").count() == 0
