from __future__ import annotations

from datetime import timedelta

import pytest

from nauli.kit.clock import now
from nauli.travel.models import Listing
from nauli.travel.stay import date_at
from nauli.travel.there import now_there, today_there
from tests.factories import new_listing

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("zone", "hours"),
    [("Africa/Kampala", 3), ("Pacific/Kiritimati", 14), ("Pacific/Pago_Pago", -11)],
)
def test_the_database_reads_the_clock_at_the_place(zone: str, hours: int) -> None:
    new_listing(time_zone=zone)
    before, today_before = now(), date_at(now(), zone)
    found = Listing.objects.annotate(clock=now_there(), today=today_there()).get()
    there = found.clock.replace(tzinfo=before.tzinfo) - timedelta(hours=hours)
    assert before - timedelta(seconds=5) <= there <= now() + timedelta(seconds=5)
    assert found.today in {today_before, date_at(now(), zone)}
