"""A merchant's own program: what it asks of Nauli's API, over HTTP."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

Json = Any  # what the stories look into, member by member

_numbers = itertools.count(1)


class Shop:
    """One client of one web server."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url
        self.key = key
        self._http = requests.Session()
        self._http.trust_env = False

    def close(self) -> None:
        self._http.close()

    def ask(self, method: str, path: str, **how: Json) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.key}"} | how.pop("headers", {})
        return self._http.request(method, self.url + path, headers=headers, timeout=30, **how)

    def answers(self) -> bool:
        try:
            return self.ask("GET", "/readyz").status_code == 200
        except requests.ConnectionError:
            return False

    def get(self, path: str, **query: str) -> Json:
        answer = self.ask("GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: object, *, key: str = "") -> requests.Response:
        headers = {"Idempotency-Key": key} if key else {}
        return self.ask("POST", path, json=body, headers=headers)

    def add_customer(self, *, language: str = "en") -> Json:
        """Add somebody with a number and an address that nobody else has."""
        number = next(_numbers)
        answer = self.post(
            "/api/customers/",
            {
                "name": "Nakato Mary",
                "email": f"nakato.{number}@nauli.example",
                "phone": f"0772 {500000 + number}",
                "language": language,
            },
        )
        assert answer.status_code == 201, answer.text
        return answer.json()

    def add_product(self, price: str, currency: str, *, stock: int = 100) -> Json:
        # The apostrophe is one that MTN refuses in its messages.
        body = {"name": "Mama Rose's tea", "price": price, "currency": currency, "stock": stock}
        answer = self.post("/api/products/", body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def place(self, customer: Json, product: Json, quantity: int = 1) -> Json:
        items = [{"product": product["id"], "quantity": quantity}]
        answer = self.post("/api/orders/", {"customer": customer["id"], "items": items})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def add_listing(
        self, price: str, currency: str, *, units: int = 1, time_zone: str = "Africa/Kampala"
    ) -> Json:
        """Add a lodge whose guests get all back until 14 days before, and half until 3 days."""
        steps = [{"days_before": 14, "percent": 100}, {"days_before": 3, "percent": 50}]
        named = f"moderate {next(_numbers)}"
        answer = self.post("/api/policies/", {"name": named, "steps": steps})
        assert answer.status_code == 201, answer.text
        body = {
            "title": "Mama Rose's lodge",
            "town": "Jinja",
            "country": "UG",
            "price_per_night": price,
            "currency": currency,
            "units": units,
            "max_guests": 2,
            "check_in_from": "14:00",
            "check_out_until": "10:00",
            "time_zone": time_zone,
            "policy": named,
        }
        answer = self.post("/api/listings/", body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def try_to_book(self, listing: Json, *, days: int = 30, nights: int = 2) -> requests.Response:
        """Book for somebody new from so many days ahead."""
        check_in = datetime.now(UTC).date() + timedelta(days=days)
        body = {
            "listing": listing["id"],
            "customer": self.add_customer()["id"],
            "check_in": str(check_in),
            "check_out": str(check_in + timedelta(days=nights)),
            "guests": 2,
        }
        return self.post("/api/bookings/", body)

    def book(self, listing: Json, *, days: int = 30, nights: int = 2) -> Json:
        answer = self.try_to_book(listing, days=days, nights=nights)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def charge_booking(self, booking: Mapping[str, Json], **more: str) -> Json:
        return self.charge({"id": booking["order"]}, **more)

    def booking(self, booking: Mapping[str, Json]) -> Json:
        return self.get(f"/api/bookings/{booking['id']}/")

    def check_voucher(self, code: str) -> Json:
        """Show a code at the desk."""
        answer = self.post("/api/vouchers/check/", {"code": code})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def try_to_review(self, booking: Mapping[str, Json], rating: int) -> requests.Response:
        body = {"booking": booking["id"], "rating": rating, "text": "The river sang."}
        return self.post(f"/api/listings/{booking['listing']}/reviews/", body)

    def rating(self, listing: Mapping[str, Json]) -> Json:
        return self.get(f"/api/listings/{listing['id']}/")["rating"]

    def cancel_booking(self, booking: Mapping[str, Json]) -> requests.Response:
        return self.post(f"/api/bookings/{booking['id']}/cancel/", None)

    def try_to_charge(
        self, order: Mapping[str, Json], *, key: str = "", **more: str
    ) -> requests.Response:
        body = {"order": order["id"], **more}
        return self.post("/api/payments/charge/", body, key=key or str(uuid.uuid4()))

    def charge(self, order: Mapping[str, Json], *, key: str = "", **more: str) -> Json:
        """Charge and return the payment: a committed one is answered as pending."""
        answer = self.try_to_charge(order, key=key, **more)
        assert answer.status_code == 201, answer.text
        payment = answer.json()
        assert (payment["status"], payment["order"]) == ("pending", order["id"])
        return payment

    def open_page(self, *, price: str = "125.50", **more: str) -> Json:
        """Have somebody order one piece and choose Chapa; return the payment with its page."""
        order = self.place(self.add_customer(), self.add_product(price, "ETB"))
        payment = self.charge(order, method="chapa", **more)
        assert payment["checkout_url"]
        return payment

    def try_to_refund(
        self, payment: Mapping[str, Json], *, key: str = "", **wanted: str
    ) -> requests.Response:
        path = f"/api/payments/{payment['id']}/refunds/"
        return self.post(path, wanted, key=key or str(uuid.uuid4()))

    def refund(self, payment: Mapping[str, Json], *, key: str = "", **wanted: str) -> Json:
        """Return a payment's money, an `amount` of it or all, and return the refund."""
        answer = self.try_to_refund(payment, key=key, **wanted)
        assert answer.status_code == 201, answer.text
        refund = answer.json()
        assert refund["payment"] == payment["id"]
        return refund

    def refund_from_case(self, case: Mapping[str, Json]) -> Json:
        answer = self.post(f"/api/cases/{case['id']}/refund/", {}, key=str(uuid.uuid4()))
        assert answer.status_code == 201, answer.text
        return answer.json()

    def refund_now(self, refund: Mapping[str, Json]) -> Json:
        return self.get(f"/api/refunds/{refund['id']}/")

    def refunds(self, payment: Mapping[str, Json]) -> list[Json]:
        refunds: list[Json] = self.get("/api/refunds/", payment=payment["id"], limit="200")["items"]
        return refunds

    def order(self, order: Mapping[str, Json]) -> Json:
        return self.get(f"/api/orders/{order['id']}/")

    def payment(self, payment: Mapping[str, Json]) -> Json:
        return self.get(f"/api/payments/{payment['id']}/")

    def stock(self, product: Mapping[str, Json]) -> Json:
        return self.get(f"/api/products/{product['id']}/")["stock"]

    def ledger(self, payment: Mapping[str, Json]) -> list[Json]:
        lines: list[Json] = self.get("/api/ledger/", reference=payment["reference"])["items"]
        return lines

    def told(self, payment: Mapping[str, Json]) -> list[Json]:
        """Return every message about a payment and its refunds, oldest first."""
        messages: list[Json] = self.get("/api/messages/", payment=payment["id"])["items"]
        return messages

    def messages(self, payment: Mapping[str, Json]) -> dict[str, Json]:
        """Return what the customer was told about a payment, by channel."""
        told = self.told(payment)
        by_channel = {message["channel"]: message for message in told}
        assert len(by_channel) == len(told), told
        return by_channel

    def cases(self, payment: Mapping[str, Json]) -> list[Json]:
        """Return what a person has, or had, to decide about a payment."""
        cases: list[Json] = self.get("/api/cases/", payment=payment["id"])["items"]
        return cases

    def verify(self, payment: Mapping[str, Json]) -> Json:
        """Have the gateway asked now, and return the payment as it is then."""
        answer = self.post(f"/api/payments/{payment['id']}/verify/", None)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def cancel(self, payment: Mapping[str, Json]) -> requests.Response:
        return self.post(f"/api/payments/{payment['id']}/cancel/", None)

    def cancel_order(self, order: Mapping[str, Json]) -> requests.Response:
        return self.post(f"/api/orders/{order['id']}/cancel/", None)

    def all_of(self, what: str, status: str) -> list[Json]:
        """Return all payments or refunds of a status."""
        found: list[Json] = []
        page = self.get(f"/api/{what}/", status=status, limit="200")
        found.extend(page["items"])
        while page["next"]:
            page = self.get(page["next"])
            found.extend(page["items"])
        return found

    def send_event(self, body: bytes, signature: str | None) -> requests.Response:
        """Send what claims to be the gateway's signed event; no API key is needed for that."""
        headers = {"Content-Type": "application/json"}
        if signature is not None:
            headers["X-Momo-Signature"] = signature
        return self._http.post(
            f"{self.url}/api/webhooks/momo/", data=body, headers=headers, timeout=30
        )

    def send_chapa_event(self, body: bytes, signatures: Mapping[str, str]) -> requests.Response:
        """Send what claims to be an event of Chapa's; no API key is needed for that."""
        headers = {"Content-Type": "application/json", **signatures}
        return self._http.post(
            f"{self.url}/api/webhooks/chapa/", data=body, headers=headers, timeout=30
        )

    def send_callback(self, payment: Mapping[str, Json], body: bytes) -> requests.Response:
        """Send what claims to be MTN's own callback, unsigned."""
        return self._http.post(
            f"{self.url}/api/webhooks/momo/{payment['reference']}/", data=body, timeout=30
        )
