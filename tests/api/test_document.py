from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(client: Client) -> Any:  # noqa: ANN401 - JSON
    return client.get("/api/openapi.json").json()


def _key_header(operation: dict[str, Any]) -> dict[str, Any]:
    return next(p for p in operation["parameters"] if p["name"] == "Idempotency-Key")


def test_the_document_knows_where_a_key_is_needed(document: Any) -> None:  # noqa: ANN401
    paths = document["paths"]
    assert _key_header(paths["/api/payments/charge/"]["post"])["required"] is True
    assert _key_header(paths["/api/orders/"]["post"])["required"] is False


def test_every_route_may_refuse_and_says_what_it_is_for(document: Any) -> None:  # noqa: ANN401
    operations = [o for path in document["paths"].values() for o in path.values()]
    summaries = [operation["summary"] for operation in operations]
    for operation in operations:
        content = operation["responses"]["default"]["content"]["application/problem+json"]
        assert content["schema"]["$ref"].endswith("/Problem")
    assert "Problem" in document["components"]["schemas"]
    assert all(len(summary.split()) > 1 for summary in summaries)


def test_the_first_address_leads_to_the_documents_page(client: Client) -> None:
    for address in ("/", "/api/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/api/docs")
