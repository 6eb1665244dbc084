from __future__ import annotations

from collections import Counter

import pytest

from nauli.access import keys
from nauli.access.models import ApiKey
from nauli.access.scopes import Scope
from nauli.catalog.models import Product
from nauli.customers.models import Customer
from nauli.launch.demo_data import load_demo

pytestmark = pytest.mark.django_db

KEY = "nauli_demo_of_these_tests"


def _offered() -> list[dict[str, str]]:
    told = load_demo(key=KEY)["products"]
    assert isinstance(told, list)
    return told


def test_each_method_finds_goods_in_a_currency_that_it_takes() -> None:
    offered = Counter(product["currency"] for product in _offered())
    assert set(offered) == {"UGX", "GHS", "EUR", "ETB"}
    assert min(offered.values()) >= 2
    assert min(Product.objects.values_list("stock", flat=True)) >= 500


def test_loaded_twice_all_of_it_is_there_once_and_as_it_was_left() -> None:
    first = _offered()
    sold_out, hidden = Product.objects.order_by("pk")[:2]
    Product.objects.filter(pk=sold_out.pk).update(stock=0)
    Product.objects.filter(pk=hidden.pk).update(active=False)
    assert _offered() == [product for product in first if product["id"] != str(hidden.pk)]
    assert Product.objects.get(pk=sold_out.pk).stock == 0
    assert (Customer.objects.count(), ApiKey.objects.count()) == (2, 1)


def test_a_folder_of_an_older_release_gets_what_that_did_not_have() -> None:
    offered = _offered()
    Product.objects.filter(currency="ETB").delete()
    ApiKey.objects.update(scopes=["payments:write", "read"])
    assert _offered() == offered
    row = keys.find(KEY)
    assert row is not None
    assert all(row.may(scope) for scope in Scope)
    assert Customer.objects.count() == 2


def test_a_key_that_was_revoked_stays_so() -> None:
    load_demo(key=KEY)
    keys.revoke(ApiKey.objects.get().pk)
    load_demo(key=KEY)
    assert keys.find(KEY) is None
