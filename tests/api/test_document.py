from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db.models import TextChoices
from django.test import Client

from nauli.cases.models import Case
from nauli.gateways.contract import FAILURES
from nauli.notifications.models import Channel, Message
from nauli.orders.models import Order
from nauli.payments.models import Payment

pytestmark = pytest.mark.django_db


Json = dict[str, Any]


@pytest.fixture
def document(client: Client) -> Json:
    read: Json = client.get("/api/openapi.json").json()
    return read


def _key_header(operation: dict[str, Any]) -> dict[str, Any]:
    return next(p for p in operation["parameters"] if p["name"] == "Idempotency-Key")


def test_the_document_knows_where_a_key_is_needed(document: Json) -> None:
    paths = document["paths"]
    assert _key_header(paths["/api/payments/charge/"]["post"])["required"] is True
    assert _key_header(paths["/api/orders/"]["post"])["required"] is False


def test_every_route_may_refuse_and_says_what_it_is_for(document: Json) -> None:
    operations = [o for path in document["paths"].values() for o in path.values()]
    summaries = [operation["summary"] for operation in operations]
    for operation in operations:
        content = operation["responses"]["default"]["content"]["application/problem+json"]
        assert content["schema"]["$ref"].endswith("/Problem")
    assert "Problem" in document["components"]["schemas"]
    assert all(len(summary.split()) > 1 for summary in summaries)


def test_the_first_address_leads_to_the_documents_page(client: Client) -> None:
    answer = client.get("/api/")
    assert (answer.status_code, answer["Location"]) == (302, "/api/docs")


def test_its_page_needs_nobody_but_us(client: Client) -> None:
    page = client.get("/api/docs")
    assert page.status_code == 200
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.content.decode())
    files = [address for address in addresses if address.endswith((".js", ".css"))]
    assert len(files) >= 3
    for file in files:
        assert file.startswith("/static/")
        assert finders.find(file.removeprefix("/static/")), file


def test_summaries_hold_no_markdown_and_authorizing_is_explained(document: Json) -> None:
    for path in document["paths"].values():
        assert all("`" not in operation["summary"] for operation in path.values())
    (scheme,) = document["components"]["securitySchemes"].values()
    assert "nauli keys create" in scheme["description"]


def test_words_that_are_one_of_few_are_listed(document: Json) -> None:
    shapes = document["components"]["schemas"]
    listed = {
        f"{name}.{field}": set(said["enum"])
        for name, shape in shapes.items()
        for field, said in shape.get("properties", {}).items()
        if "enum" in said
    }
    assert listed["PaymentOut.status"] == set(Payment.State)
    assert listed["PaymentOut.booked_to"] == {"orders", "unapplied", "suspense", None}
    assert listed["FailureOut.code"] == set(FAILURES)
    assert listed["OrderOut.status"] == set(Order.Status)
    assert listed["CaseOut.kind"] == set(Case.Kind)
    assert listed["CaseOut.status"] == {"open", "closed"}
    assert listed["MessageOut.status"] == set(Message.State)
    assert listed["MessageOut.channel"] == set(Channel)
    assert {"payment_succeeded", "payment_set_aside"} <= listed["MessageOut.topic"]
    assert "change" in listed["StepOut.kind"]


@pytest.mark.parametrize(
    ("address", "parameter", "states"),
    [
        ("/api/payments/", "status", Payment.State),
        ("/api/orders/", "status", Order.Status),
        ("/api/cases/", "kind", Case.Kind),
    ],
)
def test_every_state_can_be_asked_for(
    document: Json,
    address: str,
    parameter: str,
    states: type[TextChoices],
) -> None:
    parameters = document["paths"][address]["get"]["parameters"]
    (schema,) = [p["schema"] for p in parameters if p["name"] == parameter]
    assert set(schema["anyOf"][0]["enum"]) == set(states)
