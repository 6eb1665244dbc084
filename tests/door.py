"""The REST door as a client sees it: real requests through every middleware, no server."""

from __future__ import annotations

import json
from typing import Any, cast

from django.http import HttpResponse
from django.test import Client


class Door:
    """A client with an API key. Bodies are sent as given: bytes as they are, the rest as JSON."""

    def __init__(self, key: str = "") -> None:
        self._client = Client(raise_request_exception=False)
        self._key = key

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        content_type: str = "application/json",
        **headers: str,
    ) -> HttpResponse:
        """Send one request; `idempotency_key="k"` is the header Idempotency-Key."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self._key:
            sent.setdefault("authorization", f"Bearer {self._key}")
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body)
        response = self._client.generic(method, path, raw, content_type=content_type, headers=sent)
        return cast("HttpResponse", response)

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: object = None, **headers: str) -> HttpResponse:
        return self.ask("POST", path, body, **headers)


def read(response: HttpResponse, status: int = 200) -> dict[str, Any]:
    """Return the answer's object after a look at its status."""
    assert response.status_code == status, response.content
    found = json.loads(response.content)
    assert isinstance(found, dict)
    return found


def read_problem(response: HttpResponse, status: int) -> dict[str, Any]:
    """Return the RFC 9457 document after a look at everything that each of them has."""
    document = read(response, status)
    assert response["Content-Type"] == "application/problem+json"
    assert document["status"] == status
    assert document["type"].startswith("urn:nauli:problem:")
    assert document["title"]
    assert document["detail"]
    assert document["request_id"] == response["X-Request-Id"]
    assert "Traceback" not in response.content.decode()
    return document
