"""A month of a listing's nights, as a table of weeks in which days of a stay are chosen."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from nauli.kit.money import Money
from nauli.travel.availability import availability
from nauli.travel.models import Listing
from nauli.travel.stay import MOST_DAYS_AHEAD

_MONTH = re.compile(r"(?P<year>20[0-9]{2})-(?P<month>0[1-9]|1[0-2])")
_A_WEEK = 7
_MOST_WEEKS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of the table. `leads`: where choosing it leads, or nothing where it cannot be."""

    date: date
    units: int  # still free in the night that begins on it
    price: Money
    is_today: bool
    is_start: bool
    is_end: bool
    is_slept: bool
    leads: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    first: date
    weeks: Sequence[Sequence[Day | None]]
    names: Sequence[date]  # seven days in a row, to name the columns by
    before: str  # "2026-11", or nothing where no night can be booked there
    after: str


def read_month(text: str, *, today: date, chosen: date | None) -> date:
    """Return the first day of the month to show: what is asked for, the stay's, or this one."""
    told = _MONTH.fullmatch(text)
    wanted = date(int(told["year"]), int(told["month"]), 1) if told else chosen or today
    last = today + timedelta(days=MOST_DAYS_AHEAD)
    return min(max(wanted, today), last).replace(day=1)


def month_of(listing: Listing, first: date, *, today: date, stay: Mapping[str, Any]) -> Month:
    """Return the month that begins on `first`; `stay`: the days and guests chosen so far."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    end = _next(first)
    free = {one.night: one for one in availability(listing, first, end, today=today)}
    check_in, check_out = stay.get("check_in"), stay.get("check_out")
    last = today + timedelta(days=MOST_DAYS_AHEAD)

    def day(at: date) -> Day:
        is_end = at == check_out
        slept = bool(check_in and check_out and check_in <= at < check_out)
        return Day(
            date=at,
            units=free[at].units,
            price=free[at].price,
            is_today=at == today,
            is_start=at == check_in,
            is_end=is_end,
            is_slept=slept,
            leads=_leads(at, today=today, units=free[at].units, stay=stay),
        )

    return Month(
        first=first,
        weeks=_six([[day(at) if at in free else None for at in week] for week in weeks]),
        names=weeks[0][:_A_WEEK],
        before=_named(first - timedelta(days=1)) if first > today else "",
        after=_named(end) if end <= last else "",
    )


def _six(weeks: Sequence[Sequence[Day | None]]) -> Sequence[Sequence[Day | None]]:
    """Return six weeks for every month, so that nothing below moves from one to the next."""
    return [*weeks, *([[None] * _A_WEEK] * (_MOST_WEEKS - len(weeks)))]


def _leads(at: date, *, today: date, units: int, stay: Mapping[str, Any]) -> str:
    """Return the query that chooses the day: the first is the arrival, a later one the leaving."""
    check_in, check_out = stay.get("check_in"), stay.get("check_out")
    guests = {"guests": stay["guests"]} if stay.get("guests") else {}
    ends = check_in and not check_out and at > check_in
    if ends:
        days = {"check_in": check_in, "check_out": at}
    elif units and at >= today:
        days = {"check_in": at}
    else:
        return ""
    return "?" + urlencode({**days, **guests, "month": _named(at)})


def _next(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def _named(at: date) -> str:
    return f"{at:%Y-%m}"
