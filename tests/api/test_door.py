from __future__ import annotations

import re

import pytest
from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver

from nauli.access import keys
from nauli.access.scopes import Scope
from nauli.orders.models import Order
from nauli.record.models import Change
from tests.api.routes import Route, routes
from tests.door import Door, read, read_problem
from tests.factories import new_customer, new_key, new_order, new_product
from tests.fakes import FakeGateway
from tests.together import together

ROUTES = routes()
# What the framework serves besides: the document, its page, and the root, which is a 404.
_OF_THE_FRAMEWORK = {"openapi.json", "docs", ""}
_NO_KEYS = [
    None,
    "",
    "Bearer",
    "Bearer ",
    "Bearer nobody",
    "Basic bm9ib2R5OnNlY3JldA==",
    "Bearer \xe9\xe9",
    "Bearer " + "x" * 5000,
]


def _served() -> set[str]:
    """Every address under /api/, with the converters' types taken out of the parameters."""
    (mount,) = [
        found
        for found in get_resolver().url_patterns
        if isinstance(found, URLResolver) and str(found.pattern) == "api/"
    ]
    found = {
        str(pattern.pattern) for pattern in mount.url_patterns if isinstance(pattern, URLPattern)
    }
    return {
        "/api/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path) for path in found - _OF_THE_FRAMEWORK
    }


def test_the_document_lists_exactly_what_is_served() -> None:
    assert {route.path for route in ROUTES} == _served()
    assert len(ROUTES) == 58


@pytest.mark.django_db
@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_the_document_lists_exactly_the_methods_that_are_served(route: Route, door: Door) -> None:
    known = {other.method for other in ROUTES if other.path == route.path}
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - known:
        response = door.ask(method, route.address)
        detail = read_problem(response, 405)["detail"]
        assert detail == f"This address does not know that method: it takes {response['Allow']}."
        allowed = {word.strip() for word in response["Allow"].split(",")}
        assert allowed - {"HEAD", "OPTIONS"} == known


def test_only_the_doors_that_know_their_senders_otherwise_need_no_key() -> None:
    open_ = {str(route) for route in ROUTES if not route.needs_a_key}
    assert open_ == {
        "GET /api/listings/{listing}/calendar.ics",
        "POST /api/webhooks/momo/",
        "POST /api/webhooks/momo/{reference}/",
        "PUT /api/webhooks/momo/{reference}/",
        "POST /api/webhooks/chapa/",
        "GET /api/webhooks/chapa/callback/",
        "POST /api/webhooks/chapa/callback/",
        "POST /api/webhooks/sms/{secret}/",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route in ROUTES if route.needs_a_key], ids=str)
def test_without_a_live_key_nothing_opens(route: Route) -> None:
    for authorization in _NO_KEYS:
        headers = {} if authorization is None else {"authorization": authorization}
        response = Door().ask(route.method, route.address, {}, **headers)
        document = read_problem(response, 401)
        assert document["type"] == "urn:nauli:problem:unauthenticated"
        assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route in ROUTES if route.needs_a_key], ids=str)
def test_a_revoked_key_opens_nothing(route: Route) -> None:
    row, secret = keys.create("shop", scopes=tuple(Scope))
    keys.revoke(row.pk)
    assert Door(secret).ask(route.method, route.address, {}).status_code == 401


