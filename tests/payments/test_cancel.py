from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from uuid import uuid4

import pytest
from django.db import transaction

from nauli.cases.models import Case
from nauli.catalog.models import Product
from nauli.gateways.contract import Unreachable
from nauli.kit.money import Money
from nauli.orders.errors import UnknownOrderId
from nauli.orders.models import Order
from nauli.payments.cancel import (
    OrderNotCancellable,
    PaymentNotCancellable,
    cancel_order,
    cancel_payment,
)
from nauli.payments.errors import PaymentInFlight, UnknownPayment
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.payments.start import start_payment
from tests.factories import failed, new_order, new_payment, new_ticket, pending, succeeded
from tests.fakes import FakeGateway
from tests.payments.world import (
    FAILED,
    PAID,
    UNAPPLIED,
    WAITING,
    again,
    cases_of,
    world,
)
from tests.together import behind_a_lock, together

pytestmark = pytest.mark.django_db(transaction=True)

MOVED_ON = replace(WAITING, payment="cancelled")


def _charge(order: Order) -> Payment:
    started = start_payment(order.pk, method="momo", phone="", ticket=new_ticket())
    assert started.payment is not None
    return started.payment


# --- A payment ------------------------------------------------------------------------------------


def test_a_payment_in_flight_is_given_up_after_one_more_look(gateway: FakeGateway) -> None:
    payment = new_payment()
    assert cancel_payment(payment.pk).state == "cancelled"
    assert gateway.verbs == ["look"]
    assert gateway.inside_a_transaction == [False]
    assert world(payment) == MOVED_ON  # the gateway goes on being asked


def test_a_gateway_that_does_not_answer_stops_nobody(gateway: FakeGateway) -> None:
    gateway.says = [Unreachable("down")]
    payment = new_payment()
    cancel_payment(payment.pk)
    assert world(payment) == MOVED_ON


def test_another_payment_may_follow_at_once(gateway: FakeGateway) -> None:
    first = new_payment()
    with pytest.raises(PaymentInFlight):
        _charge(first.order)
    cancel_payment(first.pk)
    second = _charge(first.order)
    assert (second.state, second.pk != first.pk) == ("pending", True)
    assert gateway.verbs == ["look", "charge"]


def test_what_has_succeeded_meanwhile_is_paid_and_not_cancelled(gateway: FakeGateway) -> None:
    payment = new_payment()
    gateway.says = [succeeded(payment, transaction="T1")]
    with pytest.raises(PaymentNotCancellable, match="has succeeded"):
        cancel_payment(payment.pk)
    assert world(payment) == PAID


def test_what_has_failed_meanwhile_has_failed(gateway: FakeGateway) -> None:
    payment = new_payment()
    gateway.says = [failed(payment)]
    assert cancel_payment(payment.pk).state == "failed"
    assert cancel_payment(payment.pk).state == "failed"
    assert world(payment) == FAILED
    assert gateway.verbs == ["look"]


def test_cancelled_twice_is_cancelled_once(gateway: FakeGateway) -> None:
    payment = new_payment()
    assert [cancel_payment(payment.pk).state for _ in range(2)] == ["cancelled", "cancelled"]
    assert gateway.verbs == ["look"]


def test_what_is_set_aside_is_a_persons_to_decide(gateway: FakeGateway) -> None:
    payment = settle(succeeded(new_payment(), amount=Money(1, "EUR")))
    with pytest.raises(PaymentNotCancellable, match="a person decides"):
        cancel_payment(payment.pk)
    assert again(payment).state == "set_aside"
    assert gateway.verbs == []


def test_a_payment_that_does_not_exist(gateway: FakeGateway) -> None:
    with pytest.raises(UnknownPayment):
        cancel_payment(uuid4())
    assert gateway.verbs == []


def test_success_told_while_it_is_cancelled_is_not_lost(gateway: FakeGateway) -> None:
    payment = new_payment()
    gateway.says = [pending(payment)]
    with ExitStack() as later:
        with transaction.atomic():
            Order.objects.select_for_update().get(pk=payment.order_id)
            cancelled = later.enter_context(behind_a_lock(partial(cancel_payment, payment.pk)))
            settle(succeeded(payment, transaction="T1"))
        with pytest.raises(PaymentNotCancellable):
            cancelled.result(timeout=10)
    assert world(payment) == PAID


# --- What becomes of it afterwards ----------------------------------------------------------------


def test_approved_all_the_same_it_pays_the_order(gateway: FakeGateway) -> None:
    payment = cancel_payment(new_payment().pk)
    settle(succeeded(payment, transaction="T1"))
    assert world(payment) == PAID
    assert cases_of(payment) == []
    assert gateway.verbs == ["look"]


