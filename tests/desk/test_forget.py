from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.desk.forget import forget_keys, forget_tallies
from nauli.idempotency.claim import claim
from nauli.idempotency.models import Key
from nauli.kit.money import Money
from nauli.limits.count import Limit, count
from nauli.limits.models import Tally
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from tests.factories import failed, new_payment, new_ticket, succeeded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _thirty_days(settings: Settings) -> None:
    settings.KEY_RETENTION_DAYS = 30


def _key(subject: object = "", *, days_ago: int = 31) -> Key:
    held = claim(new_ticket(), subject=subject)
    Key.objects.filter(pk=held.number).update(created_at=Now() - timedelta(days=days_ago))
    return Key.objects.get(pk=held.number)


def _settled(*, hours_ago: int) -> Payment:
    payment = settle(succeeded(new_payment()))
    Payment.objects.filter(pk=payment.pk).update(settled_at=Now() - timedelta(hours=hours_ago))
    return payment


def test_a_key_is_forgotten_after_its_retention_and_not_before() -> None:
    old, young = _key(days_ago=31), _key(days_ago=29)
    assert forget_keys(10) == 1
    assert list(Key.objects.all()) == [young]
    assert old.pk != young.pk


def test_a_key_is_kept_until_its_payment_has_been_final_for_a_day() -> None:
    _key(_settled(hours_ago=25).pk)
    kept = _key(_settled(hours_ago=23).pk)
    assert forget_keys(10) == 1
    assert list(Key.objects.all()) == [kept]


@pytest.mark.parametrize("state", ["pending", "cancelled"])
def test_a_key_whose_payment_is_in_doubt_is_kept(state: str) -> None:
    payment = new_payment()
    if state == "cancelled":
        payment.move_to(Payment.State.CANCELLED)
    Payment.objects.filter(pk=payment.pk).update(settled_at=Now() - timedelta(days=40))
    _key(payment.pk, days_ago=400)
    assert forget_keys(10) == 0
    settle(failed(payment))
    Payment.objects.update(settled_at=Now() - timedelta(days=2))
    assert forget_keys(10) == 1


@pytest.mark.parametrize(("hours_ago", "forgotten"), [(23, 0), (25, 1)])
def test_a_key_whose_payment_was_set_aside_is_not_kept_for_ever(
    hours_ago: int, forgotten: int
) -> None:
    """A person decides about the money; the request is not sent again."""
    payment = settle(succeeded(new_payment(), amount=Money(1, "EUR")))
    Payment.objects.update(settled_at=Now() - timedelta(hours=hours_ago))
    _key(payment.pk)
    assert forget_keys(10) == forgotten


def test_the_oldest_go_first_and_no_more_than_asked_for() -> None:
    keys = [_key(days_ago=days) for days in (50, 40, 60)]
    assert forget_keys(2) == 2
    assert list(Key.objects.all()) == [keys[1]]


def test_a_tally_is_forgotten_when_its_time_is_over_and_not_before() -> None:
    for last in range(4):
        count(Limit(kind="phone", name=f"+25677212345{last}", most=1))
    over = Tally.objects.values_list("pk", flat=True).order_by("pk")[:3]
    Tally.objects.filter(pk__in=list(over)).update(ends_at=Now())
    assert [forget_tallies(2) for _ in range(3)] == [2, 1, 0]
    assert Tally.objects.count() == 1
