"""MTN MoMo's wire, of collection and of disbursement: their words and nothing of ours.

Answers come back as they were said; what they mean to us is decided in gateway.py and answers.py.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from nauli.gateways.ask import Line, Request, ask
from nauli.gateways.momo.settings import Product
from nauli.kit.http import Answer, NoAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What MTN said. `code` and `message` are its own and may be empty."""

    status: int
    fields: Mapping[str, Any] | None  # None where the body was not one JSON object
    code: str = ""
    message: str = ""
    date: str = ""  # their clock, as the header says it


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for, and under which reference."""

    reference_id: UUID
    body: Mapping[str, object]
    phone: str  # whose money it is, digits only: never written down whole
    callback_url: str  # empty: none is asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class MomoClient:
    """One product of one account on one line. Every call raises kit.http's NotSent or NoAnswer."""

    base_url: str
    product: Product
    line: Line

    def create_token(self) -> Reply:
        """POST /{product}/token/ with the API user and key: access_token, expires_in (seconds).

        https://momodeveloper.mtn.com/api-documentation/api-description (OAuth 2.0). Without a
        Content-Length, "0" here, the gateway answers 411; without the last slash 404 was reported.
        """
        pair = f"{self.product.api_user}:{self.product.api_key}".encode()
        basic = base64.b64encode(pair).decode()
        request = Request(
            operation="token",
            method="POST",
            url=f"{self.base_url}/{self.product.name}/token/",
            headers={
                "Authorization": f"Basic {basic}",
                "Ocp-Apim-Subscription-Key": self.product.subscription_key,
            },
            secrets=self._secrets(basic),
            secret_answer=True,
        )
        return _read(ask(self.line, request))

    def request_to_pay(self, token: str, wanted: Wanted) -> Reply:
        """POST /collection/v1_0/requesttopay: 202 with an empty body means accepted, not paid.

        https://momodeveloper.mtn.com/API-collections (requesttopay). `body`: amount (decimal text),
        currency, externalId, payer{partyIdType, partyId}, payerMessage, payeeNote. The reference
        id is a UUID v4; the same one again is 409 RESOURCE_ALREADY_EXIST. An empty X-Callback-Url
        is refused, so none is sent.
        """
        return self._create("requesttopay", token, wanted)

    def read_status(self, token: str, *, reference_id: UUID, payer: str) -> Reply:
        """GET /collection/v1_0/requesttopay/{id}: the body sent, and status, and maybe reason.

        https://momodeveloper.mtn.com/API-collections (requesttopay status). At most 10 a second.
        The amount comes back in a form of its own ("12.50" as "12.5"); financialTransactionId is
        there once SUCCESSFUL, reason (a word, or {code, message}) once FAILED.
        """
        return self._read_one("requesttopay", token, reference_id, operation="status", phone=payer)

    def create_refund(self, token: str, wanted: Wanted) -> Reply:
        """POST /disbursement/v1_0/refund: 202 with an empty body means accepted, not returned.

        https://momodeveloper.mtn.com/API-disbursements (Refund). `body`: amount (decimal text),
        currency, externalId, payerMessage, payeeNote, referenceIdToRefund, which is the reference
        id of the request to pay. Nobody is named in it: the money goes to who paid.
        """
        return self._create("refund", token, wanted)

    def read_refund(self, token: str, *, reference_id: UUID, payee: str) -> Reply:
        """GET /disbursement/v1_0/refund/{id}: as `read_status`, with payee in payer's place.

        https://momodeveloper.mtn.com/API-disbursements (GetRefundStatus).
        """
        return self._read_one("refund", token, reference_id, operation="refund status", phone=payee)

    def read_balance(self, token: str) -> Reply:
        """GET /collection/v1_0/account/balance: availableBalance (decimal text), currency.

        https://momodeveloper.mtn.com/API-collections (account balance).
        """
        request = Request(
            operation="balance",
            method="GET",
            url=self._url("account/balance"),
            headers=self._headers(token),
            secrets=self._secrets(token),
        )
        return _read(ask(self.line, request))

    def _create(self, what: str, token: str, wanted: Wanted) -> Reply:
        headers = self._headers(token) | {
            "X-Reference-Id": str(wanted.reference_id),
            "Content-Type": "application/json",
        }
        if wanted.callback_url:
            headers["X-Callback-Url"] = wanted.callback_url
        request = Request(
            operation=what,
            method="POST",
            url=self._url(what),
            headers=headers,
            body=json.dumps(wanted.body).encode(),
            secrets=self._secrets(token),
            phones=(wanted.phone,),
        )
        return _read(ask(self.line, request))

    def _read_one(
        self, what: str, token: str, reference_id: UUID, *, operation: str, phone: str
    ) -> Reply:
        request = Request(
            operation=operation,
            method="GET",
            url=self._url(f"{what}/{reference_id}"),
            headers=self._headers(token),
            secrets=self._secrets(token),
            phones=(phone,),
        )
        return _read(ask(self.line, request))

    def _url(self, path: str) -> str:
        return f"{self.base_url}/{self.product.name}/v1_0/{path}"

    def _headers(self, token: str) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {token}",
            "X-Target-Environment": self.product.target_environment,
            "Ocp-Apim-Subscription-Key": self.product.subscription_key,
        }

    def _secrets(self, token: str) -> tuple[str, ...]:
        return (token, self.product.subscription_key, self.product.api_key)


def _read(answer: Answer) -> Reply:
    try:
        said = answer.json()
    except NoAnswer:
        said = None  # an empty body, or a page of HTML: the status still stands
    date = answer.headers.get("Date", "")
    if not isinstance(said, dict):
        return Reply(status=answer.status, fields=None, date=date)
    # MoMo itself says {code, message}; the gateway in front of it {statusCode, message}.
    code, message = said.get("code"), said.get("message")
    return Reply(
        status=answer.status,
        fields=said,
        code=code if isinstance(code, str) else "",
        message=message if isinstance(message, str) else "",
        date=date,
    )
