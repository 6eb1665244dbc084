from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import quote, urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import translation

from nauli.kit.clock import now
from nauli.orders.book import place_booking
from nauli.orders.models import Order
from nauli.record.models import Change
from nauli.travel.arrive import Verdict
from nauli.travel.code import new_code
from nauli.travel.models import Booking
from nauli.travel.stay import Stay, date_at
from nauli.web.desk import _WORDS
from tests.factories import new_booking, new_customer, new_listing, new_paid_payment

pytestmark = pytest.mark.django_db

State = Booking.State


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(User.objects.create_user("amina", is_staff=True))
    return client


def _stay(*, begin: int = 0, special_requests: str = "") -> Booking:
    """A paid stay with its order that begins so many days from today, at the place."""
    check_in = date_at(now(), "Africa/Kampala") + timedelta(days=begin)
    order, booking = place_booking(
        customer=new_customer(name="Nakato Ruth").pk,
        listing=new_listing().pk,
        stay=Stay(check_in, check_in + timedelta(days=2), 2),
        special_requests=special_requests,
    )
    new_paid_payment(order)
    return Booking.objects.get(pk=booking.pk)


def _look(staff: Client, code: str) -> str:
    response = staff.get(f"/desk/?{urlencode({'code': code})}")
    assert response.status_code == 200
    return response.content.decode()


def _mark(staff: Client, code: str) -> str:
    response = staff.post("/desk/", {"code": code})
    assert response.status_code == 200
    return response.content.decode()


def _unmarked(booking: Booking) -> bool:
    booking.refresh_from_db()
    return booking.arrived_at is None and not Change.objects.filter(subject="arrival").exists()


def test_staff_see_whose_stay_it_is(staff: Client) -> None:
    booking = _stay(special_requests="A cot")
    text = _look(staff, booking.code.lower().replace("-", " "))
    order = Order.objects.get()
    for words in (
        "Good: the guest may come in",
        "Nakato Ruth",
        "A cot",
        booking.listing.title,
        booking.code,
        "EUR\u00a080.00",
        reverse("admin:travel_booking_change", args=[booking.pk]),
        reverse("admin:orders_order_change", args=[order.pk]),
    ):
        assert words in text


def test_looking_marks_nothing_however_often(staff: Client) -> None:
    booking = _stay()
    for _ in range(3):
        assert "not marked yet" in _look(staff, booking.code)
    staff.head(f"/desk/?code={booking.code}")
    assert _unmarked(booking)


def test_the_button_marks_the_arrival_once_and_says_who_did(staff: Client) -> None:
    booking = _stay()
    assert f'name="code" value="{booking.code}"' in _look(staff, booking.code)
    text = _mark(staff, booking.code)
    assert "Welcome: the arrival is marked" in text
    assert "Mark the arrival" not in text
    change = Change.objects.get(subject="arrival")
    assert (change.actor, change.subject_id) == ("staff:amina", str(booking.pk))
    for again in (_mark(staff, booking.code), _look(staff, booking.code)):
        assert "Has arrived already" in again
        assert "Marked on" in again
        assert "Mark the arrival" not in again
    assert Change.objects.filter(subject="arrival").count() == 1


@pytest.mark.parametrize("way", [_look, _mark])
def test_a_stay_of_later_is_good_and_not_marked(
    staff: Client, way: Callable[[Client, str], str]
) -> None:
    booking = _stay(begin=3)
    text = way(staff, booking.code)
    assert "Too early" in text
    assert "Mark the arrival" not in text
    assert _unmarked(booking)


