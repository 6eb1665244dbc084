"""Change how many units a listing has, without one that is sold going missing."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.db.models import Count

from nauli.kit.errors import Conflict
from nauli.travel.models import Listing, Night
from nauli.travel.there import today_there


class UnitsSold(Conflict):
    """In some nights more units are sold than there would be left."""


# A slot is a counter and no room: what stands above the new number moves to the lowest free slots.
_MOVE_DOWN = """
    WITH above AS (
        SELECT id, night, row_number() OVER (PARTITION BY night ORDER BY slot) AS place
        FROM travel_night
        WHERE listing_id = %(listing)s AND night >= %(today)s AND slot >= %(units)s
    ), free AS (
        SELECT days.night, unit.slot,
            row_number() OVER (PARTITION BY days.night ORDER BY unit.slot) AS place
        FROM (SELECT DISTINCT night FROM above) AS days,
            generate_series(0, %(units)s - 1) AS unit(slot)
        WHERE NOT EXISTS (
            SELECT FROM travel_night sold
            WHERE sold.listing_id = %(listing)s AND sold.night = days.night
                AND sold.slot = unit.slot
        )
    )
    UPDATE travel_night SET slot = free.slot
    FROM above JOIN free USING (night, place)
    WHERE travel_night.id = above.id
"""


@transaction.atomic
def set_units(listing: Listing, units: int) -> None:
    """Write the number of units, or raise UnitsSold with the nights that keep it from shrinking."""
    known = Listing.objects.annotate(today=today_there())
    locked = known.select_for_update(no_key=True).get(pk=listing.pk)
    if units < locked.units:
        _make_room(locked, units, locked.today)
    listing.units = units
    listing.save(update_fields=["units"])


def _make_room(listing: Listing, units: int, today: date) -> None:
    ahead = Night.objects.filter(listing=listing, night__gte=today).values("night")
    full = ahead.annotate(sold=Count("pk")).filter(sold__gt=units).order_by("night")
    if nights := [str(night) for night in full.values_list("night", flat=True)]:
        raise UnitsSold(field="units", nights=nights)
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_DOWN, {"listing": listing.pk, "today": today, "units": units})
