"""Orders as their pages show them: a stay of two nights, a payment whose gateway has a page."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from nauli.gateways.contract import Outcome, Report
from nauli.orders.address import path_of
from nauli.orders.book import place_booking
from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.travel.models import Listing
from nauli.travel.stay import Stay
from tests.factories import CHECK_IN, new_customer, new_listing, new_payment

PAGE = "https://checkout.chapa.co/checkout/payment/abc"


def page_of(order: Order, *, language: str = "en") -> str:
    """Return the text of the order's page, which is for nobody else."""
    response = Client(headers={"accept-language": language}).get(path_of(order))
    assert (response.status_code, response["X-Robots-Tag"]) == (200, "noindex")
    assert "no-store" in response["Cache-Control"]
    text = response.content.decode()
    assert order.number in text
    return text


def asks_again(text: str) -> bool:
    """Say whether the page asks for news every few seconds, also without scripts."""
    scripted, plain = 'hx-trigger="every 3s"' in text, 'http-equiv="refresh"' in text
    assert scripted is plain
    return scripted


def new_stay(listing: Listing | None = None, *, requests: str = "") -> Order:
    """Two nights of two guests, held for Amina."""
    stay = Stay(CHECK_IN, CHECK_IN + timedelta(days=2), 2)
    order, _ = place_booking(
        customer=new_customer().pk,
        listing=(listing or new_listing()).pk,
        stay=stay,
        special_requests=requests,
    )
    return order


def with_a_page(order: Order | None = None) -> Payment:
    payment = new_payment(order, gateway="chapa")
    page = Report(reference=payment.reference, outcome=Outcome.PENDING, checkout_url=PAGE)
    return settle(page)
