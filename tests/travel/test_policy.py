from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nauli.kit.money import Money
from nauli.record.models import Change
from nauli.travel.models import Booking, Policy
from nauli.travel.policy import (
    InvalidSteps,
    PolicyChanged,
    Step,
    add_version,
    percent_back,
    refund_of,
    words,
)
from nauli.travel.stay import date_at
from tests.together import together

CHECK_IN = date(2026, 10, 27)
ZONES = [
    *("Africa/Cairo", "Africa/Casablanca", "Africa/Kampala"),
    *("Europe/Paris", "Pacific/Kiritimati", "Pacific/Pago_Pago"),
]


def _steps(*pairs: tuple[int, int]) -> list[Step]:
    return [{"days_before": days, "percent": percent} for days, percent in pairs]


USUAL = _steps((14, 100), (3, 50))


def _percent(steps: list[Step], at: datetime, zone: str) -> int:
    return percent_back(steps, day=date_at(at, zone), check_in=CHECK_IN)


@pytest.mark.parametrize(
    ("moment", "percent"),
    [
        # At Kampala the day ends at 21:00 UTC.
        (datetime(2026, 10, 13, 20, 59, 59, tzinfo=UTC), 100),
        (datetime(2026, 10, 13, 21, 0, tzinfo=UTC), 50),
        (datetime(2026, 10, 24, 20, 59, 59, tzinfo=UTC), 50),
        (datetime(2026, 10, 24, 21, 0, tzinfo=UTC), 0),
        (datetime(2026, 10, 30, tzinfo=UTC), 0),
    ],
)
def test_days_are_counted_from_the_date_at_the_place(moment: datetime, percent: int) -> None:
    assert _percent(USUAL, moment, "Africa/Kampala") == percent


@pytest.mark.parametrize(
    ("moment", "percent"),
    [
        # The clocks go back on the 25th: that day has 25 hours and is one day.
        (datetime(2026, 10, 24, 21, 59, 59, tzinfo=UTC), 50),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), 0),
        (datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), 0),
    ],
)
def test_a_day_of_25_hours_is_a_day(moment: datetime, percent: int) -> None:
    assert _percent(USUAL, moment, "Europe/Paris") == percent


def test_on_the_day_of_arrival_no_day_is_left() -> None:
    on_the_day = datetime(2026, 10, 27, 23, 59, tzinfo=UTC)
    assert _percent(_steps((0, 30)), on_the_day, "UTC") == 30
    assert _percent(_steps((0, 30)), on_the_day + timedelta(minutes=1), "UTC") == 0
    assert _percent([], on_the_day - timedelta(days=300), "UTC") == 0


@some.composite
def _policies(draw: some.DrawFn) -> list[Step]:
    days = draw(some.lists(some.integers(0, 365), unique=True, max_size=10))
    percents = draw(some.lists(some.integers(0, 100), min_size=len(days), max_size=len(days)))
    return _steps(*zip(sorted(days, reverse=True), sorted(percents, reverse=True), strict=True))


@given(
    _policies(),
    some.sampled_from(ZONES),
    some.timedeltas(timedelta(days=-30), timedelta(days=400)),
    some.timedeltas(timedelta(0), timedelta(days=500)),
    some.integers(0, 10**15),
)
def test_what_goes_back_is_never_more_than_was_paid_and_falls_with_time(
    steps: list[Step], zone: str, before: timedelta, later: timedelta, minor: int
) -> None:
    early = datetime(2026, 10, 27, tzinfo=UTC) - before
    paid = Money(minor, "EUR")
    booking = Booking(policy_steps=steps, check_in=CHECK_IN)
    first, second = (refund_of(booking, paid, date_at(at, zone)) for at in (early, early + later))
    assert 0 <= second.minor <= first.minor <= paid.minor
    percent = _percent(steps, early, zone)
    assert first.minor * 100 <= paid.minor * percent < (first.minor + 1) * 100


def test_what_is_not_a_whole_minor_unit_stays() -> None:
    booking = Booking(policy_steps=_steps((0, 33)), check_in=CHECK_IN)
    assert refund_of(booking, Money(101, "UGX"), date(2026, 1, 1)).minor == 33


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([], "Nothing of the money goes back after a cancellation."),
        (_steps((7, 0)), "Nothing of the money goes back after a cancellation."),
        (
            USUAL,
            (
                "Who cancels gets back all of the money until 14 days before arrival; 50 % until"
                " 3 days before arrival; later nothing."
            ),
        ),
        (
            _steps((1, 80), (0, 20)),
            "Who cancels gets back 80 % until 1 day before arrival; 20 % until the day of arrival.",
        ),
        (
            _steps((5, 80), (0, 0)),
            "Who cancels gets back 80 % until 5 days before arrival; later nothing.",
        ),
    ],
)
def test_a_policy_is_said_in_a_sentence(steps: list[Step], said: str) -> None:
    assert words(steps) == said


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([], "Rien n'est remboursé après une annulation."),
        (
            USUAL,
            (
                "Qui annule est remboursé en totalité jusqu'à 14 jours avant l'arrivée, puis à 50 %"
                " jusqu'à 3 jours avant l'arrivée, puis plus rien."
            ),
        ),
        (
            _steps((1, 80), (0, 20)),
            (
                "Qui annule est remboursé à 80 % jusqu'à 1 jour avant l'arrivée, puis à 20 %"
                " jusqu'au jour de l'arrivée."
            ),
        ),
    ],
)
def test_a_policy_is_said_in_french(steps: list[Step], said: str) -> None:
    assert words(steps, language="fr") == said


@pytest.mark.django_db
def test_a_policy_of_the_same_name_is_its_next_version() -> None:
    first, second = add_version("usual", USUAL), add_version("usual", [])
    other = add_version("other", USUAL)
    assert (first.version, second.version, other.version) == (1, 2, 1)
    first.refresh_from_db()
    assert first.steps == USUAL
    said = Change.objects.filter(subject="policy").order_by("id")
    assert list(said.values_list("reason", flat=True)) == ["usual 1", "usual 2", "other 1"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("steps", "field"),
    [
        (_steps((3, 50), (14, 100)), "steps.1.days_before"),
        (_steps((3, 50), (3, 40)), "steps.1.days_before"),
        (_steps((14, 50), (3, 60)), "steps.1.percent"),
        (_steps((366, 50)), "steps.0.days_before"),
        (_steps((-1, 50)), "steps.0.days_before"),
        (_steps((1, 101)), "steps.0.percent"),
        (_steps((1, -1)), "steps.0.percent"),
        (_steps(*((20 - day, 50) for day in range(11))), "steps"),
    ],
)
def test_steps_that_make_no_sense_are_refused(steps: list[Step], field: str) -> None:
    with pytest.raises(InvalidSteps) as refused:
        add_version("usual", steps)
    assert refused.value.field == field
    assert Policy.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_write_a_version_at_once_do_not_write_over_each_other() -> None:
    came = together([lambda: add_version("usual", USUAL)] * 4)
    written = [policy.version for policy in came if isinstance(policy, Policy)]
    assert sorted(written) == list(range(1, len(written) + 1))
    assert all(isinstance(one, Policy | PolicyChanged) for one in came)
    assert Policy.objects.count() == len(written)
