from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.utils import translation

from nauli.kit.money import EXPONENTS, Money
from nauli.web.templatetags import written

_DAY = date(2026, 12, 12)


@pytest.mark.parametrize(
    ("language", "minor", "currency", "text"),
    [
        ("en", 25000, "UGX", "UGX 25,000"),
        ("en", 123450, "ETB", "ETB 1,234.50"),
        ("fr", 123450, "ETB", "1 234,50 ETB"),
        ("fr", 25000, "XOF", "25 000 XOF"),
        ("am", 123450, "ETB", "ETB 1,234.50"),
        ("sw", 25000, "UGX", "UGX 25,000"),
    ],
)
def test_money_is_written_as_the_language_writes_it(
    language: str, minor: int, currency: str, text: str
) -> None:
    with translation.override(language):
        shown = written.money(Money(minor, currency))
    assert shown.replace("\u00a0", " ").replace("\u202f", " ") == text


@pytest.mark.parametrize("currency", sorted(EXPONENTS))
def test_no_decimal_is_lost_or_made_up(currency: str) -> None:
    with translation.override("en"):
        digits = written.amount(Money(1234567, currency)).replace(",", "")
    assert digits == str(Money(1234567, currency))


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Saturday 12 December 2026"), ("fr", "samedi 12 décembre 2026")],
)
def test_a_day_is_written_out(language: str, text: str) -> None:
    with translation.override(language):
        assert written.whole_day(_DAY) == text


@pytest.mark.parametrize("language", ["en", "fr", "am", "sw"])
def test_a_weekday_fits_into_the_table_of_a_month(language: str) -> None:
    with translation.override(language):
        week = [written.weekday(_DAY + timedelta(days=ahead)) for ahead in range(7)]
    assert len(set(week)) == 7
    assert max(map(len, week)) <= 5
    # The table of Swahili is ours, and begins on a Monday as Python's weeks do.
    assert week[0] == {"en": "Sat", "fr": "sam.", "am": "ቅዳሜ", "sw": "Jms"}[language]


def test_the_parts_of_a_calendar() -> None:
    with translation.override("fr"):
        assert written.month(_DAY) == "décembre 2026"
        assert (written.weekday(_DAY), written.whole_weekday(_DAY)) == ("sam.", "samedi")
        assert written.day(_DAY) == "sam. 12 déc. 2026"
        assert written.country("UG") == "Ouganda"
        assert written.hour(time(14, 5)) == "14:05"
