from __future__ import annotations

from contextlib import ExitStack
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from nauli.kit.clock import now
from nauli.record.models import Change
from nauli.travel.arrive import Arrival, Verdict, arrive, judge
from nauli.travel.code import new_code
from nauli.travel.models import Booking
from nauli.travel.release import release
from nauli.travel.stay import date_at
from tests.factories import new_booking, new_listing
from tests.together import behind_a_lock, together

pytestmark = pytest.mark.django_db

State = Booking.State
KAMPALA = "Africa/Kampala"


def today(zone: str = KAMPALA) -> date:
    return date_at(now(), zone)


def stay(*, begin: int = 0, nights: int = 2, state: Booking.State = State.CONFIRMED) -> Booking:
    """A stay that begins so many days from today, at the place."""
    return new_booking(check_in=today() + timedelta(days=begin), nights=nights, state=state)


def unmarked(booking: Booking) -> bool:
    booking.refresh_from_db()
    return booking.arrived_at is None and not Change.objects.filter(subject="arrival").exists()


def test_a_guest_is_welcome_and_the_arrival_is_marked() -> None:
    booking = stay()
    arrival = arrive(booking.code)
    assert (arrival.verdict, arrival.booking) == (Verdict.WELCOME, booking)
    assert arrival.booking is not None
    booking.refresh_from_db()
    assert booking.arrived_at is not None
    assert arrival.booking.arrived_at == booking.arrived_at
    assert abs(now() - booking.arrived_at) < timedelta(seconds=30)
    change = Change.objects.get(subject="arrival")
    assert (change.subject_id, change.after) == (str(booking.pk), "arrived")


def test_who_came_has_come_once() -> None:
    booking = stay()
    arrive(booking.code)
    booking.refresh_from_db()
    again = arrive(booking.code.lower())
    assert again.verdict is Verdict.ARRIVED
    assert again.booking is not None
    assert again.booking.arrived_at == booking.arrived_at
    assert Change.objects.filter(subject="arrival").count() == 1


@pytest.mark.parametrize(("begin", "verdict"), [(1, "early"), (30, "early"), (-1, "welcome")])
def test_a_stay_begins_on_its_day_and_may_begin_later(begin: int, verdict: str) -> None:
    booking = stay(begin=begin)
    assert arrive(booking.code).verdict == verdict
    assert unmarked(booking) is (verdict == "early")


@pytest.mark.parametrize("zone", [KAMPALA, "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_today_is_today_at_the_place(zone: str) -> None:
    listing = new_listing(time_zone=zone, units=2)
    begun = new_booking(listing, check_in=today(zone), state=State.CONFIRMED)
    tomorrow = today(zone) + timedelta(days=1)
    coming = new_booking(listing, check_in=tomorrow, state=State.CONFIRMED)
    assert arrive(begun.code).verdict is Verdict.WELCOME
    assert arrive(coming.code).verdict is Verdict.EARLY


@pytest.mark.parametrize(("minutes", "verdict"), [(1, "over"), (-2, "welcome")])
def test_a_stay_is_over_at_its_hour_of_leaving(minutes: int, verdict: str) -> None:
    left = now().astimezone(ZoneInfo(KAMPALA)) - timedelta(minutes=minutes)
    listing = new_listing(check_out_until=left.time().replace(tzinfo=None))
    check_in = left.date() - timedelta(days=1)
    booking = new_booking(listing, check_in=check_in, nights=1, state=State.CONFIRMED)
    assert arrive(booking.code).verdict == verdict
    assert unmarked(booking) is (verdict == "over")


def test_who_left_does_not_come_again() -> None:
    booking = stay(begin=-9)
    Booking.objects.update(arrived_at=datetime(2026, 1, 1, tzinfo=ZoneInfo(KAMPALA)))
    booking.refresh_from_db()
    booking.move_to(State.COMPLETED)
    assert arrive(booking.code).verdict is Verdict.OVER


@pytest.mark.parametrize("state", [State.HELD, State.EXPIRED, State.CANCELLED])
def test_what_is_not_paid_is_no_voucher(state: Booking.State) -> None:
    booking = stay(state=state)
    assert arrive(booking.code) == Arrival(Verdict.UNPAID, booking)
    assert unmarked(booking)


def test_a_stay_that_was_paid_and_cancelled_is_said_to_be() -> None:
    booking = stay()
    with transaction.atomic():
        release(booking, State.CANCELLED, reason="the guest says so")
    assert arrive(booking.code) == Arrival(Verdict.CANCELLED, booking)
    assert unmarked(booking)


def test_a_forged_code_costs_no_query() -> None:
    booking = stay()
    forged = booking.code[:-1] + ("0" if booking.code[-1] != "0" else "1")
    with CaptureQueriesContext(connection) as captured:
        assert arrive(forged) == Arrival(Verdict.FORGED, None)
        assert arrive("") == Arrival(Verdict.FORGED, None)
    assert captured.captured_queries == []
    assert unmarked(booking)


def test_a_code_of_ours_that_nobody_has_is_unknown() -> None:
    assert arrive(new_code()) == Arrival(Verdict.UNKNOWN, None)


@pytest.mark.django_db(transaction=True)
def test_of_many_desks_at_once_one_marks_the_arrival() -> None:
    booking = stay()
    found = together([lambda: arrive(booking.code)] * 6)
    verdicts = [one.verdict for one in found if isinstance(one, Arrival)]
    assert sorted(verdicts) == ["arrived"] * 5 + ["welcome"]
    assert Change.objects.filter(subject="arrival").count() == 1


@pytest.mark.django_db(transaction=True)
def test_nobody_is_let_in_on_what_is_being_cancelled() -> None:
    booking = stay()
    with ExitStack() as later:
        with transaction.atomic():
            release(booking, State.CANCELLED, reason="the guest says so")
            arriving = later.enter_context(behind_a_lock(lambda: arrive(booking.code)))
        assert arriving.result(30).verdict is Verdict.CANCELLED
    assert unmarked(booking)


# --- Judging without marking ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "begin"),
    [
        *((state, 0) for state in State),
        (State.CONFIRMED, 1),
        (State.CONFIRMED, -9),
    ],
)
def test_who_only_judges_says_the_same_and_marks_nothing(state: Booking.State, begin: int) -> None:
    booking = stay(begin=begin, state=state)
    judged = [judge(booking.code) for _ in range(2)]
    assert unmarked(booking)
    marked = arrive(booking.code)
    assert judged == [marked, marked]
    assert (judge(booking.code).verdict is Verdict.ARRIVED) is (marked.verdict is Verdict.WELCOME)


def test_to_judge_what_we_did_not_sign_costs_no_query_either() -> None:
    with CaptureQueriesContext(connection) as captured:
        assert judge("NV-0000-0000-0000") == Arrival(Verdict.FORGED, None)
    assert captured.captured_queries == []
    assert judge(new_code()) == Arrival(Verdict.UNKNOWN, None)


@pytest.mark.django_db(transaction=True)
def test_who_only_judges_waits_for_nobody() -> None:
    booking = stay()
    with transaction.atomic():
        release(booking, State.CANCELLED, reason="the guest says so")
        (found,) = together([lambda: judge(booking.code)])
    assert isinstance(found, Arrival)
    assert found.verdict is Verdict.WELCOME
