from __future__ import annotations

from itertools import product as pairs
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.db.utils import Error as DatabaseError

from nauli.kit.money import Money
from nauli.orders.models import IllegalMove
from nauli.payments.models import Payment
from nauli.record.models import Change
from nauli.refunds.models import Refund
from tests.fakes import FakeGateway
from tests.refunds.world import again, in_flight, paid

pytestmark = pytest.mark.django_db
State = Refund.State


def test_the_table_of_moves_is_the_drawing() -> None:
    assert {
        State.PENDING: {State.SUCCEEDED, State.FAILED},
        State.FAILED: {State.SUCCEEDED},
        State.SUCCEEDED: set(),
    } == Refund.MOVES


@pytest.mark.parametrize(
    ("before", "after"), [(b, a) for b, a in pairs(State, State) if a not in Refund.MOVES[b]]
)
def test_a_move_that_does_not_exist_is_refused(
    gateway: FakeGateway, before: Refund.State, after: Refund.State
) -> None:
    refund = in_flight(gateway)
    if before != State.PENDING:
        refund.move_to(before)
    changes = Change.objects.count()
    with pytest.raises(IllegalMove, match=f"{refund.reference}: {before} -> {after}"):
        refund.move_to(after)
    assert again(refund).state == before
    assert Change.objects.count() == changes


@pytest.mark.parametrize("after", [State.SUCCEEDED, State.FAILED])
def test_a_move_ends_the_asking_and_is_on_record(gateway: FakeGateway, after: Refund.State) -> None:
    refund = in_flight(gateway)
    refund.move_to(after, reason="a test")
    now = again(refund)
    assert (now.state, now.next_look_at) == (after, None)
    assert now.settled_at is not None
    change = Change.objects.filter(subject="refund", subject_id=str(refund.pk)).latest("id")
    assert (change.before, change.after, change.reason) == ("pending", after, "a test")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "lost"}, "a_refund_is_in_a_known_state"),
        ({"next_look_at": None}, "a_refund_in_doubt_is_asked_about"),
    ],
)
def test_the_database_refuses_a_refund_that_cannot_be(
    gateway: FakeGateway, values: dict[str, Any], constraint: str
) -> None:
    refund = in_flight(gateway)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).update(**values)


def _insert(payment: Payment, **values: object) -> None:
    """Write a refund past every check of ours."""
    told: dict[str, Any] = {
        "payment": payment,
        "state": "failed",
        "amount_minor": 1,
        "currency": "EUR",
        "source": "orders",
        **values,
    }
    with transaction.atomic():
        Refund.objects.create(**told)


@pytest.mark.parametrize("minor", [0, -1])
def test_the_database_refuses_a_refund_of_nothing(minor: int) -> None:
    with pytest.raises(IntegrityError, match="a_refund_returns_something"):
        _insert(paid(), amount_minor=minor)


def test_a_reference_is_given_once(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    with pytest.raises(IntegrityError, match="reference"):
        _insert(refund.payment, reference=refund.reference)


def test_a_reference_tells_a_refund_from_a_payment(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    assert refund.reference.startswith("NAU-R-")
    assert not refund.payment.reference.startswith("NAU-R-")


@pytest.mark.parametrize(
    "change",
    [
        "id = gen_random_uuid()",
        "reference = 'NAU-R-OTHER'",
        "payment_id = gen_random_uuid()",
        "amount_minor = amount_minor - 1",
        "currency = 'UGX'",
        "source = 'suspense'",
        "created_at = now() - interval '1 day'",
    ],
)
def test_what_was_asked_for_never_changes(gateway: FakeGateway, change: str) -> None:
    refund = in_flight(gateway)
    with (
        pytest.raises(DatabaseError, match="never change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE refunds_refund SET {change}")  # noqa: S608 - words of ours
    found = Refund.objects.get()
    assert (found.pk, found.reference, found.amount, found.source) == (
        refund.pk,
        refund.reference,
        refund.amount,
        refund.source,
    )


def test_a_payment_with_refunds_is_not_deleted(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    with pytest.raises(ProtectedError):
        refund.payment.delete()


def test_what_is_wanted_names_the_payment_by_all_its_names(gateway: FakeGateway) -> None:
    payment = paid()
    Payment.objects.filter(pk=payment.pk).update(transaction="T1")
    refund = again(in_flight(gateway, payment, amount="2.50"))
    refund.reason, refund.number = "One was broken", "R1"
    wanted = refund.wanted()
    assert (wanted.id, wanted.reference) == (refund.pk, refund.reference)
    assert (wanted.charge.id, wanted.charge.reference) == (payment.pk, payment.reference)
    assert (wanted.charge.amount, wanted.amount) == (payment.amount, Money(250, "EUR"))
    assert (wanted.transaction, wanted.reason, wanted.number) == ("T1", "One was broken", "R1")
