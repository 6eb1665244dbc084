from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db.models.functions import Now
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from nauli.notifications.models import Message
from nauli.orders.address import path_of, shortened
from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.refunds.cancel_booking import cancel_booking
from tests.factories import (
    failed,
    new_listing,
    new_order,
    new_paid_payment,
    new_payment,
    new_product,
)
from tests.fakes import FakeGateway
from tests.web.orders import PAGE, new_stay, page_of, with_a_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gateway")]


def test_goods_are_named_with_what_they_cost() -> None:
    order = new_order(new_product(name="Honey", price="12.50"), quantity=2)
    text = page_of(order)
    for words in ("2 \u00d7 Honey", "EUR\u00a025.00", "Your order", "Cancel this order"):
        assert words in text


def test_a_stay_is_told_with_the_hours_at_the_place() -> None:
    order = new_stay(new_listing(title="Lake house", price="40.00"), requests="A cot")
    text = page_of(order)
    for words in (
        "Lake house",
        "Jinja, Uganda",
        "from 14:00",
        "until 10:30",
        "EUR\u00a080.00",
        "A cot",
        "local time",
        "Cancel this stay",
    ):
        assert words in text


def _left(order: Order, path: str = "") -> str:
    """Return what its page says of the time that is left, also to who asks only for that."""
    (left,) = re.findall(
        r'<p id="left"[^>]*hx-get="([^"]+)" hx-trigger="every 60s"[^>]*>([^<]+)<',
        Client().get(f"{path_of(order)}{path}").content.decode(),
    )
    assert left[0] == path_of(order)
    return str(left[1])


def test_the_time_that_is_left_moves_with_each_look() -> None:
    listing = new_listing(time_zone="Africa/Kampala")
    stay, goods = new_stay(listing), new_order()
    at = datetime(2026, 12, 1, 11, 35, tzinfo=UTC)
    Order.objects.update(expires_at=at)
    for seconds, minutes in (
        (15 * 60, "15 more minutes"),
        (14 * 60 + 1, "15 more minutes"),
        (59, "1 more minute"),
    ):
        with time_machine.travel(at - timedelta(seconds=seconds), tick=False):
            for path in ("", "pay/"):
                assert _left(stay, path) == (
                    f"The nights are kept for you until 14:35 local time ({minutes})."
                )
                assert _left(goods, path) == f"The goods are kept for you for {minutes}."
    with time_machine.travel(at, tick=False):
        assert 'id="left"' not in page_of(stay) + page_of(goods)


def test_messages_are_told_and_whether_they_arrived_by_masked_addresses() -> None:
    payment = new_paid_payment()
    Message.objects.filter(channel="sms").update(state="delivered")
    text = page_of(payment.order)
    assert "Your payment has arrived" in text
    assert "SMS to ***456: delivered" in text
    assert "E-mail to a***@example.org: is about to be sent" in text
    assert "amina@" not in text


def test_everything_is_read_in_few_questions_however_much_there_is(
    gateway: FakeGateway, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    order = new_stay()
    for _ in range(3):
        settle(failed(new_payment(order)))
    new_paid_payment(order)
    assert order.booking
    cancel_booking(order.booking.pk)
    with django_assert_num_queries(5):  # order, lines, payments, refunds, messages
        page_of(order)
    unpaid = new_order()
    with django_assert_num_queries(3):  # of what nobody has begun to pay nothing was told
        page_of(unpaid)


def test_nobody_finds_an_order_but_by_its_link() -> None:
    order = new_order()
    for path in (
        f"/o/{shortened(uuid4())}/",
        f"/o/{shortened(order.pk)}/",
        f"/o/{order.number}/",
        f"/o/{order.pk}/",
        f"/o/{shortened(order.link)}x/",
    ):
        for part in ("", "go/", "pay/", "cancel/"):
            assert Client().get(path + part).status_code == 404
            assert Client().post(path + part).status_code in {404, 405}


def test_who_has_the_page_already_is_told_of_news_alone() -> None:
    payment = new_payment()
    path = path_of(payment.order)
    text = page_of(payment.order)
    (again,) = re.findall(r'hx-get="([^"]+\?seen=[^"]+)"', text)
    headers = {"hx-request": "true"}
    assert Client().get(again, headers=headers).status_code == 204
    assert Client().get(again).status_code == 200  # without the script it is a page
    settle(failed(payment))
    news = Client().get(again, headers=headers)
    assert news.status_code == 200
    # What is put in place of what was there.
    text = news.content.decode()
    assert ('id="said"' in text, 'id="rest"' in text) == (True, True)
    assert Client().get(f"{path}?seen=x", headers=headers).status_code == 200


def test_only_its_standing_is_read_out_when_it_changes() -> None:
    text = page_of(new_payment().order)
    assert text.count('role="status"') == 1
    assert text.index('role="status"') < text.index('id="said"') < text.index('id="rest"')
    assert "aria-live" not in text


def test_the_page_between_leads_on_where_the_order_is_paid(client: Client) -> None:
    payment = with_a_page()
    path = f"{path_of(payment.order)}go/"
    response = client.get(path)
    assert (response.status_code, response["Refresh"]) == (200, f"0; url={PAGE}")
    assert f'href="{PAGE}"' in response.content.decode()
    assert "form-action 'self'" in response["Content-Security-Policy"]
    Payment.objects.filter(pk=payment.pk).update(closed_at=Now())
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (302, path_of(payment.order))
    assert "Refresh" not in response


def test_what_has_no_page_leads_back(client: Client) -> None:
    for order in (new_order(), new_payment().order, new_paid_payment().order):
        response = client.get(f"{path_of(order)}go/")
        assert (response.status_code, response["Location"]) == (302, path_of(order))
    ended = with_a_page().order
    Order.objects.filter(pk=ended.pk).update(status="cancelled")
    assert client.get(f"{path_of(ended)}go/").status_code == 302


def test_it_speaks_the_visitors_language() -> None:
    assert '<html lang="fr">' in page_of(new_order(), language="fr")
