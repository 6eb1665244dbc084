from __future__ import annotations

from uuid import UUID

import pytest

from tests.api.routes import routes
from tests.door import Door, read, read_problem
from tests.factories import new_payment

pytestmark = pytest.mark.django_db

_READS = [
    route for route in routes() if route.method == "GET" and not route.path.startswith("/api/web")
]
# What is missing is told before what is unknown.
_NEEDED = {
    "from": "2027-01-01",
    "to": "2027-01-02",
    "check_in": "2027-01-01",
    "check_out": "2027-01-02",
    "guests": "1",
}


@pytest.mark.parametrize("path", ["/api/payments/", "/api/orders/", "/api/customers/"])
def test_a_filter_that_is_misspelt_is_named_and_so_are_those_that_there_are(
    door: Door, path: str
) -> None:
    problem = read_problem(door.get(f"{path}?stauts=open"), 422)
    assert (problem["type"], problem["field"]) == ("urn:nauli:problem:unknown-parameter", "stauts")
    assert "it takes cursor, " in problem["detail"]


def test_an_address_without_parameters_takes_none(door: Door) -> None:
    payment = new_payment()
    for name in ("limit", "payment", "request", "body"):
        problem = read_problem(door.get(f"/api/payments/{payment.pk}/?{name}=1"), 422)
        assert problem["detail"].endswith("it takes none.")


def test_what_changes_something_changes_nothing(door: Door) -> None:
    payment = new_payment()
    read_problem(door.post(f"/api/orders/{payment.order_id}/cancel/?reason=x"), 422)
    payment.order.refresh_from_db()
    assert payment.order.status == "open"


def test_every_address_names_the_parameters_that_its_document_names(door: Door) -> None:
    for route in _READS:
        asked = [p for p in route.operation.get("parameters", []) if p["in"] == "query"]
        needed = "".join(f"&{p['name']}={_NEEDED[p['name']]}" for p in asked if p["required"])
        problem = read_problem(door.get(f"{route.address}?x=1{needed}"), 422)
        assert problem["type"] == "urn:nauli:problem:unknown-parameter", route
        taken = {p["name"] for p in asked}
        said = problem["detail"].partition(": it takes ")[2].rstrip(".")
        assert set(said.split(", ")) == (taken or {"none"}), route


def test_the_parameters_of_webhooks_are_their_senders(door: Door) -> None:
    payment = new_payment()
    path = f"/api/webhooks/momo/{payment.reference}/?anything=1"
    assert read(door.post(path, b"{}"))["received"] is True


def test_who_shows_no_key_learns_no_names() -> None:
    problem = read_problem(Door("").get("/api/payments/?x=1"), 401)
    assert "limit" not in problem["detail"]
    assert UUID(problem["request_id"])
