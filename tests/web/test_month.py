from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import parse_qs

import pytest

from nauli.travel.models import Closure
from nauli.web.month import Day, Month, month_of, read_month
from tests.factories import CHECK_IN, new_booking, new_listing

TODAY = date(2026, 12, 10)


@pytest.mark.parametrize(
    ("text", "chosen", "shown"),
    [
        ("", None, date(2026, 12, 1)),
        ("", date(2027, 3, 5), date(2027, 3, 1)),
        ("2027-02", date(2027, 3, 5), date(2027, 2, 1)),
        ("2026-11", None, date(2026, 12, 1)),  # nothing can be booked in the past
        ("2099-01", None, date(2028, 12, 1)),  # nor later than this
        ("2027-13", None, date(2026, 12, 1)),
        ("'; --", None, date(2026, 12, 1)),
    ],
)
def test_the_month_to_show(text: str, chosen: date | None, shown: date) -> None:
    assert read_month(text, today=TODAY, chosen=chosen) == shown


def _days(month: Month) -> dict[date, Day]:
    return {day.date: day for week in month.weeks for day in week if day}


@pytest.mark.django_db
def test_each_day_of_the_month_stands_once_under_its_weekday() -> None:
    month = month_of(new_listing(), CHECK_IN.replace(day=1), today=TODAY, stay={})
    days = _days(month)
    assert [day.day for day in days] == list(range(1, len(days) + 1))
    assert len(month.weeks) == 6  # as many for every month: nothing below it moves
    for week in month.weeks:
        for column, day in enumerate(week):
            assert day is None or day.date.weekday() == column == month.names[column].weekday()


@pytest.mark.django_db
def test_what_is_sold_and_closed_cannot_be_chosen() -> None:
    listing = new_listing(units=2)
    sold, closed = CHECK_IN, CHECK_IN + timedelta(days=1)
    if closed.month != sold.month:
        sold, closed = sold - timedelta(days=1), sold
    new_booking(listing, check_in=sold, nights=1)
    Closure.objects.create(listing=listing, first=closed, last=closed)
    days = _days(month_of(listing, sold.replace(day=1), today=TODAY, stay={}))
    assert (days[sold].units, bool(days[sold].leads)) == (1, True)
    assert (days[closed].units, days[closed].leads) == (0, "")


@pytest.mark.django_db
def test_the_first_choice_is_the_arrival_and_a_later_day_the_leaving() -> None:
    listing, first = new_listing(), CHECK_IN.replace(day=1)
    arrive, leave = first.replace(day=10), first.replace(day=12)

    def led(at: date, **stay: object) -> dict[str, list[str]]:
        days = _days(month_of(listing, first, today=TODAY, stay={"guests": 3, **stay}))
        return parse_qs(days[at].leads.removeprefix("?"))

    month = [f"{first:%Y-%m}"]
    begun = {"check_in": [str(arrive)], "guests": ["3"], "month": month}
    assert led(arrive) == begun
    assert led(leave, check_in=arrive) == {**begun, "check_out": [str(leave)]}
    # Once both are chosen, choosing begins anew; so it does with a day before the arrival.
    assert led(arrive, check_in=leave, check_out=leave + timedelta(days=1)) == begun
    assert led(arrive, check_in=leave) == begun


@pytest.mark.django_db
def test_the_last_night_is_the_one_before_leaving() -> None:
    first = CHECK_IN.replace(day=1)
    stay = {"check_in": first.replace(day=10), "check_out": first.replace(day=12)}
    days = _days(month_of(new_listing(), first, today=TODAY, stay=stay)).values()
    assert [day.date.day for day in days if day.is_slept] == [10, 11]
    assert [day.date.day for day in days if day.is_end] == [12]


@pytest.mark.django_db
def test_months_are_turned_only_to_where_something_can_be_booked() -> None:
    listing = new_listing()
    now = month_of(listing, TODAY.replace(day=1), today=TODAY, stay={})
    assert (now.before, now.after) == ("", "2027-01")
    last = month_of(listing, date(2028, 12, 1), today=TODAY, stay={})
    assert (last.before, last.after) == ("2028-11", "")
