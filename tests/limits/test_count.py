from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from pytest_django import DjangoAssertNumQueries, Settings

from nauli.limits.count import Limit, TooMany, count, forgive
from nauli.limits.models import Tally
from tests.together import together

pytestmark = pytest.mark.django_db


def _phone(last: int = 1, *, most: int = 3) -> Limit:
    return Limit(kind="phone", name=f"+25677212345{last}", most=most)


def _is_refused(*limits: Limit) -> bool:
    try:
        count(*limits)
    except TooMany:
        return True
    return False


def test_so_many_are_taken_and_no_more(settings: Settings) -> None:
    settings.LIMIT_WINDOW_SECONDS = 600
    assert [_is_refused(_phone()) for _ in range(5)] == [False] * 3 + [True] * 2
    with pytest.raises(TooMany) as refusal:
        count(_phone())
    assert refusal.value.kind == "phone"
    assert 590 < refusal.value.retry_after <= 600
    assert refusal.value.extra == {"retry_after": refusal.value.retry_after}


def test_another_thing_and_another_kind_count_for_themselves() -> None:
    for _ in range(3):
        count(_phone())
    count(_phone(2))
    count(Limit(kind="login", name=_phone().name, most=1))
    assert _is_refused(_phone())


def test_after_its_time_it_begins_anew_and_the_time_runs_from_the_first(
    settings: Settings,
) -> None:
    settings.LIMIT_WINDOW_SECONDS = 600
    count(_phone())
    ((ends_at,),) = Tally.objects.values_list("ends_at")
    for _ in range(4):
        _is_refused(_phone())
    tally = Tally.objects.get()
    assert (tally.count, tally.ends_at) == (5, ends_at)  # who asks on waits no longer for it
    Tally.objects.update(ends_at=Now())
    count(_phone())
    tally = Tally.objects.get()
    assert (tally.count, tally.ends_at > ends_at) == (1, True)


def test_no_limit_counts_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        count(_phone(most=0))
        count()
    assert Tally.objects.count() == 0


def test_all_that_a_request_asks_for_is_counted_by_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        count(*(_phone(last) for last in range(5)))
    with django_assert_num_queries(1):
        count(_phone(), _phone())  # the payer's phone and the customer's are one
    assert sorted(Tally.objects.values_list("count", flat=True)) == [1, 1, 1, 1, 2]


def test_of_several_that_are_too_many_the_longest_wait_is_told(settings: Settings) -> None:
    settings.LIMIT_WINDOW_SECONDS = 600
    soon, later = _phone(1, most=1), Limit(kind="address", name="41.0.0.1", most=1)
    count(soon, later)
    Tally.objects.filter(pk=soon.thing).update(ends_at=Now() + timedelta(seconds=30))
    with pytest.raises(TooMany) as refusal:
        count(soon, later)
    assert refusal.value.kind == "address"
    Tally.objects.filter(pk=later.thing).update(ends_at=F("ends_at") - timedelta(seconds=590))
    with pytest.raises(TooMany) as refusal:
        count(soon, later)
    assert (refusal.value.kind, 20 < refusal.value.retry_after <= 30) == ("phone", True)


def test_what_is_rolled_back_was_never_counted() -> None:
    for _ in range(9):
        with transaction.atomic():
            count(_phone(most=1))
            transaction.set_rollback(True)
    count(_phone(most=1))
    assert Tally.objects.get().count == 1


def test_who_is_forgiven_begins_anew() -> None:
    count(_phone(most=1), _phone(2, most=1))
    forgive(_phone())
    count(_phone(most=1))
    assert _is_refused(_phone(2, most=1))


def test_nobody_reads_there_whose_phone_it_was() -> None:
    count(_phone())
    (thing,) = Tally.objects.values_list("pk", flat=True)
    assert re.fullmatch("phone/[0-9a-f]{32}", thing)
    assert hashlib.sha256(_phone().name.encode()).hexdigest()[:32] not in thing


@pytest.mark.django_db(transaction=True)
def test_at_once_there_are_never_more() -> None:
    told = together([partial(_is_refused, _phone(most=3)) for _ in range(10)])
    assert sorted(map(bool, told)) == [False] * 3 + [True] * 7
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_things_that_are_named_in_either_order_wait_for_nobody_in_a_circle() -> None:
    things = [Limit(kind="phone", name=str(number), most=1000) for number in range(60)]

    def often(limits: Sequence[Limit]) -> None:
        for _ in range(10):
            count(*limits)

    assert together([partial(often, things), partial(often, things[::-1])] * 2) == [None] * 4
    assert set(Tally.objects.values_list("count", flat=True)) == {40}
    connection.close()
