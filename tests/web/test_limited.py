"""Forms that are sent too often change nothing, and say when to come again."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from nauli.catalog.models import Product
from nauli.customers.models import Customer
from nauli.idempotency.models import Key
from nauli.limits.models import Tally
from nauli.orders.models import Order
from nauli.record.models import Change
from tests.factories import new_product
from tests.fakes import FakeGateway
from tests.web.forms import Forms

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db

_HOME, _OTHER = "41.0.0.1", "41.0.0.2"


@pytest.fixture(autouse=True)
def _limits(settings: Settings, gateway: FakeGateway) -> None:
    settings.FORMS_PER_PHONE, settings.FORMS_PER_ADDRESS = 2, 4
    settings.LIMIT_WINDOW_SECONDS = 600
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]
    new_product(stock=50)


def _told(client: Client, **typed: str) -> dict[str, str]:
    """Return what the form sends of somebody who buys one piece."""
    client.post("/cart/", {"product": Product.objects.get().pk, "pieces": 1, "do": "add"})
    shown = Forms(client.get("/checkout/").content.decode()).by_action[""]
    return {**shown, "name": "Amina", "phone": "0772 123 456", **typed}


def _buy(whence: str = _HOME, *, language: str = "en", **typed: str) -> Answer:
    client = Client(headers={"accept-language": language, "x-forwarded-for": whence})
    return client.post("/checkout/", _told(client, **typed))


def _rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Order, Customer, Key, Change))


def test_one_phone_is_asked_so_often_and_no_more_from_wherever(gateway: FakeGateway) -> None:
    assert [_buy().status_code for _ in range(2)] == [303, 303]
    before, stock, asked = _rows(), Product.objects.get().stock, len(gateway.asked)
    answer = _buy(_OTHER, phone="+256 772 123456")
    assert answer.status_code == 429
    assert 540 < int(answer["Retry-After"]) <= 600
    assert (_rows(), Product.objects.get().stock, len(gateway.asked)) == (before, stock, asked)
    text = answer.content.decode()
    assert "This phone number was used too often" in text
    assert "Try again in 10 minutes." in text
    kept = Forms(text).by_action[""]
    # Another number does, and what else was typed need not be typed again.
    assert (kept["name"], kept["phone"]) == ("Amina", "+256 772 123456")
    assert _buy(_OTHER, phone="0772 000 111").status_code == 303


def test_it_is_said_in_the_visitors_language() -> None:
    for _ in range(2):
        _buy()
    text = _buy(language="fr").content.decode()
    assert '<html lang="fr">' in text
    assert "Try again" not in text
    assert "10\u00a0minutes" in text or "10 minutes" in text


def test_after_its_time_the_phone_may_be_asked_again() -> None:
    for _ in range(2):
        _buy()
    Tally.objects.update(ends_at=Now())
    assert _buy().status_code == 303


def test_one_mailbox_gets_no_more_news_than_one_phone() -> None:
    told = [_buy(phone=f"077200011{n}", email="Amina@example.org") for n in range(2)]
    assert [answer.status_code for answer in told] == [303, 303]
    refused = _buy(phone="0772000119", email="amina@Example.org")
    assert refused.status_code == 429
    assert "This e-mail address was used too often" in refused.content.decode()


def test_one_address_holds_so_much_and_other_addresses_go_on() -> None:
    told = [_buy(phone=f"077200011{n}").status_code for n in range(6)]
    assert told == [303] * 4 + [429] * 2
    assert "from your network" in _buy(phone="0772000117").content.decode()
    assert _buy(_OTHER, phone="0772000118").status_code == 303


def test_where_no_address_is_known_all_customers_are_not_taken_for_one(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = []
    assert {_buy(phone=f"077200011{n}").status_code for n in range(7)} == {303}


def test_one_form_counts_once_however_often_it_is_sent(gateway: FakeGateway) -> None:
    client = Client()
    told = _told(client)
    answers = [client.post("/checkout/", told) for _ in range(5)]
    assert {(one.status_code, one["Location"]) for one in answers} == {
        (303, answers[0]["Location"])
    }
    assert _buy().status_code == 303
    # Also when its number has been asked often enough meanwhile, it leads to its order.
    assert _buy().status_code == 429
    assert client.post("/checkout/", told)["Location"] == answers[0]["Location"]
    assert gateway.verbs == ["charge", "charge"]


def test_what_cannot_be_had_counts_for_nothing() -> None:
    client = Client()
    told = _told(client)
    Product.objects.update(stock=0)
    assert {client.post("/checkout/", told).status_code for _ in range(5)} == {422}
    assert Tally.objects.count() == 0
    Product.objects.update(stock=50)
    assert client.post("/checkout/", told).status_code == 303


def test_counting_costs_an_order_one_statement(settings: Settings) -> None:
    def statements() -> int:
        client = Client(headers={"x-forwarded-for": _HOME})
        told = _told(client, email="amina@example.org")
        with CaptureQueriesContext(connection) as asked:
            assert client.post("/checkout/", told).status_code == 303
        return len(asked)

    counted = statements()
    settings.FORMS_PER_PHONE = settings.FORMS_PER_ADDRESS = 0
    assert counted == statements() + 1
