"""How Africa's Talking says yes and no, and whom it lets in.

The plain-text refusals are those of the HTTP framework that the vendor runs.
"""

from __future__ import annotations

import json
import re
from typing import Any

from aiohttp import web

from nauli_sandbox.errors import Closed
from nauli_sandbox.faults import Fault

# `atsk_` and hexadecimal digits today, 64 bare ones for older accounts.
_API_KEY = re.compile(r"atsk_[0-9a-f]{32,}|[0-9a-f]{64}")
_NOT_A_KEY = "The supplied authentication is invalid"


class TurnedAway(Exception):
    """A request was turned away with a status and a plain text."""

    def __init__(self, status: int, text: str) -> None:
        self.status = status
        self.text = text
        super().__init__(text)


def check_key(request: web.Request) -> None:
    key = request.headers.get("apiKey")
    if key is None:
        raise TurnedAway(
            401, "The resource requires authentication, which was not supplied with the request"
        )
    if not _API_KEY.fullmatch(key):
        raise TurnedAway(401, _NOT_A_KEY)


def broken(fault: Fault) -> Exception:
    """Return what a fault answers with."""
    if fault.do.startswith("close"):
        return Closed()
    text = _NOT_A_KEY if fault.status == 401 else "There was an internal server error."
    return TurnedAway(fault.status, text)


def spoken(body: dict[str, Any], status: int) -> web.Response:
    """Answer with exactly application/json, without a charset, as the vendor's clients compare."""
    return web.Response(
        status=status, body=json.dumps(body).encode(), content_type="application/json"
    )
