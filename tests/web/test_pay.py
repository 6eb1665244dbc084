from __future__ import annotations

from uuid import uuid4

import pytest
from django.conf import settings
from django.db.models.functions import Now
from django.test import Client
from django.utils.html import escape

from nauli.gateways.contract import Outcome, Report
from nauli.payments.cancel import cancel_payment
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from tests.factories import failed, new_order, new_paid_payment, new_payment, succeeded
from tests.fakes import FakeGateway
from tests.payments.world import again

pytestmark = pytest.mark.django_db

_PAGE = "https://checkout.chapa.co/checkout/payment/abc"


def _page(payment: Payment, *, waits: bool = False) -> str:
    response = Client().get(f"/pay/{payment.pk}/")
    assert response.status_code == 200
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    text = response.content.decode()
    assert payment.order.number in text
    assert escape(payment.reference) in text
    assert ("Refresh" in response) is waits
    assert settings.MERCHANT_NAME in text
    return text


def _with_a_page() -> Payment:
    payment = new_payment()
    page = Report(reference=payment.reference, outcome=Outcome.PENDING, checkout_url=_PAGE)
    return settle(page)


def test_while_it_is_in_doubt_the_page_looks_again_and_leads_back_to_the_gateway() -> None:
    text = _page(_with_a_page(), waits=True)
    assert "We are checking your payment" in text
    assert f'href="{_PAGE}"' in text


def test_it_is_paid_only_when_it_is() -> None:
    assert "Paid. Thank you!" in _page(new_paid_payment())


def test_late_money_is_said_to_be_safe() -> None:
    order = new_order()
    new_paid_payment(order)
    text = _page(settle(succeeded(new_payment(order))))
    assert "arrived late" in text
    assert "Paid" not in text


def test_a_failure_says_why() -> None:
    payment = new_payment()
    settle(failed(payment, "not_enough_funds"))
    assert "There was not enough money on the account." in _page(payment)


def test_a_failure_on_a_page_that_is_open_may_not_be_the_end() -> None:
    payment = _with_a_page()
    settle(failed(payment, "cancelled"))
    assert "this page looks again" in _page(payment, waits=True)
    Payment.objects.filter(pk=payment.pk).update(closed_at=Now())
    assert "this page looks again" not in _page(payment)


def test_who_comes_back_after_a_failure_is_not_told_that_nothing_was_taken() -> None:
    payment = _with_a_page()
    settle(failed(payment, "cancelled"))
    Client().get(f"/pay/{payment.pk}/return/")
    text = _page(payment, waits=True)
    assert "We are checking your payment" in text
    assert "Nothing was taken" not in text
    assert _PAGE not in text


def test_what_goes_back_is_named() -> None:
    payment = new_paid_payment()
    assert "on its way" not in _page(payment)
    Payment.objects.filter(pk=payment.pk).update(returned_minor=1)
    assert "EUR 0.01" in _page(payment)
    assert "Your money goes back to you" not in _page(payment)
    Payment.objects.filter(pk=payment.pk).update(returned_minor=payment.captured_minor)
    assert "Your money goes back to you" in _page(payment)


def test_of_what_came_and_was_taken_back_nobody_reads_that_it_never_came() -> None:
    payment = new_payment()
    settle(Report(reference=payment.reference, outcome=Outcome.REVERSED))
    text = _page(payment)
    assert "The gateway took the money back." in text
    assert "Nothing was taken" not in text


def test_what_is_set_aside_waits_for_a_person() -> None:
    payment = new_payment()
    settle(Report(reference=payment.reference, outcome=Outcome.SUCCEEDED))
    assert "A person is looking into your payment" in _page(payment)


def test_what_was_given_up_is_said_to_be(gateway: FakeGateway) -> None:
    payment = new_payment()
    cancel_payment(payment.pk)
    assert "This payment was cancelled" in _page(payment)


def test_who_comes_back_has_the_gateway_asked_and_sees_our_page() -> None:
    payment = _with_a_page()
    Payment.objects.filter(pk=payment.pk).update(next_look_at=None)
    response = Client().get(f"/pay/{payment.pk}/return/")
    assert (response.status_code, response["Location"]) == (302, f"/pay/{payment.pk}/")
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
