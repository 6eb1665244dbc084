from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from nauli.kit.qr import qr
from nauli.orders.address import address_of
from nauli.orders.models import Order
from tests.factories import new_order
from tests.qr import of_svg

pytestmark = pytest.mark.django_db


def _page(staff: Client, order: Order) -> str:
    return staff.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()


def _picture(number: object) -> str:
    return reverse("admin:orders_order_payment_link", args=[number])


def test_staff_see_the_link_to_send_and_its_code(staff: Client, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://shop.example.com"
    order = new_order()
    text = _page(staff, order)
    assert f'href="{address_of(order)}"' in text
    assert f'src="{_picture(order.pk)}"' in text
    picture = staff.get(_picture(order.pk))
    assert picture["Content-Type"] == "image/svg+xml"
    assert of_svg(picture.content) == qr(address_of(order))
    assert staff.get(_picture(uuid4())).status_code == 404


def test_only_staff_get_the_code(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://shop.example.com"
    order = new_order()
    refused = Client().get(_picture(order.pk))
    assert refused.status_code == 302
    assert address_of(order) not in refused.content.decode()


def test_where_nobody_can_reach_us_the_page_says_so(staff: Client, settings: Settings) -> None:
    settings.PUBLIC_URL = ""
    order = new_order()
    text = _page(staff, order)
    assert "NAULI_PUBLIC_URL is not set" in text
    assert "payment-link.svg" not in text
    assert staff.get(_picture(order.pk)).status_code == 404
