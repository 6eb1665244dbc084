"""A merchant as Chapa knows one, and a payer's browser on the hosted page."""

from __future__ import annotations

import json
import uuid
from typing import Any

import requests

from tests.sandbox.stand import Heard, Receiver, Stand, eventually

KEY = "CHASECK_TEST-abcdefghijklmnopqrstuvwxyz012345"
LIVE_KEY = "CHASECK-abcdefghijklmnopqrstuvwxyz012345"
TELEBIRR = {"do": "pay", "method": "telebirr", "phone": "0900123456"}
Json = Any  # what the tests look into, member by member


class Shop:
    def __init__(self, sandbox: Stand, receiver: Receiver) -> None:
        self.sandbox = sandbox
        self.receiver = receiver

    def ask(
        self, method: str, path: str, *, key: str | None = KEY, **how: Json
    ) -> requests.Response:
        headers = {"Authorization": f"Bearer {key}"} if key is not None else {}
        headers |= how.pop("headers", {})
        return self.sandbox.ask(method, f"/chapa/v1/{path}", headers=headers, **how)

    def initialize(self, *, key: str | None = KEY, **change: Json) -> requests.Response:
        return self.ask("POST", "transaction/initialize", key=key, json=wanted(**change))

    def open(self, *, key: str = KEY, **change: Json) -> str:
        """Return the tx_ref of a fresh checkout."""
        body = wanted(**change)
        answer = self.ask("POST", "transaction/initialize", key=key, json=body)
        assert answer.status_code == 200, answer.text
        return str(body["tx_ref"])

    def paid(self, *, key: str = KEY, **change: Json) -> str:
        """Return the tx_ref of a checkout that somebody paid."""
        tx_ref = self.open(key=key, **change)
        self.tell(tx_ref, "pay")
        return tx_ref

    def tell(self, tx_ref: str, what: str, body: object = None) -> Json:
        return self.sandbox.tell(f"chapa/{tx_ref}/{what}", body)

    def verify(self, tx_ref: str, *, key: str = KEY) -> requests.Response:
        return self.ask("GET", f"transaction/verify/{tx_ref}", key=key)

    def status(self, tx_ref: str) -> Json:
        return self.verify(tx_ref).json()["data"]["status"]

    def refund(self, name: str, *, key: str = KEY, **body: Json) -> requests.Response:
        return self.ask("POST", f"refund/{name}", key=key, data=body)

    def refund_status(self, name: str, *, key: str = KEY) -> requests.Response:
        return self.ask("GET", f"refund/{name}/verify", key=key)

    def booked(self, tx_ref: str) -> Json:
        (charge,) = self.sandbox.see("book", tx_ref=tx_ref)["chapa_charges"]
        return charge

    def press(self, tx_ref: str, **typed: str) -> requests.Response:
        """Send the form of the hosted page; a redirect is not followed."""
        url = self.booked(tx_ref)["checkout_url"].removeprefix(self.sandbox.url)
        return self.sandbox.ask("POST", url, data=typed, allow_redirects=False)

    def page(self, tx_ref: str) -> requests.Response:
        url = self.booked(tx_ref)["checkout_url"].removeprefix(self.sandbox.url)
        return self.sandbox.ask("GET", url)

    def webhooks(self, count: int = 1) -> list[tuple[Heard, Json]]:
        """Return what came to the webhook's URL, once there are so many."""
        heard = eventually(lambda: self._many(count))
        return [(one, json.loads(one.body)) for one in heard]

    def wait_until_told(self) -> None:
        """Wait until nothing is left to be sent."""
        eventually(lambda: "waiting" not in self._states())

    def _states(self) -> set[str]:
        charges = self.sandbox.see("book")["chapa_charges"]
        return {one["state"] for row in charges for one in row["webhooks"] + row["callbacks"]}

    def _many(self, count: int) -> list[Heard] | None:
        heard = self.receiver.at("/chapa")
        return heard if len(heard) >= count else None


def wanted(**change: Json) -> dict[str, Json]:
    """Return a right body of an initialize, without what is changed to None."""
    body = {
        "amount": "2500",
        "currency": "ETB",
        "tx_ref": f"N-{uuid.uuid4()}",
        "email": "amina@gmail.com",
        "first_name": "Amina",
        "last_name": "Bekele",
        "phone_number": "0912345678",
        "customization": {"title": "Nauli", "description": "Order N-1. Two blankets"},
    } | change
    return {name: value for name, value in body.items() if value is not None}
