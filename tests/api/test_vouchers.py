from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nauli.access.scopes import Scope
from nauli.kit.clock import now
from nauli.travel.code import new_code
from nauli.travel.models import Booking
from nauli.travel.stay import date_at
from tests.door import Door, read, read_problem
from tests.factories import new_booking, new_key

pytestmark = pytest.mark.django_db


def _confirmed() -> Booking:
    today = date_at(now(), "Africa/Kampala")
    return new_booking(check_in=today, guests=3, state=Booking.State.CONFIRMED)


def test_a_desk_sees_who_may_come_in_and_that_they_have() -> None:
    desk, booking = Door(new_key(Scope.BOOKINGS)), _confirmed()
    first = read(desk.post("/api/vouchers/check/", {"code": booking.code}))
    arrived_at = first["stay"].pop("arrived_at")
    assert first == {
        "good": True,
        "verdict": "welcome",
        "stay": {
            "booking": str(booking.pk),
            "code": booking.code,
            "listing": str(booking.listing_id),
            "title": booking.listing.title,
            "guests": 3,
            "check_in": str(booking.check_in),
            "check_out": str(booking.check_out),
        },
    }
    assert arrived_at.endswith("Z")
    again = read(desk.post("/api/vouchers/check/", {"code": booking.code.replace("-", " ")}))
    assert (again["good"], again["verdict"]) == (True, "arrived")
    assert again["stay"]["arrived_at"] == arrived_at


@pytest.mark.parametrize("code", ["NV-0000-0000-0000", "hello", "NV-7K3M-9QXD-2H4T'; --"])
def test_a_forged_code_is_refused_and_asks_only_who_is_asking(code: str) -> None:
    desk = Door(new_key())
    with CaptureQueriesContext(connection) as captured:
        found = read(desk.post("/api/vouchers/check/", {"code": code}))
    assert found == {"good": False, "verdict": "forged", "stay": None}
    (key,) = captured.captured_queries
    assert "access_apikey" in key["sql"]


def test_a_code_that_nobody_has_is_not_good(door: Door) -> None:
    found = read(door.post("/api/vouchers/check/", {"code": new_code()}))
    assert found == {"good": False, "verdict": "unknown", "stay": None}


def test_what_is_not_good_is_shown_with_its_stay(door: Door) -> None:
    booking = new_booking()
    found = read(door.post("/api/vouchers/check/", {"code": booking.code}))
    assert (found["good"], found["verdict"]) == (False, "unpaid")
    assert (found["stay"]["booking"], found["stay"]["arrived_at"]) == (str(booking.pk), None)


@pytest.mark.parametrize("body", [{}, {"code": ""}, {"code": 7}, {"code": "x" * 65}])
def test_a_body_without_a_code_is_refused(door: Door, body: dict[str, object]) -> None:
    problem = read_problem(door.post("/api/vouchers/check/", body), 422)
    assert problem["field"] == "code"


def test_a_field_that_there_is_not_is_refused(door: Door) -> None:
    body = {"code": new_code(), "arrive": False}
    assert read_problem(door.post("/api/vouchers/check/", body), 422)["field"] == "arrive"


def test_only_a_key_that_books_checks_vouchers() -> None:
    booking = _confirmed()
    till = Door(new_key(Scope.READ, Scope.ORDERS))
    read_problem(till.post("/api/vouchers/check/", {"code": booking.code}), 403)
    read_problem(Door().post("/api/vouchers/check/", {"code": booking.code}), 401)
    booking.refresh_from_db()
    assert booking.arrived_at is None
