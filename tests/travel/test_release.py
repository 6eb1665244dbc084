from __future__ import annotations

import pytest
from django.db import transaction

from nauli.record.models import Change
from nauli.travel.models import Booking, IllegalMove, Night
from nauli.travel.release import release
from tests.factories import new_booking, new_listing
from tests.together import together

pytestmark = pytest.mark.django_db
State = Booking.State


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (State.HELD, State.CANCELLED),
        (State.HELD, State.EXPIRED),
        (State.CONFIRMED, State.CANCELLED),
    ],
)
def test_who_leaves_sets_the_nights_free(before: Booking.State, after: Booking.State) -> None:
    listing = new_listing(units=2)
    booking, other = new_booking(listing, state=before), new_booking(listing)
    release(booking, after, reason="told so")
    booking.refresh_from_db()
    assert booking.state == after
    assert set(Night.objects.values_list("booking", flat=True)) == {other.pk}
    said = Change.objects.get(subject_id=str(booking.pk), after=after)
    assert (said.before, said.reason) == (before, "told so")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (State.COMPLETED, State.CANCELLED),
        (State.CONFIRMED, State.EXPIRED),
        (State.EXPIRED, State.CANCELLED),
    ],
)
def test_what_cannot_end_so_keeps_what_it_has(before: Booking.State, after: Booking.State) -> None:
    booking = new_booking(state=before)
    nights = booking.held_nights.count()
    with pytest.raises(IllegalMove):
        release(booking, after, reason="")
    assert booking.held_nights.count() == nights


def test_what_happened_since_the_booking_was_read_is_seen() -> None:
    read_before = new_booking()
    Booking.objects.get(pk=read_before.pk).move_to(State.CONFIRMED)
    with pytest.raises(IllegalMove):
        release(read_before, State.EXPIRED, reason="")
    assert read_before.held_nights.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_many_who_end_it_at_once_one_does() -> None:
    listing = new_listing()
    booking = new_booking(listing)

    def end() -> None:
        mine = Booking.objects.get(pk=booking.pk)
        with transaction.atomic():
            release(mine, State.CANCELLED, reason="one of many")

    came = together([end] * 6)
    assert [one for one in came if not isinstance(one, IllegalMove)] == [None]
    assert Change.objects.filter(subject_id=str(booking.pk), after="cancelled").count() == 1
    assert not Night.objects.exists()
