"""The shape of Chapa's answers: `{"message", "status", "data"}`, also where it says no.

`message` is a sentence, or an object of field -> list of validation keys, as Laravel makes it.
Source: developer.chapa.co/integrations/responses.
"""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from nauli_sandbox.errors import Closed
from nauli_sandbox.faults import Fault

# With the curly apostrophe that the vendor's page prints.
INVALID_KEY = "Invalid API Key or User doesn\u2019t exist"
_WORDS = {401: INVALID_KEY, 404: "Invalid transaction or Transaction not found"}
_WORDS |= {429: "Too many requests", 500: "Server Error", 503: "Service Unavailable"}


class TurnedDown(Exception):
    """A request was turned down; `status` and `body` are what the vendor would answer."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status = status
        self.body = body
        super().__init__(json.dumps(body))


def says(status: int, message: str) -> TurnedDown:
    return TurnedDown(status, {"message": message, "status": "failed", "data": None})


def misses(**fields: str) -> TurnedDown:
    """Name what is wrong with fields: `misses(email="email")` says `validation.email` of email.

    A double underscore stands for the dot in the name of a nested field.
    """
    told = {
        name.replace("__", "."): [f"validation.{rule}"] for name, rule in fields.items() if rule
    }
    return TurnedDown(400, {"message": told, "status": "failed", "data": None})


def not_found() -> TurnedDown:
    return says(404, _WORDS[404])


def broken(fault: Fault) -> Exception:
    """Return what a fault answers with; its `code` is the sentence in `message`."""
    if fault.do.startswith("close"):
        return Closed()
    return says(fault.status, fault.code or _WORDS.get(fault.status, "A fault says so."))


def well(message: str, data: object) -> web.Response:
    """200 with what was asked for."""
    return spoken({"message": message, "status": "success", "data": data})


def spoken(body: dict[str, Any], status: int = 200) -> web.Response:
    return web.Response(
        status=status, body=json.dumps(body).encode(), content_type="application/json"
    )
