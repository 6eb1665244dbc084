"""The world around a town: what the sandbox saw, and what it is told to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import requests

Json = Any  # what the stories look into, member by member

# Short, so that nobody waits; what got no 2xx is sent again soon. Chapa returns money in test mode.
_CALM = {
    "chapa_callbacks": True,
    "chapa_refund_seconds": 0.4,
    "chapa_test_refunds": True,
    "chapa_unpaid_verify": "404",
    "chapa_verify_lag_seconds": 0,
    "chapa_webhooks": True,
    "momo_approve_seconds": 0.3,
    "momo_prompt_seconds": 300,
    "momo_signed_events": False,
    "momo_status_lag_seconds": 0,
    "momo_visible_after_seconds": 0,
    "retry_seconds": [0.2, 0.5, 1, 2, 4],
}


class Outside:
    """The sandbox's control API."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = requests.Session()
        self._http.trust_env = False

    def close(self) -> None:
        self._http.close()

    def tell(self, path: str, body: object = None) -> Json:
        answer = self._http.post(f"{self.url}/_sandbox/{path}", json=body, timeout=10)
        assert answer.ok, answer.text
        return answer.json()

    def see(self, path: str, **query: str) -> Json:
        answer = self._http.get(f"{self.url}/_sandbox/{path}", params=query, timeout=10)
        assert answer.ok, answer.text
        return answer.json()

    def answers(self) -> bool:
        try:
            return self._http.get(f"{self.url}/_sandbox/", timeout=10).ok
        except requests.ConnectionError:
            return False

    def calm(self) -> None:
        """Lift every fault and turn every switch back."""
        self._http.delete(f"{self.url}/_sandbox/faults", timeout=10).raise_for_status()
        self.tell("settings", _CALM)

    def fault(self, on: str, do: str, **more: object) -> None:
        self.tell("faults", {"on": on, "do": do, **more})

    def struck(self, on: str, **match: str) -> int:
        """Return how often faults at this point have struck those who match."""
        return sum(
            fault["fired"]
            for fault in self.see("faults")["faults"]
            if fault["on"] == on and fault["match"] == match
        )

    def end_tokens(self) -> None:
        """End every access token, however long it was good for."""
        self._http.delete(f"{self.url}/_sandbox/momo/tokens", timeout=10).raise_for_status()

    def make_wait(self, phone: str) -> None:
        """From now on a person answers on this handset."""
        self.tell("momo/handsets", {"msisdn": phone, "waits": True})

    def approve(self, payment: Mapping[str, Json]) -> None:
        self.tell(f"momo/prompts/{payment['provider_reference']}/approve")

    def reject(self, payment: Mapping[str, Json]) -> None:
        self.tell(f"momo/prompts/{payment['provider_reference']}/reject")

    def sign_as_chapa(self, body: bytes) -> dict[str, str]:
        """Return both of Chapa's signatures of a body, by the names of their headers."""
        answer = self._http.post(f"{self.url}/_sandbox/chapa/sign", data=body, timeout=10)
        signatures: dict[str, str] = answer.json()
        return signatures

    def sign(self, body: bytes) -> str:
        answer = self._http.post(f"{self.url}/_sandbox/momo/sign", data=body, timeout=10)
        signature: str = answer.json()["signature"]
        return signature

    def charges(self, **query: str) -> list[Json]:
        charges: list[Json] = self.see("book", **query)["charges"]
        return charges

    def charge(self, payment: Mapping[str, Json]) -> Json:
        """Return the one charge that was made for a payment."""
        (charge,) = self.charges(reference=payment["provider_reference"])
        return charge

    def checkout(self, payment: Mapping[str, Json]) -> Json:
        """Return the one checkout that was made at Chapa for a payment."""
        (checkout,) = self.see("book", tx_ref=payment["reference"])["chapa_charges"]
        return checkout

    def checkouts(self) -> list[Json]:
        checkouts: list[Json] = self.see("book")["chapa_charges"]
        return checkouts

    def at_chapa(self, payment: Mapping[str, Json], verb: str, **how: object) -> None:
        """Do to its checkout what a person could: pay, fail, cancel; or what Chapa can: reverse."""
        self.tell(f"chapa/{payment['reference']}/{verb}", how or None)

    def end_refund(self, refund: Mapping[str, Json], verb: str) -> None:
        """Have Chapa end a refund now: finish or reverse."""
        self.tell(f"chapa/refunds/{refund['reference']}/{verb}")

    def came(self) -> dict[str, tuple[Decimal, str]]:
        """Return all money that ever came, by the name that its gateway has for the payment."""
        book = self.see("book")
        momo = {row["reference"]: row for row in book["charges"] if row["status"] == "SUCCESSFUL"}
        came = ("success", "refunded", "reversed")
        chapa = {row["tx_ref"]: row for row in book["chapa_charges"] if row["status"] in came}
        return {name: _money(row) for name, row in (momo | chapa).items()}

    def went_back(self) -> dict[str, tuple[Decimal, str]]:
        """Return all money that ever went back, by our references of the refunds."""
        book = self.see("book")
        done = [
            *(
                (row["external_id"], row)
                for row in book["refunds"]
                if row["status"] == "SUCCESSFUL"
            ),
            *(
                (row["merchant_reference"], row)
                for row in book["chapa_refunds"]
                if row["status"] == "refunded"
            ),
        ]
        assert len(dict(done)) == len(done), done
        return {reference: _money(row) for reference, row in done}

    def refunds(self, payment: Mapping[str, Json]) -> list[Json]:
        """Return every refund of a payment that its gateway has taken, in whatever state it is."""
        if payment["method"] == "chapa":
            return list(self.see("book", tx_ref=payment["reference"])["chapa_refunds"])
        refunds = self.see("book")["refunds"]
        return [row for row in refunds if row["refunds"] == payment["provider_reference"]]

    def charges_for(self, order: Mapping[str, Json]) -> list[Json]:
        """Return every charge that names the order, under whatever reference."""
        return [charge for charge in self.charges() if order["id"] in charge["payee_note"]]

    def sms_about(self, *facts: Mapping[str, Json]) -> list[Json]:
        """Return every SMS that names one of these payments or refunds."""
        return [sms for sms in self.see("sms")["sms"] if _names(sms, facts)]

    def mail_about(self, *facts: Mapping[str, Json]) -> list[Json]:
        """Return every e-mail that names one of these payments or refunds."""
        return [mail for mail in self.see("mail")["mail"] if _names(mail, facts)]


def _names(message: Mapping[str, Json], facts: Sequence[Mapping[str, Json]]) -> bool:
    return any(fact["reference"] in message["text"] for fact in facts)


def _money(row: Mapping[str, Json]) -> tuple[Decimal, str]:
    return Decimal(row["amount"]), row["currency"]
