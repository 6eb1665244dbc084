from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader
from pytest_django import Settings

from nauli.customers.models import Customer
from nauli.kit.clock import now
from nauli.orders.address import path_of
from nauli.orders.models import Order
from nauli.payments.settle import settle
from nauli.refunds.models import Refund
from nauli.travel.models import Booking, Listing, Night
from tests.door import Door, read, read_problem
from tests.factories import (
    CHECK_IN,
    new_customer,
    new_listing,
    new_payment,
    new_policy,
    succeeded,
)
from tests.fakes import FakeGateway
from tests.refunds import world
from tests.stays import book, states
from tests.travel.world import FAR, NIGHT, far_today

pytestmark = pytest.mark.django_db


def _body(listing: Listing, *, nights: int = 2, **changes: object) -> dict[str, Any]:
    body = {
        "listing": str(listing.pk),
        "customer": new_customer().pk,
        "check_in": str(CHECK_IN),
        "check_out": str(CHECK_IN + timedelta(days=nights)),
        "guests": 2,
    }
    return body | changes


def _paid(*, days: int = 30) -> tuple[Order, Booking]:
    """A confirmed stay of EUR 80.00 that begins in so many days."""
    listing = new_listing(policy=new_policy((14, 100), (3, 50)), time_zone="UTC")
    order, booking = book(listing, check_in=now().date() + timedelta(days=days))
    settle(succeeded(new_payment(order)))
    return order, booking


def test_a_stay_is_held_priced_and_shown(door: Door) -> None:
    policy = new_policy((14, 100), (3, 50), name="moderate")
    listing = new_listing(price="40000", currency="UGX", title="Lakeside hut", policy=policy)
    body = _body(listing, special_requests="A cot")
    response = door.post("/api/bookings/", body)
    placed = read(response, 201)
    booking = Booking.objects.get()
    order = Order.objects.get()
    assert response["Location"] == f"/api/bookings/{booking.pk}/"
    assert placed == {
        "id": str(booking.pk),
        "listing": str(listing.pk),
        "title": "Lakeside hut",
        "customer": body["customer"],
        "order": str(order.pk),
        "page": None,
        "status": "held",
        "check_in": str(CHECK_IN),
        "check_out": str(CHECK_IN + timedelta(days=2)),
        "check_in_from": "14:00",
        "check_out_until": "10:30",
        "time_zone": "Africa/Kampala",
        "guests": 2,
        "special_requests": "A cot",
        "nights": [
            {"night": str(CHECK_IN), "price": "40000"},
            {"night": str(CHECK_IN + timedelta(days=1)), "price": "40000"},
        ],
        "total": "80000",
        "currency": "UGX",
        "policy": {
            "name": "moderate",
            "version": 1,
            "steps": [
                {"days_before": 14, "percent": 100},
                {"days_before": 3, "percent": 50},
            ],
            "words": placed["policy"]["words"],
        },
        "code": None,
        "hold_expires_at": placed["hold_expires_at"],
        "created_at": placed["created_at"],
        "confirmed_at": None,
        "cancelled_at": None,
        "arrived_at": None,
    }
    assert "14 days before" in placed["policy"]["words"]
    assert placed["created_at"] < placed["hold_expires_at"]
    assert read(door.get(response["Location"])) == placed
    ordered = read(door.get(f"/api/orders/{order.pk}/"))
    assert (ordered["total"], ordered["expires_at"]) == ("80000", placed["hold_expires_at"])
    (line,) = ordered["items"]
    assert (line["booking"], line["product"], line["quantity"]) == (str(booking.pk), None, 2)


