from __future__ import annotations

import pytest
from pytest_django import Settings

from nauli.orders.address import LENGTH, address_of, path_of
from nauli.orders.models import Order
from tests.factories import new_order

pytestmark = pytest.mark.django_db


def test_every_order_has_an_address_of_its_own_that_its_id_does_not_tell(
    settings: Settings,
) -> None:
    settings.PUBLIC_URL = "https://shop.example"
    orders = [new_order(), new_order()]
    addresses = {address_of(order) for order in orders}
    assert len(addresses) == 2
    for order in orders:
        assert address_of(order) == f"https://shop.example{path_of(order)}"
        assert len(path_of(order)) == LENGTH + len("/o//")
        assert order.link != order.pk
        assert Order.objects.get(pk=order.pk).link == order.link


def test_where_nobody_can_reach_us_there_is_none(settings: Settings) -> None:
    settings.PUBLIC_URL = ""
    assert address_of(new_order()) == ""
