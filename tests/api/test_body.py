"""Every route that takes a body refuses what two parsers could read in two ways."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql

from nauli.access.models import ApiKey
from nauli.api.body import DuplicateField, read_object
from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from nauli.kit.errors import Malformed
from nauli.record.models import Change
from nauli.travel.code import new_code
from nauli.travel.models import Booking
from nauli.travel.review import review
from tests.api.routes import Route, routes
from tests.door import Door, read, read_problem
from tests.factories import (
    CHECK_IN,
    new_booking,
    new_customer,
    new_listing,
    new_order,
    new_paid_payment,
    new_policy,
    new_product,
)
from tests.fakes import FakeGateway

pytestmark = pytest.mark.django_db

WITH_A_BODY = [route for route in routes() if route.takes_json]


def _right(route: Route) -> tuple[str, dict[str, Any]]:
    """An address and a body that the route accepts."""
    path: str
    body: dict[str, Any]
    match str(route):
        case "POST /api/customers/":
            path, body = route.path, {"name": "Amina", "phone": "+256772123456"}
        case "POST /api/products/":
            path, body = route.path, {"name": "Coffee", "price": "12.50", "currency": "EUR"}
        case "PATCH /api/products/{product}/":
            path, body = f"/api/products/{new_product().pk}/", {"name": "Tea"}
        case "POST /api/products/{product}/restock/":
            path, body = f"/api/products/{new_product().pk}/restock/", {"delta": 1}
        case "POST /api/orders/":
            items = [{"product": str(new_product().pk), "quantity": 1}]
            path, body = route.path, {"customer": new_customer().pk, "items": items}
        case "POST /api/payments/charge/":
            path, body = route.path, {"order": str(new_order().pk)}
        case "POST /api/payments/{payment}/refunds/":
            path, body = f"/api/payments/{new_paid_payment().pk}/refunds/", {"amount": "5"}
        case "POST /api/cases/{case}/refund/":
            paid = new_paid_payment()
            raise_case(Case.Kind.EVENT, 1, detail="It fits nothing.", payment=paid.pk)
            path, body = f"/api/cases/{Case.objects.get().pk}/refund/", {"reason": "It was late."}
        case "POST /api/cases/{case}/close/":
            raise_case(Case.Kind.EVENT, 1, detail="It fits nothing.")
            path, body = f"/api/cases/{Case.objects.get().pk}/close/", {"resolution": "Sent back."}
        case _:
            return _right_of_travel(route)
    return path, body


def _right_of_travel(route: Route) -> tuple[str, dict[str, Any]]:
    path: str
    body: dict[str, Any]
    match str(route):
        case "POST /api/policies/":
            step = {"days_before": 1, "percent": 50}
            path, body = route.path, {"name": "usual", "steps": [step]}
        case "POST /api/listings/":
            place = {"title": "Lodge", "town": "Jinja", "country": "UG", "max_guests": 2}
            hours = {"check_in_from": "14:00", "check_out_until": "10:00", "time_zone": "UTC"}
            price = {"price_per_night": "40.00", "currency": "EUR", "policy": new_policy().name}
            path, body = route.path, {**place, **hours, **price}
        case "PATCH /api/listings/{listing}/":
            path, body = f"/api/listings/{new_listing().pk}/", {"title": "Other"}
        case "POST /api/listings/{listing}/closures/":
            path = f"/api/listings/{new_listing().pk}/closures/"
            body = {"first": "2027-01-01", "last": "2027-01-02"}
        case "POST /api/listings/{listing}/reviews/":
            stay = new_booking(check_in=date(2026, 1, 1), state=Booking.State.COMPLETED)
            path = f"/api/listings/{stay.listing_id}/reviews/"
            body = {"booking": str(stay.pk), "rating": 4}
        case "PATCH /api/listings/{listing}/reviews/{number}/":
            stay = new_booking(check_in=date(2026, 1, 1), state=Booking.State.COMPLETED)
            number = review(stay.listing, stay.pk, rating=4).pk
            path = f"/api/listings/{stay.listing_id}/reviews/{number}/"
            body = {"hidden": True}
        case "POST /api/bookings/":
            dates = {"check_in": str(CHECK_IN), "check_out": str(CHECK_IN + timedelta(days=2))}
            who = {"listing": str(new_listing().pk), "customer": new_customer().pk, "guests": 1}
            path, body = route.path, {**who, **dates}
        case "POST /api/vouchers/check/":
            path, body = route.path, {"code": new_code()}
        case _:
            raise AssertionError(f"{route}: say here what it accepts")
    return path, body


def _rows() -> dict[str, int]:
    """How many rows every table of ours has."""
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("nauli.") and model is not ApiKey
    ]
    count = sql.SQL("(SELECT count(*) FROM {})")
    counts = sql.SQL(", ").join(count.format(sql.Identifier(table)) for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT {}").format(counts))
        return dict(zip(tables, cursor.fetchone(), strict=True))


def _refuse(door: Door, method: str, path: str, body: bytes, status: int) -> dict[str, Any]:
    before = _rows()
    document = read_problem(door.ask(method, path, body, idempotency_key=uuid4().hex), status)
    assert _rows() == before
    return document


@pytest.mark.parametrize("route", WITH_A_BODY, ids=str)
def test_the_right_body_is_accepted(route: Route, door: Door, gateway: FakeGateway) -> None:
    path, body = _right(route)
    response = door.ask(route.method, path, body, idempotency_key="k")
    assert response.status_code in {200, 201}
    assert Change.objects.exists()


@pytest.mark.parametrize("route", WITH_A_BODY, ids=str)
def test_an_unknown_field_is_refused_and_named(
    route: Route, door: Door, gateway: FakeGateway
) -> None:
    path, body = _right(route)
    for name in ("state", "amount", "id", "", "Name "):
        raw = json.dumps({**body, name: 1}).encode()
        assert _refuse(door, route.method, path, raw, 422).get("field", "") == name
    assert gateway.asked == []


@pytest.mark.parametrize("route", WITH_A_BODY, ids=str)
@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda _: b" ", id="space"),
        pytest.param(lambda raw: raw[:-1], id="cut off"),
        pytest.param(lambda raw: raw + b"{}", id="two objects"),
        pytest.param(lambda raw: b"[" + raw + b"]", id="a list"),
        pytest.param(lambda _: b"null", id="null"),
        pytest.param(lambda _: b'"text"', id="a text"),
        pytest.param(lambda raw: b"\xef\xbb\xbf" + raw, id="BOM"),
        pytest.param(lambda raw: raw.decode().encode("utf-16"), id="UTF-16"),
        pytest.param(lambda raw: raw.replace(b"{", b"{'a': 1, ", 1), id="single quotes"),
        pytest.param(lambda raw: raw[:-1] + b",}", id="a comma too many"),
        pytest.param(lambda raw: raw[:-1] + b', "x": NaN}', id="NaN"),
        pytest.param(lambda raw: raw[:-1] + b', "x": -Infinity}', id="Infinity"),
        pytest.param(lambda raw: raw[:-1] + b', "x": "\xff"}', id="no UTF-8"),
        pytest.param(lambda raw: raw[:-1] + rb', "x": "\u0000"}', id="NUL"),
        pytest.param(lambda raw: raw[:-1] + rb', "\u0000": 1}', id="NUL in a name"),
        pytest.param(lambda raw: raw[:-1] + rb', "x": ["\ud800"]}', id="lone surrogate"),
        pytest.param(lambda raw: raw[:-1] + rb', "\udfff": 1}', id="lone surrogate in a name"),
        pytest.param(lambda raw: raw[:-1] + b', "x": ' + b"[" * 30000 + b"}", id="deep lists"),
        pytest.param(
            lambda raw: raw[:-1] + b', "x": ' + b'{"a":' * 12000 + b"}", id="deep objects"
        ),
        pytest.param(lambda raw: raw[:-1] + b', "x": ' + b"9" * 5000 + b"}", id="endless number"),
        pytest.param(lambda raw: raw[:-1] + b', "x": {"a": 1, "a": 1}}', id="twice inside"),
        pytest.param(
            lambda raw: raw[:-1] + rb', "\ud800": 1, "\ud800": 2}', id="surrogate that stands twice"
        ),
    ],
)
def test_what_is_no_plain_json_object_is_refused(
    route: Route,
    spoil: Callable[[bytes], bytes],
    door: Door,
    gateway: FakeGateway,
) -> None:
    path, body = _right(route)
    _refuse(door, route.method, path, spoil(json.dumps(body).encode()), 400)
    assert gateway.asked == []


@pytest.mark.parametrize("route", WITH_A_BODY, ids=str)
@pytest.mark.parametrize("body", [b"", b" \n"])
def test_no_body_at_all_is_told_so(
    route: Route, body: bytes, door: Door, gateway: FakeGateway
) -> None:
    path, _ = _right(route)
    document = _refuse(door, route.method, path, body, 400)
    assert document["type"] == "urn:nauli:problem:not-json"
    assert document["detail"] == "The body is empty."


def test_the_refusal_says_what_is_wrong_with_the_body(door: Door) -> None:
    document = _refuse(door, "POST", "/api/customers/", b'{"name": "Amina",}', 400)
    assert document["type"] == "urn:nauli:problem:not-json"
    assert "line 1 column" in document["detail"]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("[" * 30000, "The body is nested too deeply."),
        ('{"a":' * 12000, "The body is nested too deeply."),
        ("9" * 5000, "The body is not JSON: a number has too many digits."),
        (r'"\ud800"', "The body is not JSON: a text holds half of a surrogate pair."),
    ],
    ids=["lists", "objects", "digits", "surrogate"],
)
def test_a_refusal_is_said_in_our_words_and_not_in_pythons(value: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        read_object(f'{{"x": {value}}}'.encode())
    assert refusal.value.detail == sentence


@pytest.mark.parametrize(
    ("method", "path", "body", "sentence"),
    [
        (
            "POST",
            "/api/customers/",
            {"language": "de"},
            "This must be one of 'en', 'fr', 'am' or 'sw'.",
        ),
        ("POST", "/api/customers/", {"name": "x" * 121}, "This must have at most 120 characters."),
        ("POST", "/api/products/", {"stock": -1}, "This must be at least 0."),
        ("POST", "/api/products/", {"stock": 2**40}, "This must be at most 1000000000."),
        ("POST", "/api/orders/", {"items": [1]}, "This must be an object."),
        ("GET", "/api/customers/?limit=0", None, "This must be at least 1."),
        ("GET", "/api/customers/?limit=201", None, "This must be at most 200."),
        ("GET", "/api/customers/?limit=ten", None, "This must be a whole number."),
        ("GET", f"/api/orders/?customer={2**63}", None, f"This must be less than {2**63}."),
    ],
)
def test_a_field_is_refused_in_our_words_and_not_in_pydantics(
    method: str, path: str, body: object, sentence: str, door: Door
) -> None:
    document = read_problem(door.ask(method, path, body), 422)
    assert sentence in [error["detail"] for error in document["errors"]]
    assert "nput should" not in str(document)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"items": [{"quantity": 1, "quantity": 2}]}', "items.0.quantity"),
        ('{"a": {"b": 1}, "c": [0, [{"d": 1, "e": 1, "e": 1}]]}', "c.1.0.e"),
        ('{"a": {"b": 1}, "a": 1}', "a"),
    ],
)
def test_a_field_that_stands_twice_is_named_with_its_place(body: str, field: str) -> None:
    with pytest.raises(DuplicateField) as refusal:
        read_object(body.encode())
    assert refusal.value.field == field


@pytest.mark.parametrize("route", WITH_A_BODY, ids=str)
def test_a_field_that_stands_twice_is_refused_and_named(
    route: Route, door: Door, gateway: FakeGateway
) -> None:
    path, body = _right(route)
    name = next(iter(body))
    raw = json.dumps(body)[:-1] + f", {json.dumps(name)}: {json.dumps(body[name])}}}"
    assert _refuse(door, route.method, path, raw.encode(), 400)["field"] == name


@pytest.mark.parametrize(
    "quantity",
    [
        "true",
        "2.0",
        "2.5",
        '"2"',
        "null",
        "[2]",
        "{}",
        "1e400",
        "1e0",
        "-0.0",
        "0",
        "-1",
        "10001",
        "9" * 300,
    ],
)
def test_a_quantity_is_a_whole_number_and_nothing_that_looks_like_one(
    quantity: str, door: Door
) -> None:
    product, customer = new_product(), new_customer()
    body = (
        f'{{"customer": {customer.pk},'
        f' "items": [{{"product": "{product.pk}", "quantity": {quantity}}}]}}'
    )
    document = _refuse(door, "POST", "/api/orders/", body.encode(), 422)
    assert document["field"] == "items.0.quantity"
    product.refresh_from_db()
    assert product.stock == 10


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("customer", "1"),
        ("customer", True),
        ("customer", 1.0),
        ("customer", None),
        ("customer", [1]),
        ("items", {}),
        ("items", None),
        ("items", "x"),
        ("items", [1]),
        ("items", [[]]),
        ("items", [None]),
        ("items", [{}]),
    ],
)
def test_a_field_of_another_type_is_refused_and_named(
    field: str, value: object, door: Door
) -> None:
    body = {"customer": new_customer().pk, "items": [], field: value}
    document = _refuse(door, "POST", "/api/orders/", json.dumps(body).encode(), 422)
    assert {error["field"].split(".")[0] for error in document["errors"]} >= {field}


@pytest.mark.parametrize("product", [1, 1.5, True, None, "", "x", [], "0" * 31, "\\u0000"])
def test_a_product_that_is_no_uuid_is_refused_and_named(product: object, door: Door) -> None:
    body = {"customer": new_customer().pk, "items": [{"product": product, "quantity": 1}]}
    document = _refuse(door, "POST", "/api/orders/", json.dumps(body).encode(), 422)
    assert document["field"] == "items.0.product"


def test_an_ids_case_makes_no_difference(door: Door) -> None:
    product = new_product()
    items = [{"product": str(product.pk).upper(), "quantity": 1}]
    answer = read(door.post("/api/orders/", {"customer": new_customer().pk, "items": items}), 201)
    assert answer["items"][0]["product"] == str(product.pk)


@given(
    st.binary(max_size=300)
    | st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_are_an_object_or_malformed(body: bytes) -> None:
    try:
        found = read_object(body)
    except Malformed:
        return
    assert json.loads(body) == found


_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: "\x00" not in text),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.text("abc"), _json))
def test_any_plain_object_is_read_as_it_is(value: dict[str, Any]) -> None:
    assert read_object(json.dumps(value).encode()) == value
    assert read_object(json.dumps(value, ensure_ascii=False).encode()) == value
