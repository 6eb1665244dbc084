"""Send one request to a gateway, written down before it leaves and after it was answered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nauli.gateways.contract import Exchange, Journal
from nauli.kit.http import Answer, Limits, NoAnswer, NotSent, Session, send

REDACTED = "[redacted]"

_SECRET_HEADERS = frozenset(
    {"authorization", "proxy-authorization", "cookie", "apikey", "ocp-apim-subscription-key"}
)
# A token's own name, or else anything as long and as dense as a token; see `Request.secret_answer`.
_TOKEN = re.compile(rb'("access_token"\s*:\s*")[^"]*|[A-Za-z0-9_.=+/-]{24,}')
_PARTY = re.compile(rb'("partyId"\s*:\s*")([^"]*)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a call to a gateway needs besides the request itself."""

    session: Session
    limits: Limits
    journal: Journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request, and what in it and in its answer may not be written down."""

    operation: str  # the journal's word for it
    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    secrets: Sequence[str] = field(default=(), repr=False)  # removed wherever they occur
    phones: Sequence[str] = field(default=(), repr=False)  # all but the last 3 digits masked
    secret_answer: bool = False  # the answer is itself a secret that we do not know yet


class NoPayment:
    """The journal of calls that are about no payment: there is nothing to keep them with."""

    def sending(self, *_: object, **__: object) -> Exchange:
        return self

    def answered(self, status: int, body: bytes) -> None:
        """Keep nothing."""

    def broke(self, error: str) -> None:
        """Keep nothing."""


def ask(line: Line, request: Request) -> Answer:
    """Return the answer, or raise kit.http's NotSent or NoAnswer; either way it is in the journal.

    Nothing is sent if the journal cannot write it down first.
    """
    exchange = line.journal.sending(
        request.operation,
        method=request.method,
        url=request.url,
        headers={
            name: REDACTED if name.lower() in _SECRET_HEADERS else value
            for name, value in request.headers.items()
        },
        body=_hidden(request.body, request),
    )
    try:
        answer = send(
            line.session,
            request.method,
            request.url,
            headers=request.headers,
            body=request.body,
            limits=line.limits,
        )
    except (NotSent, NoAnswer) as error:
        exchange.broke(str(error))
        raise
    body = _hidden(answer.body, request)
    if request.secret_answer:
        body = _TOKEN.sub(lambda found: (found[1] or b"") + REDACTED.encode(), body)
    exchange.answered(answer.status, body)
    return answer


def mask(phone: str) -> str:
    """Keep the last three digits: "256772123456" becomes "*********456"."""
    return "*" * max(len(phone) - 3, 0) + phone[-3:]


def _hidden(body: bytes, request: Request) -> bytes:
    for secret in filter(None, request.secrets):
        body = body.replace(secret.encode(), REDACTED.encode())
    for phone in filter(None, request.phones):
        body = body.replace(phone.encode(), mask(phone).encode())
    # A gateway may echo the number in another form than the one we sent.
    return _PARTY.sub(
        lambda found: found[1] + mask(found[2].decode("utf-8", "replace")).encode(), body
    )
