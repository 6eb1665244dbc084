"""Say at the desk whether a code is good, and mark once that its guest has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models.functions import Now

from nauli.record.models import record
from nauli.travel.code import genuine
from nauli.travel.models import Booking
from nauli.travel.there import now_there


class Verdict(StrEnum):
    WELCOME = "welcome"  # the guest may come in: judge() says so, arrive() has marked it, now
    ARRIVED = "arrived"  # the guest came before, at `arrived_at`
    EARLY = "early"  # the stay begins on a later day at the place; nothing is marked
    OVER = "over"  # the hour of leaving has passed
    UNPAID = "unpaid"  # held, or ended unpaid: it has no voucher
    CANCELLED = "cancelled"  # it was paid once; its nights may be another's
    UNKNOWN = "unknown"  # signed by us, and of no booking here
    FORGED = "forged"  # not signed by us, or mistyped


# What a guest may be let in with, today or later.
GOOD = {Verdict.WELCOME, Verdict.ARRIVED, Verdict.EARLY}


@dataclass(frozen=True, slots=True)
class Arrival:
    verdict: Verdict
    booking: Booking | None  # with its listing


def judge(typed: str) -> Arrival:
    """Judge the code as it was typed or scanned, and mark nothing, however often it is asked.

    WELCOME means that its guest may come in now, and that arrive() would mark it.
    """
    code = genuine(typed)
    return Arrival(Verdict.FORGED, None) if code is None else _look_up(code, locked=False)


def arrive(typed: str) -> Arrival:
    """Judge the code and mark the arrival; what we did not sign costs no query.

    Of two desks at once one marks the arrival, and both say truly what they did.
    """
    code = genuine(typed)
    return Arrival(Verdict.FORGED, None) if code is None else _mark(code)


@transaction.atomic
def _mark(code: str) -> Arrival:
    # Locked, so that nobody cancels in the moment in which the guest is let in.
    arrival = _look_up(code, locked=True)
    booking = arrival.booking
    if booking is not None and arrival.verdict is Verdict.WELCOME:
        Booking.objects.filter(pk=booking.pk).update(arrived_at=Now())
        booking.refresh_from_db(fields=["arrived_at"])
        record("arrival", booking.pk, after="arrived")
    return arrival


def _look_up(code: str, *, locked: bool) -> Arrival:
    known = Booking.objects.select_related("listing").annotate(there=now_there())
    if locked:
        known = known.select_for_update(of=("self",), no_key=True)
    booking = known.filter(code=code).first()
    if booking is None:
        return Arrival(Verdict.UNKNOWN, None)
    return Arrival(_verdict(booking, booking.there), booking)


def _verdict(booking: Booking, there: datetime) -> Verdict:
    """Judge by the clock on the wall at the place."""
    if booking.state == Booking.State.CANCELLED and booking.confirmed_at is not None:
        return Verdict.CANCELLED
    if booking.state not in {Booking.State.CONFIRMED, Booking.State.COMPLETED}:
        return Verdict.UNPAID
    if there >= datetime.combine(booking.check_out, booking.check_out_until):
        return Verdict.OVER
    if booking.arrived_at is not None:
        return Verdict.ARRIVED
    return Verdict.EARLY if there.date() < booking.check_in else Verdict.WELCOME