def test_if_both_succeed_the_second_is_owed_back(gateway: FakeGateway) -> None:
    first = cancel_payment(new_payment().pk)
    second = _charge(first.order)
    settle(succeeded(second, transaction="T2"))
    settle(succeeded(first, transaction="T1"))
    assert world(second).books == PAID.books + UNAPPLIED
    owed = [("payment_unapplied", "email"), ("payment_unapplied", "sms")]
    assert world(second).told == PAID.told + owed
    number = first.order.number
    why = f"Order {number} is paid by another payment already; this money is owed back."
    assert (cases_of(first), cases_of(second)) == ([("unapplied", why)], [])
    assert world(second).stock == 9
    assert gateway.verbs == ["look", "charge"]


def test_the_first_may_pay_while_the_second_is_in_flight(gateway: FakeGateway) -> None:
    first = cancel_payment(new_payment().pk)
    second = _charge(first.order)
    settle(succeeded(first, transaction="T1"))
    settle(succeeded(second, transaction="T2"))
    assert (again(first).booked_to, again(second).booked_to) == ("orders", "unapplied")
    assert [kind for kind, _ in cases_of(second)] == ["unapplied"]
    assert gateway.verbs == ["look", "charge"]


def test_a_failure_is_no_news_for_who_has_moved_on(gateway: FakeGateway) -> None:
    payment = cancel_payment(new_payment().pk)
    settle(failed(payment))
    assert world(payment) == replace(FAILED, told=[])
    assert gateway.verbs == ["look"]


def test_an_event_that_says_failed_only_has_the_gateway_asked(gateway: FakeGateway) -> None:
    payment = cancel_payment(new_payment().pk)
    settle(failed(payment), asked=False)
    assert world(payment) == MOVED_ON
    second = _charge(payment.order)  # nobody waits for the confirmation of what was given up
    assert second.state == "pending"
    assert gateway.verbs == ["look", "charge"]


# --- An order -------------------------------------------------------------------------------------


def test_an_unpaid_order_is_cancelled_and_its_goods_are_back(gateway: FakeGateway) -> None:
    order = new_order()
    assert cancel_order(order.pk).status == "cancelled"
    assert Product.objects.get(line__order=order).stock == 10
    assert cancel_order(order.pk).status == "cancelled"
    assert Product.objects.get(line__order=order).stock == 10
    assert gateway.verbs == []


def test_a_payment_in_flight_is_given_up_with_its_order(gateway: FakeGateway) -> None:
    payment = new_payment()
    cancel_order(payment.order_id)
    assert gateway.verbs == ["look"]
    assert world(payment) == replace(MOVED_ON, order="cancelled", stock=10)


def test_an_order_that_turns_out_to_be_paid_is_not_cancelled(gateway: FakeGateway) -> None:
    payment = new_payment()
    gateway.says = [succeeded(payment, transaction="T1")]
    with pytest.raises(OrderNotCancellable, match="This order is paid"):
        cancel_order(payment.order_id)
    assert world(payment) == PAID


def test_an_expired_order_is_not_cancelled(gateway: FakeGateway) -> None:
    order = new_order()
    Order.objects.update(status="expired")
    with pytest.raises(OrderNotCancellable, match="This order is expired"):
        cancel_order(order.pk)
    assert gateway.verbs == []


def test_an_order_that_does_not_exist(gateway: FakeGateway) -> None:
    with pytest.raises(UnknownOrderId):
        cancel_order(uuid4())
    assert gateway.verbs == []


def test_late_money_for_a_cancelled_order_takes_its_goods_again(gateway: FakeGateway) -> None:
    payment = new_payment()
    cancel_order(payment.order_id)
    settle(succeeded(payment, transaction="T1"))
    assert world(payment) == PAID
    assert Case.objects.count() == 0
    assert gateway.verbs == ["look"]


def test_a_payment_started_meanwhile_is_given_up_too(gateway: FakeGateway) -> None:
    order = new_order()
    with ExitStack() as later:
        with transaction.atomic():
            locked = Order.objects.select_for_update().get(pk=order.pk)
            cancelled = later.enter_context(behind_a_lock(partial(cancel_order, order.pk)))
            payment = new_payment(locked)
        assert cancelled.result(timeout=10).status == "cancelled"
    assert again(payment).state == "cancelled"
    assert gateway.verbs == []


def test_cancelled_by_many_at_once_gives_back_once(gateway: FakeGateway) -> None:
    payment = new_payment()
    came = together([partial(cancel_order, payment.order_id)] * 6)
    assert [one.status for one in came if isinstance(one, Order)] == ["cancelled"] * 6
    assert world(payment).stock == 10
    assert again(payment).state == "cancelled"
    assert set(gateway.verbs) <= {"look"}