def test_a_stay_has_the_page_of_its_order(door: Door, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://shop.example.com"
    order, booking = book()
    page = f"https://shop.example.com{path_of(order)}"
    assert read(door.get(f"/api/bookings/{booking.pk}/"))["page"] == page
    assert read(door.get(f"/api/orders/{order.pk}/"))["page"] == page


def test_a_paid_stay_shows_its_code_and_is_held_no_longer(door: Door) -> None:
    order, booking = book()
    settle(succeeded(new_payment(order)))
    shown = read(door.get(f"/api/bookings/{booking.pk}/"))
    assert (shown["status"], shown["code"], shown["hold_expires_at"]) == (
        "confirmed",
        booking.code,
        None,
    )
    assert shown["confirmed_at"] is not None


@pytest.mark.parametrize(
    ("changes", "field", "kind"),
    [
        ({"listing": str(UUID(int=7))}, "listing", "unknown-listing"),
        ({"customer": 10**9}, "customer", "unknown-customer"),
        ({"check_in": "2020-01-01"}, "check_in", "date-in-the-past"),
        ({"check_out": str(CHECK_IN)}, "check_out", "no-night"),
        ({"check_out": "tomorrow"}, "check_out", "invalid-field"),
        ({"check_in": 20000}, "check_in", "invalid-field"),
        ({"check_in": "2035-06-01T00:00:00"}, "check_in", "invalid-field"),
        ({"check_in": "1700000000"}, "check_in", "invalid-field"),
        ({"guests": 5}, "guests", "guests-out-of-range"),
        ({"guests": 0}, "guests", "guests-out-of-range"),
        ({"guests": "2"}, "guests", "invalid-field"),
        ({"special_requests": "x" * 501}, "special_requests", "invalid-field"),
        ({"nights": 2}, "nights", "invalid-field"),
    ],
)
def test_a_refusal_names_the_field_and_holds_nothing(
    door: Door, changes: dict[str, object], field: str, kind: str
) -> None:
    document = read_problem(door.post("/api/bookings/", _body(new_listing()) | changes), 422)
    assert (document["field"], document["type"].rpartition(":")[2]) == (field, kind)
    assert not Booking.objects.exists()
    assert not Order.objects.exists()


def test_nights_that_are_taken_are_named(door: Door) -> None:
    listing = new_listing()
    read(door.post("/api/bookings/", _body(listing)), 201)
    document = read_problem(door.post("/api/bookings/", _body(listing, nights=3)), 409)
    assert document["type"] == "urn:nauli:problem:nights-taken"
    assert document["nights"] == [str(CHECK_IN), str(CHECK_IN + timedelta(days=1))]
    assert Night.objects.count() == 2


def test_the_same_key_books_once(door: Door) -> None:
    body = _body(new_listing())
    answers: list[HttpResponse] = [
        door.post("/api/bookings/", body, idempotency_key="k") for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert answers[1]["Idempotent-Replayed"] == "true"
    other = door.post("/api/bookings/", body | {"guests": 1}, idempotency_key="k")
    assert read_problem(other, 422)["type"] == "urn:nauli:problem:key-reused"
    assert Booking.objects.count() == 1


def test_bookings_are_found_by_listing_customer_and_status(door: Door) -> None:
    (order, mine), (_, other) = book(), book()
    settle(succeeded(new_payment(order)))

    def found(query: str) -> list[str]:
        return [item["id"] for item in read(door.get(f"/api/bookings/?{query}"))["items"]]

    assert found("") == [str(mine.pk), str(other.pk)]
    assert found(f"listing={mine.listing_id}") == [str(mine.pk)]
    assert found(f"customer={order.customer_id}") == [str(mine.pk)]
    assert found("status=confirmed") == [str(mine.pk)]
    assert found("status=held") == [str(other.pk)]
    assert found(f"status=held&listing={mine.listing_id}") == []


def test_a_booking_is_found_by_its_code_as_guests_say_it_and_nobody_arrives(door: Door) -> None:
    _, mine = _paid(days=0)
    book()

    def found(code: str) -> list[str]:
        return [item["id"] for item in read(door.get(f"/api/bookings/?code={code}"))["items"]]

    assert found(mine.code) == found(mine.code.lower().replace("-", "+")) == [str(mine.pk)]
    assert found("NV-0000-0000-0000") == found("hello") == []
    mine.refresh_from_db()
    assert mine.arrived_at is None


def test_many_bookings_cost_as_many_queries_as_one(door: Door) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            read(door.get("/api/bookings/"))
        return len(asked)

    book()
    one = queries()
    for _ in range(3):
        book()
    assert queries() == one


@pytest.mark.parametrize("path", ["", "refund-quote/", "voucher.pdf", "calendar.ics"])
def test_a_booking_that_is_not_there_is_not_found(door: Door, path: str) -> None:
    document = read_problem(door.get(f"/api/bookings/{uuid4()}/{path}"), 404)
    assert document["type"] == "urn:nauli:problem:unknown-booking-id"


# --- Cancelling -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("ahead", "percent", "back"), [(16, 100, "80.00"), (17, 50, "40.00")])
def test_a_quote_is_of_the_moment_that_is_asked_for(
    door: Door, ahead: int, percent: int, back: str
) -> None:
    _, booking = _paid(days=30)
    at = f"{now().date() + timedelta(days=ahead)}T23:59:00Z"
    quote = read(door.get(f"/api/bookings/{booking.pk}/refund-quote/?at={at}"))
    assert quote == {
        "booking": str(booking.pk),
        "at": at.replace("00Z", "00.000Z"),
        "percent": percent,
        "paid": "80.00",
        "refund": back,
        "currency": "EUR",
    }


def test_the_database_says_what_day_it_is_there(door: Door, gateway: FakeGateway) -> None:
    """At a place that is 100 hours ahead fewer days are left than anybody here would think."""
    listing = new_listing(time_zone=FAR, policy=new_policy((10, 100), (9, 50)))
    order, booking = book(listing, check_in=far_today() + 9 * NIGHT)
    settle(succeeded(new_payment(order)))
    path = f"/api/bookings/{booking.pk}/"
    gateway.says = [world.done]
    quote = read(door.get(path + "refund-quote/"))
    assert (quote["percent"], quote["refund"]) == (50, "40.00")
    assert read(door.post(path + "cancel/"))["refund"]["amount"] == "40.00"


@pytest.mark.parametrize(("offset", "at"), [("%2B23:59", "05-31T12:01"), ("-23:59", "06-02T11:59")])
def test_a_moment_is_read_with_any_offset(door: Door, offset: str, at: str) -> None:
    """Also one of 16 hours or more, which the database does not read in a text."""
    _, booking = book()
    path = f"/api/bookings/{booking.pk}/refund-quote/?at=2035-06-01T12:00:00{offset}"
    assert read(door.get(path))["at"] == f"2035-{at}:00.000Z"


def test_without_a_moment_it_is_now_and_unpaid_gives_nothing(door: Door) -> None:
    _, booking = book()
    quote = read(door.get(f"/api/bookings/{booking.pk}/refund-quote/"))
    assert (quote["percent"], quote["paid"], quote["refund"]) == (100, "0.00", "0.00")


@pytest.mark.parametrize("end", ["cancelled", "arrived"])
def test_what_cannot_be_cancelled_gives_nothing(door: Door, gateway: FakeGateway, end: str) -> None:
    """Half of it has gone back already, and the policy's other half is nobody's to have."""
    _, booking = _paid(days=10)
    gateway.says = [world.done]
    path = f"/api/bookings/{booking.pk}/"
    if end == "cancelled":
        read(door.post(path + "cancel/"))
    else:
        Booking.objects.update(arrived_at=now())
    quote = read(door.get(path + "refund-quote/"))
    assert (quote["percent"], quote["paid"], quote["refund"]) == (50, "80.00", "0.00")


@pytest.mark.parametrize("at", ["tomorrow", "2035-06-01T12:00:00", "1", "", "9999-12-31T23:59:59Z"])
def test_a_moment_that_is_none_is_refused(door: Door, at: str) -> None:
    _, booking = book()
    path = f"/api/bookings/{booking.pk}/refund-quote/?at={at}"
    assert read_problem(door.get(path), 422)["field"] == "at"


def test_a_paid_stay_is_cancelled_and_its_quote_goes_back(door: Door, gateway: FakeGateway) -> None:
    order, booking = _paid(days=10)
    gateway.says = [world.done]
    path = f"/api/bookings/{booking.pk}/"
    quote = read(door.get(path + "refund-quote/"))
    cancelled = read(door.post(path + "cancel/"))
    refund = Refund.objects.get()
    assert cancelled["status"] == "cancelled"
    assert cancelled["refund"] == read(door.get(f"/api/refunds/{refund.pk}/"))
    assert cancelled["refund"]["amount"] == quote["refund"] == "40.00"
    assert read(door.post(path + "cancel/")) == cancelled
    assert states(order) == ("paid", "cancelled", 0)
    assert gateway.verbs == ["refund"]


def test_an_unpaid_stay_is_cancelled_with_its_order(door: Door) -> None:
    order, booking = book()
    cancelled = read(door.post(f"/api/bookings/{booking.pk}/cancel/"))
    assert (cancelled["status"], cancelled["refund"]) == ("cancelled", None)
    assert states(order) == ("cancelled", "cancelled", 0)


def test_its_order_cannot_be_cancelled_past_the_policy(door: Door) -> None:
    order, _ = _paid()
    document = read_problem(door.post(f"/api/orders/{order.pk}/cancel/"), 409)
    assert document["type"].endswith(":order-not-cancellable")
    assert document["detail"] == (
        "This order is paid: refund its payment, or cancel the booking where it is of a stay."
    )
    assert states(order) == ("paid", "confirmed", 2)


# --- What a guest takes along ---------------------------------------------------------------------


def test_a_paid_stay_has_a_voucher_and_a_calendar(door: Door) -> None:
    _, booking = _paid()
    voucher = door.get(f"/api/bookings/{booking.pk}/voucher.pdf")
    assert (voucher.status_code, voucher["Content-Type"]) == (200, "application/pdf")
    assert voucher.content.startswith(b"%PDF")
    calendar = door.get(f"/api/bookings/{booking.pk}/calendar.ics")
    assert calendar["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"STATUS:CONFIRMED" in calendar.content


def test_both_speak_the_guests_language(door: Door) -> None:
    order, booking = _paid()
    Customer.objects.filter(pk=order.customer_id).update(language="fr")
    voucher = door.get(f"/api/bookings/{booking.pk}/voucher.pdf")
    assert "Bon de séjour" in PdfReader(BytesIO(voucher.content)).pages[0].extract_text()
    calendar = door.get(f"/api/bookings/{booking.pk}/calendar.ics")
    assert b"Voyageurs : 2" in calendar.content.replace(b"\r\n ", b"")


def test_a_stay_that_is_not_paid_has_no_voucher(door: Door) -> None:
    _, booking = book()
    document = read_problem(door.get(f"/api/bookings/{booking.pk}/voucher.pdf"), 409)
    assert document["type"] == "urn:nauli:problem:no-voucher"
