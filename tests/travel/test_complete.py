from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from nauli.kit.clock import now
from nauli.record.models import Change
from nauli.travel.complete import _complete, complete_due, over
from nauli.travel.models import Booking
from nauli.travel.release import release
from tests.factories import CHECK_IN, new_booking, new_listing
from tests.together import behind_a_lock, together
from tests.travel.world import NIGHT, day

State = Booking.State
PAST = day(-400)


def _leaving(zone: str, *, minutes: int) -> Booking:
    """A confirmed booking whose hour of leaving at the place was so many minutes ago."""
    left = now().astimezone(ZoneInfo(zone)) - timedelta(minutes=minutes)
    listing = new_listing(time_zone=zone, check_out_until=left.time().replace(tzinfo=None))
    return new_booking(listing, check_in=left.date() - NIGHT, nights=1, state=State.CONFIRMED)


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Africa/Kampala", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_stay_is_over_when_the_hour_of_leaving_strikes_at_the_place(zone: str) -> None:
    gone, there = _leaving(zone, minutes=1), _leaving(zone, minutes=-1)
    assert complete_due(10) == 1
    gone.refresh_from_db()
    there.refresh_from_db()
    assert (gone.state, there.state) == (State.COMPLETED, State.CONFIRMED)
    assert gone.held_nights.count() == 1
    change = Change.objects.get(subject_id=str(gone.pk), after="completed")
    assert change.reason == "the stay is over"
    assert complete_due(10) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.HELD, State.CANCELLED, State.EXPIRED])
def test_only_what_is_confirmed_is_completed(state: Booking.State) -> None:
    booking = new_booking(check_in=PAST, state=state)
    assert complete_due(10) == 0
    booking.refresh_from_db()
    assert booking.state == state


@pytest.mark.django_db
def test_no_more_than_asked_for_is_done_at_once() -> None:
    listing = new_listing(units=3)
    for _ in range(3):
        new_booking(listing, check_in=PAST, state=State.CONFIRMED)
    assert [complete_due(2), complete_due(2)] == [2, 1]


@pytest.mark.django_db(transaction=True)
def test_two_who_complete_at_once_complete_once() -> None:
    booking = new_booking(check_in=PAST, state=State.CONFIRMED)
    assert all(isinstance(done, int) for done in together([lambda: complete_due(5)] * 3))
    assert Change.objects.filter(subject_id=str(booking.pk), after="completed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_cancelled_in_the_last_moment_is_not_completed() -> None:
    booking = new_booking(check_in=PAST, state=State.CONFIRMED)
    with ExitStack() as later:
        with transaction.atomic():
            release(booking, State.CANCELLED, reason="in the last moment")
            waiting = later.enter_context(behind_a_lock(partial(_complete, booking.pk)))
        waiting.result(timeout=10)
    booking.refresh_from_db()
    assert booking.state == State.CANCELLED


@pytest.mark.django_db
def test_in_the_night_when_the_clock_is_changed_the_wall_says_when() -> None:
    """On 2026-03-29 at Paris 02:30 does not exist: whoever leaves until then has left by 03:00."""
    listing = new_listing(time_zone="Europe/Paris", check_out_until="02:30")
    leaving = datetime(2026, 3, 29, tzinfo=ZoneInfo("Europe/Paris")).date()
    booking = new_booking(listing, check_in=leaving - NIGHT, nights=1, state=State.CONFIRMED)
    assert list(over()) == [booking]
    assert booking.check_in < CHECK_IN
