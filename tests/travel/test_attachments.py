from __future__ import annotations

from io import BytesIO
from uuid import uuid4

import pytest
from icalendar import Calendar
from pypdf import PdfReader
from pytest_django import Settings

from nauli.travel.attachments import of_booking
from nauli.travel.models import Booking
from tests.factories import new_booking

pytestmark = pytest.mark.django_db


def test_a_confirmed_stay_brings_its_voucher_and_its_calendar(settings: Settings) -> None:
    settings.MERCHANT_NAME = "Nile Stays"
    booking = new_booking(state=Booking.State.CONFIRMED)
    (voucher, pdf, page), (calendar, ics, event) = of_booking(
        str(booking.pk), name="Amina Nakato", language="en"
    )
    assert (voucher, pdf) == ("voucher.pdf", "application/pdf")
    assert (calendar, ics) == ("calendar.ics", "text/calendar")
    text = PdfReader(BytesIO(page)).pages[0].extract_text()
    for part in ("Nile Stays", "Amina Nakato", booking.listing.title, booking.code):
        assert part in text
    (stay,) = Calendar.from_ical(event).events
    assert booking.code in str(stay["description"])


def test_both_speak_the_language_of_the_message() -> None:
    booking = new_booking(state=Booking.State.CONFIRMED)
    (_, _, page), (_, _, event) = of_booking(str(booking.pk), name="Amina", language="fr")
    assert "Bon de séjour" in PdfReader(BytesIO(page)).pages[0].extract_text()
    (stay,) = Calendar.from_ical(event).events
    assert "Voyageurs : 2" in str(stay["description"])


@pytest.mark.parametrize("state", [Booking.State.CANCELLED, Booking.State.EXPIRED])
def test_a_stay_that_is_over_before_it_is_told_brings_nothing(state: Booking.State) -> None:
    assert of_booking(str(new_booking(state=state).pk), name="Amina", language="en") == ()


def test_a_stay_that_is_not_there_is_an_error_and_no_empty_mail() -> None:
    with pytest.raises(Booking.DoesNotExist):
        of_booking(str(uuid4()), name="Amina", language="en")
