from __future__ import annotations

from itertools import product as pairs
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.db.utils import Error as DatabaseError

from nauli.orders.models import IllegalMove
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.record.models import Change
from tests.factories import failed, new_order, new_payment, succeeded

pytestmark = pytest.mark.django_db
State = Payment.State
UPDATE = "UPDATE payments_payment SET {}"


def test_the_table_of_moves_is_the_drawing() -> None:
    assert {
        State.PENDING: {State.SUCCEEDED, State.FAILED, State.CANCELLED, State.SET_ASIDE},
        State.FAILED: {State.SUCCEEDED, State.CANCELLED, State.SET_ASIDE},
        State.CANCELLED: {State.SUCCEEDED, State.FAILED, State.SET_ASIDE},
        State.SET_ASIDE: {State.REVERSED},
        State.SUCCEEDED: {State.REVERSED},
        State.REVERSED: set(),
    } == Payment.MOVES


@pytest.mark.parametrize(
    ("before", "after"),
    [(b, a) for b, a in pairs(State, State) if a not in Payment.MOVES[b]],
)
def test_a_move_that_does_not_exist_is_refused(before: Payment.State, after: Payment.State) -> None:
    payment = new_payment()
    payment.booked_to, payment.captured_minor, payment.captured_currency = "orders", 1250, "EUR"
    if before == State.REVERSED:
        payment.move_to(State.SUCCEEDED)
    if before != State.PENDING:
        payment.move_to(before)
    changes = Change.objects.count()
    with pytest.raises(IllegalMove):
        payment.move_to(after)
    payment.refresh_from_db()
    assert payment.state == before
    assert Change.objects.count() == changes


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "lost"}, "a_payment_is_in_a_known_state"),
        ({"state": "succeeded"}, "money_that_came_is_booked"),
        ({"captured_minor": 1250}, "what_is_booked_was_captured"),
        ({"booked_to": "orders"}, "what_is_booked_was_captured"),
    ],
)
def test_the_database_refuses_a_payment_that_cannot_be(
    values: dict[str, Any], constraint: str
) -> None:
    payment = new_payment()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(**values)


def _insert(like: Payment, **values: object) -> None:
    """Write a payment past every check of ours."""
    told: dict[str, Any] = {
        "order": like.order,
        "gateway": like.gateway,
        "amount_minor": like.amount_minor,
        "currency": like.currency,
        "payer": like.payer,
        "captured_minor": like.amount_minor if values.get("booked_to") else 0,
        "captured_currency": like.currency,
        **values,
    }
    with transaction.atomic():
        Payment.objects.create(**told)


def test_the_database_refuses_a_payment_over_nothing() -> None:
    payment = new_payment()
    with pytest.raises(IntegrityError, match="a_payment_collects_something"):
        _insert(payment, state="failed", amount_minor=0)


def test_the_database_keeps_one_live_payment_per_order() -> None:
    payment = new_payment()
    with pytest.raises(IntegrityError, match="one_live_payment_per_order"):
        _insert(payment)
    settle(failed(payment))
    _insert(payment)


def test_the_database_lets_one_payment_pay_an_order() -> None:
    payment = new_payment()
    settle(succeeded(payment))
    with pytest.raises(IntegrityError, match="one_payment_pays_an_order"):
        _insert(payment, state="succeeded", booked_to="orders")
    _insert(payment, state="succeeded", booked_to="unapplied")


def test_the_database_keeps_a_gateways_transaction_to_one_payment() -> None:
    payment = new_payment()
    settle(succeeded(payment, transaction="T1"))
    other = new_order()
    with pytest.raises(IntegrityError, match="one_payment_per_gateway_transaction"):
        _insert(payment, order=other, transaction="T1")
    _insert(payment, order=other, transaction="T1", gateway="chips")


def test_a_reference_is_given_once() -> None:
    payment = new_payment()
    with pytest.raises(IntegrityError, match="reference"):
        _insert(payment, order=new_order(), reference=payment.reference)


@pytest.mark.parametrize(
    "change",
    [
        "id = gen_random_uuid()",
        "reference = 'NAU-OTHER'",
        "order_id = gen_random_uuid()",
        "gateway = 'chips'",
        "amount_minor = amount_minor - 1",
        "currency = 'UGX'",
        "payer = '+256772000000'",
        "created_at = now() - interval '1 day'",
    ],
)
def test_what_was_asked_for_never_changes(change: str) -> None:
    payment = new_payment()
    with (
        pytest.raises(DatabaseError, match="never change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(UPDATE.format(change))
    found = Payment.objects.get()
    assert (found.pk, found.reference, found.amount) == (
        payment.pk,
        payment.reference,
        payment.amount,
    )


def test_only_a_success_that_the_gateway_confirmed_is_one() -> None:
    payment = new_payment()
    assert not payment.confirmed_success
    settle(succeeded(payment), asked=False)
    assert not Payment.objects.get().confirmed_success
    Payment.objects.update(confirmed_at=Now())
    assert Payment.objects.get().confirmed_success
