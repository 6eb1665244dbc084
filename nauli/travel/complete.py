"""A stay is over: at the place, the hour of leaving has struck on the day of leaving."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import DateTimeField, F, Func, QuerySet

from nauli.kit.each import each
from nauli.travel.lock import lock
from nauli.travel.models import Booking
from nauli.travel.there import now_there


def over() -> QuerySet[Booking]:
    """Return the bookings whose stay has ended, whatever their state.

    Compared is what the clock on the wall shows, whatever was done to that clock meanwhile.
    """
    leaving = Func(
        F("check_out"),
        F("check_out_until"),
        template="(%(expressions)s)",
        arg_joiner=" + ",
        output_field=DateTimeField(),
    )
    return Booking.objects.alias(leaving=leaving).filter(leaving__lte=now_there())


def complete_due(limit: int) -> int:
    """Complete confirmed stays that are over and return how many there were, at most `limit`."""
    due = over().filter(state=Booking.State.CONFIRMED).order_by("check_out", "pk")
    return each(list(due.values_list("pk", flat=True)[:limit]), _complete)


@transaction.atomic
def _complete(number: UUID) -> None:
    booking = Booking.objects.get(pk=number)
    lock(booking)
    if booking.state == Booking.State.CONFIRMED:
        booking.move_to(Booking.State.COMPLETED, reason="the stay is over")
