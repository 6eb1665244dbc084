from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from nauli.orders.address import path_of
from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.refunds.models import Refund
from nauli.travel.models import Booking
from tests.factories import (
    new_listing,
    new_order,
    new_paid_payment,
    new_payment,
    new_policy,
    succeeded,
)
from tests.fakes import FakeGateway
from tests.payments.world import again
from tests.web.forms import Forms
from tests.web.orders import new_stay

pytestmark = pytest.mark.django_db


def _path(order: Order) -> str:
    return f"{path_of(order)}cancel/"


def _shown(order: Order) -> str:
    response = Client().get(_path(order))
    assert response.status_code == 200
    return response.content.decode()


def _send(order: Order, text: str, *, status: int = 303) -> str:
    response = Client().post(_path(order), Forms(text).by_action[""])
    assert response.status_code == status
    if status == 303:
        assert response["Location"] == path_of(order)
    return response.content.decode()


def test_what_goes_back_is_shown_before_a_stay_is_cancelled(gateway: FakeGateway) -> None:
    order = new_stay(new_listing(price="40.00", policy=new_policy((14, 50))))
    payment = new_paid_payment(order)
    text = _shown(order)
    for words in ("EUR\u00a080.00", "EUR\u00a040.00", "50% back until 14 days"):
        assert words in text
    assert (gateway.asked, Booking.objects.get().state) == ([], "confirmed")
    _send(order, text)
    refund = Refund.objects.get(payment=payment)
    assert (refund.amount.spoken(), Booking.objects.get().state) == ("EUR 40.00", "cancelled")
    assert gateway.verbs == ["refund"]


def test_where_nothing_goes_back_that_is_shown(gateway: FakeGateway) -> None:
    order = new_stay(new_listing(policy=new_policy((300, 100))))
    new_paid_payment(order)
    text = _shown(order)
    assert "EUR\u00a00.00" in text
    _send(order, text)
    assert (Booking.objects.get().state, Refund.objects.count()) == ("cancelled", 0)


def test_nobody_cancels_for_less_than_they_saw(gateway: FakeGateway) -> None:
    order = new_stay()
    payment = new_paid_payment(order)
    text = _shown(order)
    Payment.objects.filter(pk=payment.pk).update(returned_minor=1000)
    text = _send(order, text, status=422)
    assert "has changed" in text
    assert "EUR\u00a070.00" in text
    assert (Booking.objects.get().state, gateway.asked) == ("confirmed", [])


@pytest.mark.parametrize("new", [new_stay, new_order])
def test_what_is_not_paid_is_given_up_with_what_is_in_flight(
    gateway: FakeGateway, new: Callable[[], Order]
) -> None:
    order = new()
    payment = new_payment(order)
    text = _shown(order)
    assert "Nothing was paid" in text
    _send(order, text)
    order.refresh_from_db()
    assert (order.status, again(payment).state) == ("cancelled", "cancelled")


@pytest.mark.parametrize("new", [new_stay, new_order])
def test_what_was_paid_since_the_page_was_shown_is_not_cancelled(
    gateway: FakeGateway, new: Callable[[], Order]
) -> None:
    """Who saw that nothing was paid decides anew, now that there is money of theirs to lose."""
    order = new()
    payment = new_payment(order)
    text = _shown(order)
    gateway.says.append(succeeded(payment))
    text = _send(order, text, status=422)
    assert "cannot be cancelled any more" in text
    order.refresh_from_db()
    assert order.status == "paid"


def _happening(order: Order, what: Callable[[], object]) -> Callable[..., object]:
    """Let something happen while a form is at work: all that it shows has been read by then."""
    with CaptureQueriesContext(connection) as reading:
        _shown(order)
    left = [len(reading)]

    def happen(execute: Callable[..., object], *asked: object) -> object:
        left[0] -= 1
        if left[0] == -1:
            what()
        return execute(*asked)

    return happen


def test_what_is_paid_while_the_form_is_at_work_is_not_cancelled(gateway: FakeGateway) -> None:
    order = new_stay(new_listing(policy=new_policy((300, 100))))
    payment = new_payment(order)
    text = _shown(order)
    with connection.execute_wrapper(_happening(order, lambda: settle(succeeded(payment)))):
        text = _send(order, text, status=422)
    assert "cannot be cancelled any more" in text
    assert "EUR\u00a00.00" in text  # what they would get back, now that it is paid
    assert Booking.objects.get().state == "confirmed"


def test_what_goes_back_changes_while_the_form_is_at_work(gateway: FakeGateway) -> None:
    """At midnight at the place, or by a refund: nobody cancels for less than they saw."""
    order = new_stay()
    payments = Payment.objects.filter(pk=new_paid_payment(order).pk)
    text = _shown(order)
    with connection.execute_wrapper(
        _happening(order, lambda: payments.update(returned_minor=1000))
    ):
        text = _send(order, text, status=422)
    for words in ("has changed", "EUR\u00a070.00"):
        assert words in text
    assert (Booking.objects.get().state, gateway.asked) == ("confirmed", [])


def test_whoever_saw_it_unpaid_sees_the_quote_first(gateway: FakeGateway) -> None:
    order = new_stay()
    text = _shown(order)
    new_paid_payment(order)
    assert "has changed" in _send(order, text, status=422)
    assert Booking.objects.get().state == "confirmed"


def test_goods_that_are_paid_are_for_a_person(settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Nile Stays <orders@nile.example>"
    order = new_paid_payment().order
    text = _shown(order)
    assert f"mailto:orders@nile.example?subject={order.number}" in text
    assert "<button" not in text
    response = Client().post(_path(order), {"seen": "nothing"})
    assert response.status_code == 200
    order.refresh_from_db()
    assert order.status == "paid"


def test_what_has_ended_is_shown_and_not_cancelled(gateway: FakeGateway) -> None:
    order = new_order()
    _send(order, _shown(order))
    for response in (Client().get(_path(order)), Client().post(_path(order))):
        assert (response.status_code, response["Location"]) == (302, path_of(order))


def test_only_a_form_of_ours_cancels() -> None:
    order = new_order()
    told = Forms(_shown(order)).by_action[""]
    assert Client(enforce_csrf_checks=True).post(_path(order), told).status_code == 403
    order.refresh_from_db()
    assert order.status == "open"
