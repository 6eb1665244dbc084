"""Whose turn it is to ask about a row, and when somebody asks next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case as If
from django.db.models import DateTimeField, F, QuerySet, Value, When
from django.db.models.functions import Greatest, Least, Now

from nauli.kit.clock import now
from nauli.kit.database import Moment

# As long again as it is old, and so twice as long each time, up to this; it goes on for days.
_LONGEST_INTERVAL = timedelta(hours=1)


def take_turn(
    row: QuerySet[Any],
    *,
    looks: int,
    whether_due_or_not: bool,
    moments: Iterable[datetime] = (),
) -> bool:
    """Plan the next look before this one is made, so that a crash in between loses nothing.

    `row` selects the one row, which was read when so many `looks` had been made. Of several who
    want to look at once, one is told True. `moments`: when there will be a reason to ask, whatever
    the interval; those that are over count for nothing.

    The interval is reckoned from the row's age, so that however often strangers and impatient
    customers have it asked about, the planned looks come as they would have come without them.
    """
    mine = row.filter(looks=looks)
    if not whether_due_or_not:
        mine = mine.filter(next_look_at__lte=Now())
    # Where nobody asks any more, an operator's question does not start the sweep again. Whether
    # that is so is known in the database: somebody may have brought news since we read the row.
    ahead = [Value(moment, DateTimeField()) for moment in moments if moment > now()]
    first = timedelta(seconds=max(settings.FIRST_LOOK_SECONDS, 1))
    as_old_again = Now() + (Now() - F("created_at"))
    due = Least(Greatest(as_old_again, Now() + first), Now() + _LONGEST_INTERVAL)
    planned = When(next_look_at__isnull=False, then=Least(due, *ahead) if ahead else due)
    following = If(planned, default=None)
    return bool(mine.update(looks=F("looks") + 1, looked_at=Moment(), next_look_at=following))
