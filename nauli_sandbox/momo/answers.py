"""The shapes of MTN's answers. The gateway before MoMo speaks another dialect than MoMo itself.

Gateway: `{"statusCode": 401, "message": ...}`. MoMo: `{"message": ..., "code": ...}`.
Source: momodeveloper.mtn.com/api-documentation/common-error, and recorded answers.
"""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

# What a server with Microsoft's HTTP stack, such as MTN's, says to a POST without a length.
_LENGTH_REQUIRED = """<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN"\
"http://www.w3.org/TR/html4/strict.dtd">
<HTML><HEAD><TITLE>Length Required</TITLE>
<META HTTP-EQUIV="Content-Type" Content="text/html; charset=us-ascii"></HEAD>
<BODY><h2>Length Required</h2>
<hr><p>HTTP Error 411. The request must be chunked or have a content length.</p>
</BODY></HTML>
"""

_OUTAGE_CODES = {500: "INTERNAL_PROCESSING_ERROR", 503: "SERVICE_UNAVAILABLE"}


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


def outage(status: int) -> Turned:
    """Answer as a gateway in trouble does."""
    return momo_says(status, _OUTAGE_CODES.get(status, "SERVICE_UNAVAILABLE"), "Service failed.")


def spoken(body: dict[str, Any], status: int = 200) -> web.Response:
    return web.Response(
        status=status, body=json.dumps(body).encode(), content_type="application/json"
    )


def length_required() -> web.Response:
    return web.Response(status=411, text=_LENGTH_REQUIRED, content_type="text/html")
