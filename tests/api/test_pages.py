from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from nauli.catalog.models import Product
from nauli.customers.models import Customer
from tests.door import Door, read, read_problem
from tests.factories import new_customer, new_listing, new_order, new_payment, new_product

pytestmark = pytest.mark.django_db

LISTS: dict[str, Callable[[], object]] = {
    "/api/products/": new_product,
    "/api/customers/": new_customer,
    "/api/orders/": lambda: new_order(customer=new_customer()),
    "/api/payments/": new_payment,
    "/api/listings/": new_listing,
}


def _walk(door: Door, path: str, between: Callable[[], object] = lambda: None) -> list[object]:
    """Follow `next` to the end and return every id in the order in which it came."""
    found: list[object] = []
    following: str | None = path
    while following:
        answer = read(door.get(following))
        found += [item["id"] for item in answer["items"]]
        following = answer["next"]
        assert len(found) < 100, "the walk does not end"
        between()
    return found


@pytest.mark.parametrize("path", LISTS)
def test_an_empty_list_is_a_page_without_a_next(path: str, door: Door) -> None:
    assert read(door.get(path)) == {"items": [], "next": None}


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", [1, 2, 3, 200])
def test_a_walk_meets_every_row_once(path: str, limit: int, door: Door) -> None:
    for _ in range(3):
        LISTS[path]()
    found = _walk(door, f"{path}?limit={limit}")
    assert len(found) == len(set(map(str, found))) == 3
    assert found == _walk(door, path)


def test_rows_that_are_added_during_a_walk_are_met_once_at_its_end(door: Door) -> None:
    before = [str(new_product().pk) for _ in range(5)]
    added: list[str] = []

    def add() -> None:
        if len(added) < 3:
            added.append(str(new_product().pk))

    assert _walk(door, "/api/products/?limit=2", add) == before + added


def test_rows_of_one_moment_are_told_apart_by_their_ids(door: Door) -> None:
    ids = sorted(uuid4() for _ in range(7))
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    Product.objects.bulk_create(
        Product(id=id_, name="x", price_minor=1, currency="EUR", created_at=moment)
        for id_ in reversed(ids)
    )
    assert _walk(door, "/api/products/?limit=2") == [str(id_) for id_ in ids]


def test_a_walk_keeps_its_filters(door: Door) -> None:
    for phone in ("+256772123456", "+256772000000") * 3:
        new_customer(phone=phone)
    found = _walk(door, "/api/customers/?phone=%2B256772000000&limit=1")
    expected = Customer.objects.filter(phone="+256772000000").order_by("pk")
    assert found == list(expected.values_list("pk", flat=True))


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "", "1.5", "9" * 30])
def test_a_limit_is_1_to_200(path: str, limit: str, door: Door) -> None:
    assert read_problem(door.get(f"{path}?limit={limit}"), 422)["field"] == "limit"


def _cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


NOW = "2026-11-22T09:30:00+00:00"


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%",
        "é",
        "AAAA",
        _cursor("a b c"),
        _cursor(NOW),
        _cursor(f"{NOW} "),
        _cursor(f"{NOW} x"),
        _cursor(f"{NOW} -1"),
        _cursor(f"{NOW} ²"),
        _cursor("2026-11-22T09:30:00 1"),
        _cursor("yesterday 1"),
        _cursor(f"{NOW} {'9' * 5000}"),
    ],
)
def test_a_cursor_that_is_none_of_ours_is_refused(path: str, cursor: str, door: Door) -> None:
    LISTS[path]()
    assert read_problem(door.get(f"{path}?cursor={cursor}"), 422)["field"] == "cursor"


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "cursor",
    [
        _cursor(f"{NOW} 1"),
        _cursor(f"{NOW} {UUID(int=1)}"),
        _cursor(f"{NOW} {10**20}"),
        _cursor(f"{NOW} {10**40}"),
        _cursor(f"0001-01-01T00:00:00+23:59 {UUID(int=1)}"),
        _cursor(f"9999-12-31T23:59:59-23:59 {UUID(int=1)}"),
    ],
)
def test_a_cursor_of_another_list_is_no_mistake_of_ours(path: str, cursor: str, door: Door) -> None:
    LISTS[path]()
    assert door.get(f"{path}?cursor={cursor}").status_code in {200, 422}


def test_a_moments_microseconds_are_not_lost_between_two_pages(door: Door) -> None:
    moment = datetime(2026, 1, 1, 0, 0, 0, 123456, tzinfo=UTC)
    made = [
        Product.objects.create(
            name="x", price_minor=1, currency="EUR", created_at=moment + timedelta(microseconds=n)
        )
        for n in range(4)
    ]
    assert _walk(door, "/api/products/?limit=1") == [str(product.pk) for product in made]
