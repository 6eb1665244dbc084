"""Calendars are read back by a parser, and compared as moments and days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from nauli.travel.calendar import booking_ics, listing_ics
from nauli.travel.models import Booking, Closure, Listing

CODE = "NV-7K3M-9QXD-2H4T"
DAY = timedelta(days=1)
FIRST = date(2026, 12, 1)
_UNPAID = {Booking.State.HELD, Booking.State.EXPIRED}
_ENDED = {Booking.State.CANCELLED, Booking.State.EXPIRED}


def booked(
    listing: Listing,
    *,
    begin: int = 0,
    nights: int = 3,
    state: Booking.State = Booking.State.CONFIRMED,
) -> Booking:
    check_in = FIRST + begin * DAY
    return Booking(
        code=CODE,
        listing=listing,
        state=state,
        check_in=check_in,
        check_out=check_in + nights * DAY,
        guests=2,
        special_requests="a cot, for Amina",
        time_zone="Africa/Kampala",
        check_in_from=time(14),
        check_out_until=time(10, 30),
        created_at=datetime(2026, 11, 1, tzinfo=UTC),
        confirmed_at=None if state in _UNPAID else datetime(2026, 11, 2, tzinfo=UTC),
        cancelled_at=datetime(2026, 11, 3, tzinfo=UTC) if state in _ENDED else None,
    )


def lodge(*, units: int = 1) -> Listing:
    return Listing(title="Lodge; by the lake, ጣና", town="Jinja", country="UG", units=units)


def events(written: bytes) -> list[Any]:
    return list(Calendar.from_ical(written).events)


def test_a_stay_is_an_event_by_the_clock_of_the_place() -> None:
    (event,) = events(booking_ics(booked(lodge()), language="en"))
    begin, end = event.DTSTART, event.DTEND
    assert begin == datetime(2026, 12, 1, 11, tzinfo=UTC)
    assert end == datetime(2026, 12, 4, 7, 30, tzinfo=UTC)
    assert event["dtstart"].params["TZID"] == "Africa/Kampala"
    assert event["summary"] == "Lodge; by the lake, ጣና"
    assert event["location"] == "Lodge; by the lake, ጣና, Jinja, UG"
    assert CODE in event["description"]
    assert "from 14:00, check-out until 10:30" in event["description"]
    assert event["status"] == "CONFIRMED"
    assert "geo" not in event


def test_what_no_line_of_a_calendar_may_hold_is_left_out() -> None:
    """RFC 5545 knows no control signs in a text, and some readers begin a line at any of them."""
    listing = lodge()
    listing.title, listing.town = "Lodge\x0b\x1c\x85\u2028ATTENDEE:x\x1b", "Jin\r\nja\x7f\u202e"
    written = booking_ics(booked(listing), language="en").decode()
    assert written.splitlines() == written.split("\r\n")[:-1]
    assert not [sign for sign in written.replace("\r\n", "") if not sign.isprintable()]
    (event,) = events(written.encode())
    assert event["summary"] == "Lodge ATTENDEE:x"
    assert event["location"] == "Lodge ATTENDEE:x, Jin ja, UG"


def test_the_clock_that_is_changed_during_a_stay_is_told() -> None:
    booking = booked(lodge())
    booking.time_zone = "Europe/Paris"
    booking.check_in, booking.check_out = date(2026, 3, 28), date(2026, 3, 30)
    written = booking_ics(booking, language="en")
    (event,) = events(written)
    begin, end = event.DTSTART, event.DTEND
    assert begin == datetime(2026, 3, 28, 13, tzinfo=UTC)
    assert end == datetime(2026, 3, 30, 8, 30, tzinfo=UTC)
    (zone,) = Calendar.from_ical(written).timezones
    # What the calendar itself says of the zone, for a reader that knows no zones.
    ahead = zone.to_tz(lookup_tzid=False)
    for day, hours in ((28, 1), (30, 2)):
        at = datetime(2026, 3, day, 12, tzinfo=ahead)
        assert at.utcoffset() == timedelta(hours=hours)


def test_a_place_that_is_known_can_be_found() -> None:
    listing = lodge()
    listing.latitude, listing.longitude = Decimal("0.424500"), Decimal("33.204100")
    (event,) = events(booking_ics(booked(listing), language="en"))
    assert (event["geo"].latitude, event["geo"].longitude) == (0.4245, 33.2041)


@pytest.mark.parametrize(
    ("state", "status", "sequence"),
    [
        (Booking.State.HELD, "TENTATIVE", 0),
        (Booking.State.EXPIRED, "CANCELLED", 1),
        (Booking.State.CONFIRMED, "CONFIRMED", 2),
        (Booking.State.COMPLETED, "CONFIRMED", 2),
        (Booking.State.CANCELLED, "CANCELLED", 3),
    ],
)
def test_a_calendar_learns_what_became_of_the_stay(
    state: Booking.State, status: str, sequence: int
) -> None:
    (event,) = events(booking_ics(booked(lodge(), state=state), language="en"))
    assert (event["status"], event["sequence"]) == (status, sequence)


def test_a_calendar_believes_that_late_money_has_confirmed_what_was_cancelled_unpaid() -> None:
    """Readers leave a number aside that is lower than the one they have."""
    unpaid = booked(lodge(), state=Booking.State.CANCELLED)
    unpaid.confirmed_at = None
    (event,) = events(booking_ics(unpaid, language="en"))
    assert (event["status"], event["sequence"]) == ("CANCELLED", 1)


def test_the_event_bears_the_same_name_for_ever() -> None:
    booking = booked(lodge())
    first = booking_ics(booking, language="en")
    assert booking_ics(booking, language="en") == first
    booking.state = Booking.State.CANCELLED
    assert [e["uid"] for e in events(booking_ics(booking, language="en"))] == [
        e["uid"] for e in events(first)
    ]


# --- The listing's calendar -----------------------------------------------------------------------


def taken(written: bytes) -> list[date]:
    """Return the nights that the calendar shows as taken: an event ends on the day after."""
    return [
        event.DTSTART + number * DAY
        for event in events(written)
        for number in range((event.DTEND - event.DTSTART).days)
    ]


def test_a_listing_of_one_unit_is_taken_by_each_of_its_stays() -> None:
    listing = lodge()
    stays = [booked(listing), booked(listing, begin=5, nights=1)]
    assert taken(listing_ics(listing, stays)) == [FIRST + n * DAY for n in (0, 1, 2, 5)]
    assert listing_ics(listing, []).count(b"VEVENT") == 0


def test_one_of_several_units_takes_nothing_from_who_wants_another() -> None:
    listing = lodge(units=2)
    stays = [booked(listing), booked(listing, begin=2)]
    assert taken(listing_ics(listing, stays)) == [FIRST + 2 * DAY]


@pytest.mark.parametrize("state", Booking.State)
def test_a_stay_that_ended_unpaid_or_cancelled_takes_nothing(state: Booking.State) -> None:
    listing = lodge()
    found = taken(listing_ics(listing, [booked(listing, state=state)]))
    assert len(found) == (0 if state in _ENDED else 3)


def test_a_closed_night_is_taken_whatever_is_free() -> None:
    listing = lodge(units=3)
    closure = Closure(listing=listing, first=FIRST, last=FIRST + DAY)
    assert taken(listing_ics(listing, [], [closure])) == [FIRST, FIRST + DAY]


def test_it_says_nothing_of_anybody() -> None:
    listing = lodge()
    stays = [booked(listing), booked(listing, begin=3)]
    written = listing_ics(listing, stays)
    (event,) = events(written)  # not even where one stay ends and the next begins
    assert event["summary"] == "Not available"
    assert set(event) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"}
    for secret in (CODE, "Amina", "cot", *(str(stay.pk) for stay in stays)):
        assert secret.encode() not in written


@given(
    units=st.integers(min_value=1, max_value=3),
    stays=st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)), max_size=8),
    closed=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), max_size=2),
)
@settings(deadline=None, max_examples=60)
def test_it_is_what_counting_night_by_night_says(
    units: int, stays: list[tuple[int, int]], closed: list[tuple[int, int]]
) -> None:
    listing = lodge(units=units)
    bookings = [booked(listing, begin=begin, nights=nights) for begin, nights in stays]
    closures = [
        Closure(first=FIRST + begin * DAY, last=FIRST + (begin + more) * DAY)
        for begin, more in closed
    ]
    expected = [
        night
        for night in (FIRST + number * DAY for number in range(30))
        if sum(night in booking.nights for booking in bookings) >= units
        or any(closure.first <= night <= closure.last for closure in closures)
    ]
    assert taken(listing_ics(listing, bookings, closures)) == expected


@pytest.mark.parametrize(("language", "named"), [("en", "EN"), ("fr", "FR"), ("xx", "EN")])
def test_it_names_the_language_that_it_speaks(language: str, named: str) -> None:
    calendar = Calendar.from_ical(booking_ics(booked(lodge()), language=language))
    assert calendar["prodid"] == f"-//Nauli//Stays//{named}"


def test_what_channel_managers_read_is_english() -> None:
    assert Calendar.from_ical(listing_ics(lodge(), []))["prodid"] == "-//Nauli//Stays//EN"