def _not_good(verdict: Verdict) -> str:
    """Return a code of which this is true."""
    if verdict is Verdict.FORGED:
        return "NV-0000-0000-0000"
    if verdict is Verdict.UNKNOWN:
        return new_code()
    if verdict is Verdict.UNPAID:
        return new_booking().code
    if verdict is Verdict.OVER:
        return new_booking(check_in=date(2026, 1, 1), state=State.COMPLETED).code
    booking = _stay()
    if verdict is Verdict.CANCELLED:
        booking.move_to(State.CANCELLED)
    return booking.code


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict.OVER, "This stay is over"),
        (Verdict.UNPAID, "Not paid"),
        (Verdict.CANCELLED, "Cancelled"),
        (Verdict.UNKNOWN, "No stay has this code"),
        (Verdict.FORGED, "Not a code of ours"),
    ],
)
def test_what_is_not_good_is_said_in_big_words_and_marked_by_nobody(
    staff: Client, verdict: Verdict, words: str
) -> None:
    code = _not_good(verdict)
    for text in (_look(staff, code), _mark(staff, code)):
        assert f'<h1 class="stop">{words}</h1>' in text
        assert "Mark the arrival" not in text
    assert not Booking.objects.filter(arrived_at__isnull=False).exists()


def test_only_a_code_without_a_stay_stays_in_its_field(staff: Client) -> None:
    for verdict in (Verdict.UNKNOWN, Verdict.FORGED):
        code = _not_good(verdict)
        assert f'name="code" value="{code}"' in _look(staff, code)
    known = _stay().code
    assert f'name="code" value="{known}" maxlength' not in _look(staff, known)


def test_what_was_paid_is_told_where_that_is_still_true(staff: Client) -> None:
    row = "<dt>Paid</dt><dd>{}</dd>"
    assert row.format("Nothing") in _look(staff, _not_good(Verdict.UNPAID))
    assert row.format("EUR\u00a080.00") in _look(staff, _stay().code)
    # Of a stay that was cancelled a part may have gone back: its order says how much.
    assert "<dt>Paid</dt>" not in _look(staff, _not_good(Verdict.CANCELLED))


def test_every_verdict_has_words_of_its_own() -> None:
    with translation.override("en"):
        titles = {str(_WORDS[verdict][1]) for verdict in Verdict}
    assert len(titles) == len(Verdict) == len(_WORDS)


def test_without_a_code_the_page_asks_for_one(staff: Client) -> None:
    assert "Type or scan the code" in staff.get("/desk/").content.decode()
    assert "This field is required" in _look(staff, "")
    assert "at most 64 characters" in _look(staff, "x" * 65)


@pytest.mark.parametrize("is_staff", [None, False])
def test_nobody_but_staff_learns_or_marks_anything(*, is_staff: bool | None) -> None:
    booking, client = _stay(), Client()
    if is_staff is not None:
        client.force_login(User.objects.create_user("eve", is_staff=is_staff))
    path = f"/desk/?code={booking.code}"
    for response in (client.get(path), client.post("/desk/", {"code": booking.code})):
        assert response.status_code == 302
        assert response["Location"].startswith("/desk/login/?next=/desk/")
        assert "Nakato" not in response.content.decode()
    # Who logs in then is led back to the code that was scanned.
    assert client.get(path)["Location"].endswith(f"?next={quote(path)}")
    assert _unmarked(booking)


def test_another_site_marks_nothing_in_the_name_of_staff(staff: Client) -> None:
    booking, strict = _stay(), Client(enforce_csrf_checks=True)
    strict.cookies = staff.cookies
    assert strict.post("/desk/", {"code": booking.code}).status_code == 403
    assert _unmarked(booking)


def test_the_page_is_strict_and_nobody_keeps_it(staff: Client) -> None:
    response = staff.get(f"/desk/?code={_stay().code}")
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert staff.put("/desk/").status_code == 405


def test_the_camera_may_be_asked_for_here_alone(staff: Client) -> None:
    for response in (staff.get("/desk/"), staff.get(f"/desk/?code={_stay().code}")):
        assert response["Permissions-Policy"].startswith("camera=(self), geolocation=(),")
        # Where nothing runs, or codes cannot be read, there is no button that does nothing.
        assert re.search(r'<button id="scan"[^>]* hidden ', response.content.decode())
    assert staff.get("/")["Permissions-Policy"].startswith("camera=(),")


def test_the_back_office_leads_to_the_desk(staff: Client) -> None:
    assert 'href="/desk/"' in staff.get(reverse("admin:index")).content.decode()
