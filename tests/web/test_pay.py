from __future__ import annotations

from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from nauli.kit.clock import now
from nauli.orders.address import path_of
from nauli.payments.models import Payment
from nauli.payments.return_url import FRESH, way_back
from tests.factories import new_paid_payment, new_payment
from tests.payments.world import again

pytestmark = pytest.mark.django_db

_MERCHANTS = "https://shop.example/thanks?order=1"


def _shows_nothing(path: str) -> None:
    """See a page that is the same for every payment, and for none."""
    response = Client().get(path)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    text = response.content.decode()
    assert "Thank you" in text
    for words in ("/o/", "NAU-", "EUR", "Amina", "shop.example"):
        assert words not in text


def _asked(payment: Payment) -> bool:
    return again(payment).next_look_at is not None


def _unasked() -> Payment:
    """Return a payment whose customer goes on to their merchant, and that nobody looks at yet."""
    payment = new_payment()
    Payment.objects.filter(pk=payment.pk).update(next_look_at=None, return_url=_MERCHANTS)
    return payment


def test_a_payments_number_opens_nothing_and_asks_nobody(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    payment = _unasked()
    with django_assert_num_queries(0):
        for number in (payment.pk, uuid4()):
            for path in ("", "return/", "return/x/", "return/1vPJ0x.x/"):
                _shows_nothing(f"/pay/{number}/{path}")
    assert not _asked(payment)


def test_who_comes_back_has_the_gateway_asked_and_sees_the_order() -> None:
    payment = new_payment()
    Payment.objects.filter(pk=payment.pk).update(next_look_at=None)
    response = Client().get(way_back(payment.pk))
    assert (response.status_code, response["Location"]) == (302, path_of(payment.order))
    assert "no-store" in response["Cache-Control"]
    assert _asked(payment)
    assert again(payment).state == "pending"


def test_who_comes_back_is_led_on_to_the_merchants_page() -> None:
    assert Client().get(way_back(_unasked().pk))["Location"] == _MERCHANTS


def _moved(path: str, to: UUID) -> str:
    return "/".join([*path.split("/")[:2], str(to), *path.split("/")[3:]])


def test_the_way_back_of_another_payment_leads_nowhere() -> None:
    payment, other = _unasked(), new_payment()
    _shows_nothing(_moved(way_back(other.pk), payment.pk))
    _shows_nothing(f"{way_back(payment.pk)[:-2]}/")
    assert not _asked(payment)


def test_a_way_back_ends() -> None:
    payment = _unasked()
    path, began = way_back(payment.pk), now()
    with time_machine.travel(began + FRESH * 1.01, tick=False):
        _shows_nothing(path)
    assert not _asked(payment)
    with time_machine.travel(began + FRESH * 0.99, tick=False):
        assert Client().get(path)["Location"] == _MERCHANTS


def test_a_replaced_key_still_knows_its_ways_back(settings: Settings) -> None:
    payment = new_payment()
    path = way_back(payment.pk)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert Client().get(path).status_code == 302
    settings.SECRET_KEY_FALLBACKS = []
    _shows_nothing(path)


def test_about_what_the_gateway_has_confirmed_nobody_is_asked_again() -> None:
    payment = new_paid_payment()
    assert Client().get(way_back(payment.pk)).status_code == 302
    assert not _asked(payment)


def test_it_speaks_the_visitors_language() -> None:
    response = Client(headers={"accept-language": "fr"}).get(f"/pay/{uuid4()}/")
    text = response.content.decode()
    assert ('<html lang="fr">' in text, "Thank you" in text) == (True, False)


def test_what_there_is_not_has_no_way_back() -> None:
    assert Client().get(way_back(uuid4())).status_code == 404


@pytest.mark.parametrize("path", ["", "return/", "return/x/"])
def test_there_is_no_other_method(path: str) -> None:
    assert Client().post(f"/pay/{uuid4()}/{path}").status_code == 405
