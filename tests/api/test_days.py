from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from nauli.api.days import Day, Hour

_DAY: TypeAdapter[Any] = TypeAdapter(Day)
_HOUR: TypeAdapter[Any] = TypeAdapter(Hour)


def test_a_day_and_an_hour_are_read_as_they_are_written() -> None:
    assert _DAY.validate_python("2028-02-29") == date(2028, 2, 29)
    assert _HOUR.validate_python("14:05") == time(14, 5)
    assert _DAY.dump_json(date(2028, 2, 29)) == b'"2028-02-29"'
    assert _HOUR.dump_json(time(14, 5)) == b'"14:05"'


@pytest.mark.parametrize(
    "text",
    [
        "2027-02-29",
        "2027-13-01",
        "1999-12-31",
        "2200-01-01",
        "27-01-01",
        "2027-1-1",
        "20270101",
        "2027-01-01T00:00:00",
        " 2027-01-01",
        "2027-01-01\n",
        "٢٠٢٧-01-01",
        1798761600,
        None,
        True,
    ],
)
def test_what_is_no_day_is_refused(text: object) -> None:
    with pytest.raises(ValidationError):
        _DAY.validate_python(text)


@pytest.mark.parametrize("text", ["24:00", "9:00", "14:00:00", "14:60", "14:00Z", "1400", 14, None])
def test_what_is_no_hour_is_refused(text: object) -> None:
    with pytest.raises(ValidationError):
        _HOUR.validate_python(text)
