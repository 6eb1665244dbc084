from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from nauli.orders.address import path_of
from nauli.payments.models import Payment
from tests.factories import new_paid_payment, new_payment
from tests.payments.world import again

pytestmark = pytest.mark.django_db


def test_a_payments_address_leads_to_its_order() -> None:
    payment = new_payment()
    response = Client().get(f"/pay/{payment.pk}/")
    assert (response.status_code, response["Location"]) == (302, path_of(payment.order))
    assert "no-store" in response["Cache-Control"]


def test_who_comes_back_has_the_gateway_asked_and_sees_the_order() -> None:
    payment = new_payment()
    Payment.objects.filter(pk=payment.pk).update(next_look_at=None)
    response = Client().get(f"/pay/{payment.pk}/return/")
    assert (response.status_code, response["Location"]) == (302, path_of(payment.order))
    assert again(payment).next_look_at is not None
    assert again(payment).state == "pending"


def test_who_comes_back_is_led_on_to_the_merchants_page() -> None:
    payment = new_payment()
    Payment.objects.filter(pk=payment.pk).update(return_url="https://shop.example/thanks")
    response = Client().get(f"/pay/{payment.pk}/return/")
    assert response["Location"] == "https://shop.example/thanks"


def test_about_what_the_gateway_has_confirmed_nobody_is_asked_again() -> None:
    payment = new_paid_payment()
    Client().get(f"/pay/{payment.pk}/return/")
    assert again(payment).next_look_at is None


@pytest.mark.parametrize("path", ["", "return/"])
def test_there_is_no_other_payment_and_no_other_method(path: str) -> None:
    payment = new_payment()
    assert Client().get(f"/pay/{uuid4()}/{path}").status_code == 404
    assert Client().post(f"/pay/{payment.pk}/{path}").status_code == 405
