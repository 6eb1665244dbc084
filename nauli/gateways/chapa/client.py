"""Chapa's wire, API v1: their words and nothing of ours.

Answers come back as they were said; what they mean to us is decided in answers.py and refunds.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from nauli.gateways.ask import REDACTED, Line, Request, ask
from nauli.kit.http import Answer, NoAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What Chapa said. Whatever is told of the key itself has been taken out."""

    status: int
    readable: bool = False  # the body was one JSON object
    said: str = ""  # the wrapper's own "status"; empty for null and for none
    message: str = ""  # one line; of refused fields "email: validation.email; amount: ..."
    refused: Mapping[str, str] = field(default_factory=dict)  # the fields that `message` was about
    data: Mapping[str, Any] | None = None  # None where it was null or something else


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whose personal data is in a call, to be kept out of what is written down."""

    phones: tuple[str, ...] = ()
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapaClient:
    """One key on one line. Every call raises kit.http's NotSent or NoAnswer."""

    base_url: str
    secret_key: str = field(repr=False)
    line: Line

    def initialize(self, body: Mapping[str, object], *, person: Person) -> Reply:
        """POST /transaction/initialize: a page where `tx_ref` can be paid, data.checkout_url.

        https://developer.chapa.co/integrations/accept-payments. `body`: amount (decimal text),
        currency, tx_ref, and what is optional. A tx_ref that was used before is a 400, and its
        page is not told again.
        """
        return self._ask("initialize", "POST", "transaction/initialize", body=body, person=person)

    def verify(self, tx_ref: str, *, person: Person) -> Reply:
        """GET /transaction/verify/{tx_ref}: data of the payment, with a status of its own.

        https://developer.chapa.co/integrations/verify-payments. Amounts are numbers or text. What
        is not paid yet is a 404 or a 200, its wrapper's status null or "null".
        """
        return self._ask(
            "verify", "GET", f"transaction/verify/{quote(tx_ref, safe='')}", person=person
        )

    def cancel(self, tx_ref: str) -> Reply:
        """PUT /transaction/cancel/{tx_ref}: the page takes no money from then on.

        https://developer.chapa.co/integrations/transaction-cancel. Only an active page can be
        cancelled, and no cancellation is taken back.
        """
        return self._ask("cancel", "PUT", f"transaction/cancel/{quote(tx_ref, safe='')}")

    def refund(self, payment: str, form: Mapping[str, str]) -> Reply:
        """POST /refund/{payment}: data.ref_id is the refund's number, data.status how far it is.

        https://developer.chapa.co/refund, whose sample is a form: amount (decimal text), reason,
        reference (unique for ever). The page calls `payment` tx_ref and "the reference provided by
        Chapa" alike.
        """
        return self._ask("refund", "POST", f"refund/{quote(payment, safe='')}", form=form)

    def read_refund(self, refund: str) -> Reply:
        """GET /refund/{refund}/verify: the refund, as `refund` tells it.

        https://developer.chapa.co/refund.
        """
        return self._ask("refund status", "GET", f"refund/{quote(refund, safe='')}/verify")

    def read_banks(self) -> Reply:
        """GET /banks: a list that any accepted key may read. https://developer.chapa.co/banks."""
        return self._ask("banks", "GET", "banks")

    def _ask(
        self,
        operation: str,
        method: str,
        path: str,
        *,
        body: Mapping[str, object] | None = None,
        form: Mapping[str, str] | None = None,
        person: Person = Person(),
    ) -> Reply:
        headers = {"Authorization": f"Bearer {self.secret_key}", "Accept": "application/json"}
        raw = b""
        if body is not None:
            headers["Content-Type"], raw = "application/json", json.dumps(body).encode()
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            raw = urlencode(form).encode()
        request = Request(
            operation=operation,
            method=method,
            url=f"{self.base_url}/{path}",
            headers=headers,
            body=raw,
            secrets=(self.secret_key, person.email),
            phones=person.phones,
        )
        return self._read(ask(self.line, request))

    def _read(self, answer: Answer) -> Reply:
        safe = answer.body.replace(self.secret_key.encode(), REDACTED.encode())
        try:
            told = Answer(answer.status, answer.headers, safe).json()
        except NoAnswer:
            told = None  # an empty body, or a page of HTML: the status still stands
        if not isinstance(told, dict):
            return Reply(status=answer.status)
        said, data, message = told.get("status"), told.get("data"), told.get("message")
        refused = _refused(message)
        return Reply(
            status=answer.status,
            readable=True,
            # The word "null" was recorded where the pages show null.
            said=said if isinstance(said, str) and said != "null" else "",
            message="; ".join(f"{name}: {why}" for name, why in refused.items())
            or (message if isinstance(message, str) else ""),
            refused=refused,
            data=data if isinstance(data, dict) else None,
        )


def _refused(message: object) -> dict[str, str]:
    """Read {"email": ["validation.email"]}, which stands where a sentence may stand as well."""
    if not isinstance(message, dict):
        return {}
    return {
        str(name): ", ".join(str(why) for why in (told if isinstance(told, list) else [told]))
        for name, told in message.items()
    }
