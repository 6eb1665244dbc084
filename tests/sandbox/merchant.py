"""A merchant as MTN knows one: a subscription, a user, a token; for one product of the two."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import requests

from tests.sandbox.stand import API_KEY, API_USER, SUBSCRIPTION, Stand, eventually, payer

Json = Any  # what the tests look into, member by member


class Merchant:
    def __init__(
        self,
        sandbox: Stand,
        product: str,
        *,
        user: tuple[str, str] = (API_USER, API_KEY),
        subscription: str = SUBSCRIPTION,
        target: str = "mtnuganda",
    ) -> None:
        self.sandbox = sandbox
        self.product = product
        self.user = user
        self.subscription = subscription
        self.target = target
        self._token = ""

    def token(self) -> requests.Response:
        headers = {"Ocp-Apim-Subscription-Key": self.subscription, "Content-Length": "0"}
        path = f"/momo/{self.product}/token/"
        answer = self.sandbox.ask("POST", path, auth=self.user, headers=headers)
        self._token = answer.json().get("access_token", "")
        return answer

    def ask(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        **how: Json,
    ) -> requests.Response:
        """Call `/v1_0/...` (or another version) of this product, with all headers that it wants."""
        if not self._token:
            self.token()
        right = {
            "Authorization": f"Bearer {self._token}",
            "Ocp-Apim-Subscription-Key": self.subscription,
            "X-Target-Environment": self.target,
        }
        path = f"/momo/{self.product}/{path}"
        return self.sandbox.ask(method, path, headers=right | dict(headers or {}), **how)

    def transfer(
        self, reference: str, *, headers: Mapping[str, str] | None = None, **body: Json
    ) -> requests.Response:
        wanted = _body(reference) | {"payee": payer("256772123456")} | body
        return self._create("v1_0/transfer", reference, wanted, headers)

    def refund(
        self,
        reference: str,
        of: str,
        *,
        path: str = "v1_0/refund",
        headers: Mapping[str, str] | None = None,
        **body: Json,
    ) -> requests.Response:
        wanted = _body(reference) | {"referenceIdToRefund": of} | body
        return self._create(path, reference, wanted, headers)

    def status(self, kind: str, reference: str) -> Json:
        return self.ask("GET", f"v1_0/{kind}/{reference}").json()

    def ended(self, kind: str, reference: str) -> Json:
        """Return the status once it is final."""

        def look() -> Json:
            seen = self.status(kind, reference)
            return seen if seen["status"] in {"SUCCESSFUL", "FAILED"} else None

        return eventually(look)

    def _create(
        self, path: str, reference: str, body: Json, headers: Mapping[str, str] | None
    ) -> requests.Response:
        told = {"X-Reference-Id": reference, **(headers or {})}
        return self.ask("POST", path, json=body, headers=told)


def provision(sandbox: Stand, subscription: str, host: str = "127.0.0.1") -> tuple[str, str]:
    """Make a user and its key, as MTN's sandbox lets developers do. Return both."""
    user = str(uuid.uuid4())
    made = create_user(sandbox, user, subscription, host)
    assert (made.status_code, made.content) == (201, b"")
    return user, create_key(sandbox, user, subscription).json()["apiKey"]


def create_user(
    sandbox: Stand, user: str, subscription: str, host: str = "127.0.0.1"
) -> requests.Response:
    return sandbox.ask(
        "POST",
        "/momo/v1_0/apiuser",
        json={"providerCallbackHost": host},
        headers={"Ocp-Apim-Subscription-Key": subscription, "X-Reference-Id": user},
    )


def create_key(sandbox: Stand, user: str, subscription: str) -> requests.Response:
    headers = {"Ocp-Apim-Subscription-Key": subscription}
    return sandbox.ask("POST", f"/momo/v1_0/apiuser/{user}/apikey", headers=headers)


def _body(reference: str) -> dict[str, Json]:
    return {
        "amount": "1000",
        "currency": "UGX",
        "externalId": f"N-{reference[:8]}",
        "payerMessage": "A refund",
        "payeeNote": "order",
    }
