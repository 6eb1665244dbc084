from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.test import Client
from icalendar import Calendar
from pypdf import PdfReader

from nauli.orders.address import path_of
from nauli.orders.models import Order
from nauli.travel.models import Booking
from tests.factories import new_customer, new_order, new_paid_payment, new_product
from tests.qr import of_svg, read
from tests.stays import book
from tests.web.pages import answer, get

pytestmark = pytest.mark.django_db

_OF_AN_ORDER = ("receipt/", "receipt.pdf")
_OF_A_STAY = ("voucher.pdf", "voucher.svg", "calendar.ics")


def _goods(*, language: str = "en") -> Order:
    honey = new_product(name="Honey", price="25000", currency="UGX")
    order = new_order(honey, quantity=2, customer=new_customer(language=language))
    new_paid_payment(order)
    return Order.objects.get(pk=order.pk)


def _stay(*, language: str = "en") -> Order:
    order, _ = book(customer=new_customer(language=language))
    new_paid_payment(order)
    return Order.objects.get(pk=order.pk)


def _text(order: Order, name: str) -> str:
    response = answer(path_of(order) + name, language="sw")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    return PdfReader(BytesIO(response.content)).pages[0].extract_text()


@pytest.mark.parametrize("name", [*_OF_AN_ORDER, *_OF_A_STAY])
def test_nothing_is_to_be_had_of_what_is_not_paid(name: str) -> None:
    for order in (new_order(), book()[0]):
        assert answer(path_of(order) + name).status_code == 404


@pytest.mark.parametrize("name", [*_OF_AN_ORDER, *_OF_A_STAY])
def test_whoever_does_not_know_the_link_finds_nothing_and_nobody_keeps_a_copy(name: str) -> None:
    order = _stay()
    found = answer(path_of(order) + name)
    assert found.status_code == 200
    assert "no-store" in found["Cache-Control"]
    order.link = uuid4()
    assert answer(path_of(order) + name).status_code == 404
    order.link = order.pk
    assert answer(path_of(order) + name).status_code == 404
    assert Client().post(path_of(order) + name).status_code == 405


@pytest.mark.parametrize("name", _OF_A_STAY)
@pytest.mark.parametrize("state", ["cancelled", "goods"])
def test_a_voucher_is_of_a_stay_that_is_confirmed(name: str, state: str) -> None:
    order = _goods() if state == "goods" else _stay()
    if state == "cancelled":
        booking = Booking.objects.get()
        booking.move_to(Booking.State.CANCELLED)
    assert answer(path_of(order) + name).status_code == 404
    # What was paid was paid all the same.
    assert answer(f"{path_of(order)}receipt/").status_code == 200


def test_the_receipt_of_a_stay_says_by_which_clock_it_was_paid() -> None:
    order = _stay()
    Order.objects.update(paid_at=datetime(2026, 12, 12, 22, 5, tzinfo=UTC))
    written = "Sunday 13 December 2026, 01:05 (UTC+3)"
    assert written in get(f"{path_of(order)}receipt/")
    assert written in _text(order, "receipt.pdf")


def test_a_receipt_can_be_read_and_printed() -> None:
    order = _goods()
    text = get(f"{path_of(order)}receipt/")
    for words in (
        order.number,
        order.payments.get().reference,
        "MTN MoMo",
        "Amina",
        "Honey",
        "UGX\u00a025,000",
        "UGX\u00a050,000",
        'content="noindex"',
        f"{path_of(order)}receipt.pdf",
    ):
        assert words in text
    assert "Remains paid" not in text
    assert "50\u202f000\u00a0UGX" in get(f"{path_of(order)}receipt/", language="fr")


def test_the_sheet_speaks_the_customers_language_and_not_the_browsers() -> None:
    order = _goods(language="fr")
    assert "Total payé" in _text(order, "receipt.pdf")
    assert order.number in answer(f"{path_of(order)}receipt.pdf")["Content-Disposition"]


def test_a_guest_has_the_voucher_in_their_language() -> None:
    order = _stay(language="fr")
    text = _text(order, "voucher.pdf")
    assert "Bon de séjour" in text
    assert Booking.objects.get().code in text


def test_the_phone_shows_the_code_that_stands_on_the_voucher() -> None:
    response = answer(f"{path_of(_stay())}voucher.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert read(of_svg(response.content)) == Booking.objects.get().code


def test_the_stay_goes_into_the_guests_calendar() -> None:
    response = answer(f"{path_of(_stay(language='fr'))}calendar.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(response.content).events
    assert "Voyageurs : 2" in str(event["description"])


def _links(order: Order) -> list[str]:
    text = render_to_string("web/_papers.html", {"order": order})
    names = [*_OF_AN_ORDER, *_OF_A_STAY]
    return [name for name in names if f'"{path_of(order)}{name}"' in text]


def test_an_order_leads_to_what_there_is_of_it() -> None:
    assert _links(new_order()) == []
    assert _links(_goods()) == list(_OF_AN_ORDER)
    stay = _stay()
    assert _links(stay) == [*_OF_AN_ORDER, *_OF_A_STAY]
    Booking.objects.get().move_to(Booking.State.CANCELLED)
    assert _links(Order.objects.get(pk=stay.pk)) == list(_OF_AN_ORDER)