# The scope that each route asks for. A route that is not here fails the test below.
SCOPES = {
    "POST /api/customers/": Scope.CUSTOMERS,
    "GET /api/customers/": Scope.READ,
    "GET /api/customers/{customer}/": Scope.READ,
    "GET /api/products/": Scope.READ,
    "POST /api/products/": Scope.PRODUCTS,
    "GET /api/products/{product}/": Scope.READ,
    "PATCH /api/products/{product}/": Scope.PRODUCTS,
    "POST /api/products/{product}/restock/": Scope.PRODUCTS,
    "GET /api/policies/": Scope.READ,
    "POST /api/policies/": Scope.LISTINGS,
    "GET /api/listings/": Scope.READ,
    "POST /api/listings/": Scope.LISTINGS,
    "GET /api/listings/{listing}/": Scope.READ,
    "PATCH /api/listings/{listing}/": Scope.LISTINGS,
    "GET /api/listings/{listing}/availability/": Scope.READ,
    "GET /api/listings/{listing}/quote/": Scope.READ,
    "GET /api/listings/{listing}/closures/": Scope.READ,
    "POST /api/listings/{listing}/closures/": Scope.LISTINGS,
    "DELETE /api/listings/{listing}/closures/{closure}/": Scope.LISTINGS,
    "GET /api/listings/{listing}/reviews/": Scope.READ,
    "POST /api/listings/{listing}/reviews/": Scope.BOOKINGS,
    "PATCH /api/listings/{listing}/reviews/{number}/": Scope.LISTINGS,
    "GET /api/bookings/": Scope.READ,
    "POST /api/bookings/": Scope.BOOKINGS,
    "GET /api/bookings/{booking}/": Scope.READ,
    "POST /api/bookings/{booking}/cancel/": Scope.BOOKINGS,
    "GET /api/bookings/{booking}/refund-quote/": Scope.READ,
    "GET /api/bookings/{booking}/voucher.pdf": Scope.READ,
    "GET /api/bookings/{booking}/calendar.ics": Scope.READ,
    "GET /api/orders/": Scope.READ,
    "POST /api/orders/": Scope.ORDERS,
    "GET /api/orders/{order}/": Scope.READ,
    "GET /api/orders/{order}/payment-link.svg": Scope.READ,
    "POST /api/orders/{order}/cancel/": Scope.ORDERS,
    "GET /api/payments/": Scope.READ,
    "POST /api/payments/charge/": Scope.PAYMENTS,
    "GET /api/payments/{payment}/": Scope.READ,
    "GET /api/payments/{payment}/timeline/": Scope.READ,
    "POST /api/payments/{payment}/verify/": Scope.PAYMENTS,
    "POST /api/payments/{payment}/cancel/": Scope.PAYMENTS,
    "POST /api/payments/{payment}/refunds/": Scope.REFUNDS,
    "GET /api/refunds/": Scope.READ,
    "GET /api/refunds/{refund}/": Scope.READ,
    "POST /api/vouchers/check/": Scope.BOOKINGS,
    "GET /api/cases/": Scope.READ,
    "POST /api/cases/{case}/refund/": Scope.REFUNDS,
    "GET /api/cases/{case}/": Scope.READ,
    "POST /api/cases/{case}/close/": Scope.CASES,
    "GET /api/ledger/": Scope.READ,
    "GET /api/messages/": Scope.READ,
}


def test_every_route_has_a_scope() -> None:
    assert set(SCOPES) == {str(route) for route in ROUTES if route.needs_a_key}


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route in ROUTES if route.needs_a_key], ids=str)
def test_a_key_opens_what_its_scope_names_and_nothing_else(route: Route) -> None:
    wanted = SCOPES[str(route)]
    for scope in Scope:
        response = Door(new_key(scope)).ask(route.method, route.address, {})
        if scope is wanted:
            assert response.status_code not in {401, 403}
        else:
            assert wanted.value in read_problem(response, 403)["detail"]


@pytest.mark.django_db
def test_who_acted_is_the_key_by_its_name() -> None:
    Door(new_key(Scope.CUSTOMERS)).post(
        "/api/customers/", {"name": "Amina", "phone": "+256772123456"}, x_request_id="r-1"
    )
    change = Change.objects.get(subject="customer")
    assert (change.actor, change.request_id) == ("key:tests", "r-1")


@pytest.mark.django_db
def test_the_document_and_its_page_can_be_read_without_a_key() -> None:
    document = read(Door().get("/api/openapi.json"))
    assert document["openapi"].startswith("3.")
    assert Door().get("/api/docs").status_code == 200


# --- Errors that nobody foresaw -------------------------------------------------------------------


@pytest.mark.django_db
def test_a_mistake_of_ours_is_a_problem_without_a_trace(door: Door, gateway: FakeGateway) -> None:
    gateway.says = [RuntimeError("secret-of-the-house at 10.0.0.7")]
    order = new_order()
    response = door.post("/api/payments/charge/", {"order": str(order.pk)}, idempotency_key="k")
    document = read_problem(response, 500)
    assert document["type"] == "urn:nauli:problem:internal-error"
    assert b"secret-of-the-house" not in response.content
    assert b"RuntimeError" not in response.content


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_answer_is_a_503_that_may_be_tried_again() -> None:
    secret = new_key()
    good = dict(connection.settings_dict)
    connection.close()
    try:
        connection.settings_dict["OPTIONS"] = {**good["OPTIONS"], "pool": False}
        connection.settings_dict["PORT"] = "1"
        connection.settings_dict["HOST"] = "127.0.0.1"
        response = Door(secret).get("/api/products/")
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(good)
    document = read_problem(response, 503)
    assert document["type"] == "urn:nauli:problem:database-unavailable"
    assert response["Retry-After"] == "1"
    assert b"127.0.0.1" not in response.content


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_is_held_too_long_is_a_503_and_changes_nothing(door: Door) -> None:
    product, customer = new_product(stock=5), new_customer()
    body = {"customer": customer.pk, "items": [{"product": str(product.pk), "quantity": 1}]}

    def place() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        return door.post("/api/orders/", body).status_code

    with transaction.atomic():
        type(product).objects.select_for_update().get(pk=product.pk)
        assert together([place]) == [503]
    assert not Order.objects.exists()
