"""The shapes of MTN's answers. The gateway before MoMo speaks another dialect than MoMo itself.

Gateway: `{"statusCode": 401, "message": ...}`. MoMo: `{"message": ..., "code": ...}`.
Source: momodeveloper.mtn.com/api-documentation/common-error, and recorded answers.
"""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from nauli_sandbox.errors import Closed
from nauli_sandbox.faults import Fault

# What a server with Microsoft's HTTP stack, such as MTN's, says to a POST without a length.
_LENGTH_REQUIRED = """<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN"\
"http://www.w3.org/TR/html4/strict.dtd">
<HTML><HEAD><TITLE>Length Required</TITLE>
<META HTTP-EQUIV="Content-Type" Content="text/html; charset=us-ascii"></HEAD>
<BODY><h2>Length Required</h2>
<hr><p>HTTP Error 411. The request must be chunked or have a content length.</p>
</BODY></HTML>
"""

_CODES = {
    404: "RESOURCE_NOT_FOUND",
    409: "RESOURCE_ALREADY_EXIST",
    500: "INTERNAL_PROCESSING_ERROR",
}
_GATEWAY = {
    401: "Unauthorized",
    403: "Forbidden",
    429: "Rate limit is exceeded. Try again in 1 seconds.",
}


class Turned(Exception):
    """A request was turned away; `status` and `body` are what the vendor would answer."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status = status
        self.body = body
        super().__init__(json.dumps(body))


def gateway_says(status: int, message: str) -> Turned:
    return Turned(status, {"statusCode": status, "message": message})


def momo_says(status: int, code: str, message: str) -> Turned:
    return Turned(status, {"message": message, "code": code})


def bad_request(message: str) -> Turned:
    """Say what is wrong. MTN documents no body for a 400; the sentence is ours, without a code."""
    return Turned(400, {"message": message})


def not_found() -> Turned:
    return momo_says(404, "RESOURCE_NOT_FOUND", "Requested resource was not found.")


def taken_before() -> Turned:
    return momo_says(
        409, "RESOURCE_ALREADY_EXIST", "Duplicated reference id. Creation of resource failed."
    )


def too_many() -> Turned:
    """Answer as the gateway does above its limit of calls."""
    return gateway_says(429, _GATEWAY[429])


def broken(fault: Fault) -> Exception:
    """Return what a fault answers with, in the dialect of whoever says such a status."""
    if fault.do.startswith("close"):
        return Closed()
    if fault.status in _GATEWAY and not fault.code:
        return gateway_says(fault.status, _GATEWAY[fault.status])
    if fault.status == 400 and not fault.code:
        return bad_request("A fault says so.")
    code = fault.code or _CODES.get(fault.status, "SERVICE_UNAVAILABLE")
    return momo_says(fault.status, code, "Service failed.")


def spoken(body: dict[str, Any], status: int = 200) -> web.Response:
    return web.Response(
        status=status, body=json.dumps(body).encode(), content_type="application/json"
    )


def length_required() -> web.Response:
    return web.Response(status=411, text=_LENGTH_REQUIRED, content_type="text/html")
