"""A client that says exactly which bytes and headers it sends. It knows nothing of Nauli's code."""

from __future__ import annotations

import json
import uuid
from typing import Any

import requests

Json = dict[str, Any]


class Client:
    """One API key at one server."""

    def __init__(self, url: str, key: str) -> None:
        self._url = url
        self._key = key

    def post(
        self,
        path: str,
        body: object,
        *,
        key: str | bytes | None = None,
        authorized: bool = True,
    ) -> requests.Response:
        """Send bytes as they are and anything else as JSON; `key` is the header's whole value."""
        headers: dict[str, str | bytes] = {"Content-Type": "application/json"}
        if authorized:
            headers["Authorization"] = f"Bearer {self._key}"
        if key is not None:
            headers["Idempotency-Key"] = key
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        with self._session() as session:
            return session.post(self._url + path, data=raw, headers=headers, timeout=60)

    def get(self, path: str, *, key: str | None = None) -> Json:
        headers = {"Authorization": f"Bearer {self._key}"}
        if key is not None:
            headers["Idempotency-Key"] = key
        with self._session() as session:
            answer = session.get(self._url + path, headers=headers, timeout=60)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def charge(self, order: Json, *, key: str | bytes | None = None) -> requests.Response:
        return self.post("/api/payments/charge/", {"order": order["id"]}, key=key)

    def payments_of(self, order: Json) -> list[Json]:
        payments: list[Json] = self.get(f"/api/orders/{order['id']}/")["payments"]
        return payments

    def order_body(self) -> Json:
        """Return an order for one piece of the first product that is in stock."""
        products = self.get("/api/products/?limit=200")["items"]
        product = next(one for one in products if one["stock"] > 0 and one["active"])
        number = f"+25677{uuid.uuid4().int % 10**7:07}"
        customer = self.post("/api/customers/", {"name": "Amina", "phone": number})
        assert customer.status_code == 201, customer.text
        items = [{"product": product["id"], "quantity": 1}]
        return {"customer": customer.json()["id"], "items": items}

    def place(self) -> Json:
        """Place an order that nobody has charged yet."""
        answer = self.post("/api/orders/", self.order_body())
        assert answer.status_code == 201, answer.text
        order: Json = answer.json()
        return order

    @staticmethod
    def _session() -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        return session
