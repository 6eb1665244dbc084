from __future__ import annotations

from datetime import date, time

import pytest
from django.utils import translation

from nauli.travel.spoken import day, hour, offset


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Saturday 12 December 2026"), ("fr", "samedi 12 décembre 2026")]
)
def test_a_day_is_said_in_the_pages_language(language: str, said: str) -> None:
    with translation.override("sw"):
        assert day(date(2026, 12, 12), language=language) == said


def test_an_hour_is_said_on_a_clock_of_24() -> None:
    assert [hour(time(14)), hour(time(9, 5)), hour(time(0))] == ["14:00", "09:05", "00:00"]


@pytest.mark.parametrize(
    ("on", "zone", "said"),
    [
        (date(2026, 12, 12), "Africa/Kampala", "UTC+3"),
        (date(2026, 12, 12), "Africa/Accra", "UTC"),
        (date(2026, 12, 12), "Asia/Kathmandu", "UTC+5:45"),
        (date(2026, 12, 12), "America/St_Johns", "UTC-3:30"),
        (date(2026, 3, 28), "Europe/Paris", "UTC+1"),
        (date(2026, 3, 29), "Europe/Paris", "UTC+2"),
    ],
)
def test_a_place_is_ahead_of_utc_by_what_holds_on_that_day(on: date, zone: str, said: str) -> None:
    assert offset(on, time(14), zone) == said
