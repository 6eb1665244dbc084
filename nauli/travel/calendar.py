"""Stays as calendars (RFC 5545): a guest's own one, and what channel managers read of a listing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from nauli.kit.clock import now
from nauli.travel.models import Booking, Closure, Listing
from nauli.travel.spoken import hour
from nauli.travel.typeface import plain
from nauli.travel.wording import wording

_DAY = timedelta(days=1)
_STATUS = {
    Booking.State.HELD: "TENTATIVE",
    Booking.State.CONFIRMED: "CONFIRMED",
    Booking.State.COMPLETED: "CONFIRMED",
    Booking.State.CANCELLED: "CANCELLED",
    Booking.State.EXPIRED: "CANCELLED",
}
_OCCUPIES = {Booking.State.HELD, Booking.State.CONFIRMED, Booking.State.COMPLETED}


def booking_ics(booking: Booking, *, language: str) -> bytes:
    """Return one event, from check-in to check-out by the place's clock, for the guest's calendar.

    It speaks the guest's language, or English where we do not.
    Its UID is the same in every state: a calendar that holds the stay learns that it was cancelled.
    """
    listing, state = booking.listing, Booking.State(booking.state)
    event = Event()
    event.add("uid", f"{booking.pk}@nauli")
    event.add("dtstamp", booking.cancelled_at or booking.confirmed_at or booking.created_at)
    event.add("dtstart", _at(booking.check_in, booking.check_in_from, booking.time_zone))
    event.add("dtend", _at(booking.check_out, booking.check_out_until, booking.time_zone))
    title = plain(listing.title)
    event.add("summary", title)
    event.add("location", f"{title}, {plain(listing.town)}, {listing.country}")
    if listing.latitude is not None and listing.longitude is not None:
        event.add("geo", (listing.latitude, listing.longitude))
    event.add("description", _description(booking, language))
    event.add("status", _STATUS[state])
    event.add("sequence", _sequence(booking))
    # Who travels may still have appointments.
    event.add("transp", "TRANSPARENT")
    calendar = _calendar(wording(language).language)
    calendar.add_component(event)
    calendar.add_missing_timezones(
        first_date=booking.check_in - _DAY, last_date=booking.check_out + _DAY
    )
    written: bytes = calendar.to_ical()
    return written


def _sequence(booking: Booking) -> int:
    """Return a number that only grows: late money also confirms what had ended unpaid."""
    ended = _STATUS[Booking.State(booking.state)] == "CANCELLED"
    return (2 if booking.confirmed_at else 0) + (1 if ended else 0)


def listing_ics(
    listing: Listing, bookings: Iterable[Booking], closures: Iterable[Closure] = ()
) -> bytes:
    """Return the nights in which nothing of the listing is free, as events of whole days.

    It says nothing of anybody: not who comes, nor where one guest's stay ends and the next begins.
    A listing of several units is taken only in nights in which all of them are. What has ended may
    be left out of `bookings` and `closures`, and so may what is of no interest, such as the past.
    """
    calendar = _calendar("en")
    for first, end in _taken(listing, bookings, closures):
        event = Event()
        event.add("uid", f"{listing.pk}-{first}@nauli")
        event.add("dtstamp", now())
        event.add("dtstart", first)
        event.add("dtend", end)
        event.add("summary", "Not available")
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _taken(
    listing: Listing, bookings: Iterable[Booking], closures: Iterable[Closure]
) -> Iterator[tuple[date, date]]:
    """Yield the first day of each time without a free unit, and the day on which one is free."""
    changes: dict[date, int] = {}
    spans = [(b.check_in, b.check_out, 1) for b in bookings if b.state in _OCCUPIES]
    spans += [(c.first, c.last + _DAY, listing.units) for c in closures]
    for first, end, units in spans:
        changes[first] = changes.get(first, 0) + units
        changes[end] = changes.get(end, 0) - units
    taken, since = 0, None
    for day in sorted(changes):
        taken += changes[day]
        if taken >= listing.units and since is None:
            since = day
        elif taken < listing.units and since is not None:
            yield since, day
            since = None


def _description(booking: Booking, language: str) -> str:
    return wording(language).event.format(
        code=booking.code,
        check_in_from=hour(booking.check_in_from),
        check_out_until=hour(booking.check_out_until),
        time_zone=booking.time_zone,
        guests=booking.guests,
    )


def _at(day: date, hour_: time, time_zone: str) -> datetime:
    return datetime.combine(day, hour_, ZoneInfo(time_zone))


def _calendar(language: str) -> Calendar:
    """Return an empty one; its PRODID ends, as is usual, with the language of what it says."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Nauli//Stays//{language.upper()}")
    calendar.add("version", "2.0")
    return calendar
