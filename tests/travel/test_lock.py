from __future__ import annotations

from contextlib import ExitStack

import pytest
from django.db import transaction

from nauli.travel.lock import lock
from nauli.travel.models import Booking
from tests.factories import new_booking
from tests.together import behind_a_lock


@pytest.mark.django_db(transaction=True)
def test_who_waited_finds_what_was_done_meanwhile() -> None:
    booking = new_booking()
    other = Booking.objects.get(pk=booking.pk)

    def state_by_now() -> str:
        with transaction.atomic():
            lock(other)
        return other.state

    with ExitStack() as later:
        with transaction.atomic():
            lock(booking)
            waiting = later.enter_context(behind_a_lock(state_by_now))
            booking.move_to(Booking.State.CONFIRMED)
        assert waiting.result(timeout=10) == "confirmed"
