"""Take nights and give them back. The database has the last word: never over a listing's units."""

from __future__ import annotations

from datetime import date

from django.db import connection

from nauli.travel.models import Booking, Listing, Night

# Each night by its lowest slot that is free, all of them or none. A night that is closed has none.
# Where somebody was faster, which the listing's lock keeps from happening, the night is left out.
_TAKE = """
    WITH wanted AS (
        SELECT night, (
            SELECT unit.slot FROM generate_series(0, %(units)s - 1) AS unit(slot)
            WHERE NOT EXISTS (
                SELECT FROM travel_night sold
                WHERE sold.listing_id = %(listing)s AND sold.night = wanted.night
                    AND sold.slot = unit.slot
            ) AND NOT EXISTS (
                SELECT FROM travel_closure closed
                WHERE closed.listing_id = %(listing)s
                    AND wanted.night BETWEEN closed.first AND closed.last
            )
            ORDER BY unit.slot LIMIT 1
        ) AS slot
        FROM unnest(%(nights)s::date[]) AS wanted(night)
    ), taken AS (
        INSERT INTO travel_night (listing_id, booking_id, night, slot)
        SELECT %(listing)s, %(booking)s, night, slot FROM wanted
        WHERE NOT EXISTS (SELECT FROM wanted WHERE slot IS NULL)
        ORDER BY night
        ON CONFLICT (listing_id, night, slot) DO NOTHING
        RETURNING night
    )
    SELECT night FROM wanted
    WHERE slot IS NULL
        OR (NOT EXISTS (SELECT FROM wanted WHERE slot IS NULL)
            AND night NOT IN (SELECT night FROM taken))
    ORDER BY night
"""


def take(booking: Booking) -> list[date]:
    """Take one unit for each night of the booking, and return the nights that are not to be had.

    All or none: where any is returned, none is taken. Call it inside a transaction. The listing is
    locked until its end, so that two guests of overlapping nights stand in line.
    """
    gone = _take(booking, units=_lock(booking))
    if gone:
        give_back(booking)
    return gone


def give_back(booking: Booking) -> None:
    """Set the booking's nights free; where it holds none, nothing happens."""
    Night.objects.filter(booking=booking).delete()


def _lock(booking: Booking) -> int:
    """Lock the listing and return its units; whoever writes a foreign key to it goes on."""
    locked = Listing.objects.select_for_update(no_key=True).filter(pk=booking.listing_id)
    return locked.values_list("units", flat=True).get()


def _take(booking: Booking, *, units: int) -> list[date]:
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE,
            {
                "listing": booking.listing_id,
                "booking": booking.pk,
                "nights": list(booking.nights),
                "units": units,
            },
        )
        return [night for (night,) in cursor.fetchall()]
