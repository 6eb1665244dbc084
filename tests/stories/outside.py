"""The world around a town: what the sandbox saw, and what it is told to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests

Json = Any  # what the stories look into, member by member

# Short, so that nobody waits; what got no 2xx is sent again soon.
_PACE = {
    "momo_approve_seconds": 0.3,
    "momo_prompt_seconds": 300,
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
        self.tell("settings", {"momo_signed_events": False, **_PACE})

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

    def charges_for(self, order: Mapping[str, Json]) -> list[Json]:
        """Return every charge that names the order, under whatever reference."""
        return [charge for charge in self.charges() if order["id"] in charge["payee_note"]]

    def sms_about(self, payment: Mapping[str, Json]) -> list[Json]:
        return [sms for sms in self.see("sms")["sms"] if payment["reference"] in sms["text"]]

    def mail_about(self, payment: Mapping[str, Json]) -> list[Json]:
        return [mail for mail in self.see("mail")["mail"] if payment["reference"] in mail["text"]]
