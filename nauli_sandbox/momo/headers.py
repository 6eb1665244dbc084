"""What MTN looks at before it reads a body.

Source: momodeveloper.mtn.com/api-documentation/common-error; the texts of the gateway's 401 are
Azure API Management's, which stands before MoMo.
"""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import urlsplit

from aiohttp import web

from nauli_sandbox import clock
from nauli_sandbox.book import Book
from nauli_sandbox.momo.answers import Turned, bad_request, gateway_says, momo_says

_SUBSCRIPTION_KEY = re.compile(r"[0-9a-f]{32}")
_API_KEY = re.compile(r"[0-9a-f]{32}")
_UUID_V4 = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE
)

# Each target environment takes its country's currency and no other; the sandbox takes euros.
TARGETS = {
    "sandbox": "EUR",
    "mtnuganda": "UGX",
    "mtnghana": "GHS",
    "mtnrwanda": "RWF",
    "mtnivorycoast": "XOF",
    "mtnbenin": "XOF",
    "mtncameroon": "XAF",
    "mtncongo": "XAF",
    "mtnzambia": "ZMW",
    "mtnswaziland": "SZL",
    "mtnguineaconakry": "GNF",
    "mtnsouthafrica": "ZAR",
    "mtnliberia": "LRD",
}


def check_subscription(request: web.Request) -> None:
    """Accept any key of the vendor's form: 32 lowercase hexadecimal digits."""
    key = request.headers.get("Ocp-Apim-Subscription-Key", "")
    if not key:
        raise gateway_says(
            401,
            "Access denied due to missing subscription key. Make sure to include subscription key"
            " when making requests to an API.",
        )
    if not _SUBSCRIPTION_KEY.fullmatch(key):
        raise gateway_says(
            401,
            "Access denied due to invalid subscription key. Make sure to provide a valid key for"
            " an active subscription.",
        )


def read_api_user(request: web.Request) -> str:
    """Return the API user (UUID v4) of the Basic credentials; its key is 32 hexadecimal digits."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    try:
        told = base64.b64decode(encoded, validate=True).decode()
    except ValueError:
        told = ""
    user, _, key = told.partition(":")
    if scheme.lower() != "basic" or not _UUID_V4.fullmatch(user) or not _API_KEY.fullmatch(key):
        raise Turned(401, {"error": "login_failed"})
    return user


def check_bearer(request: web.Request, book: Book, *, product: str) -> None:
    """Accept a token that was made here for this product and has not expired."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    known = book.row(
        "SELECT 1 FROM tokens WHERE digest = ? AND product = ? AND expires_at > ?",
        (digest(token.strip()), product, clock.now()),
    )
    if scheme.lower() != "bearer" or not known:
        raise gateway_says(401, "Unauthorized")


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def read_target(request: web.Request) -> str:
    target = request.headers.get("X-Target-Environment", "")
    if not target:
        raise bad_request("X-Target-Environment is missing.")
    if target not in TARGETS:
        raise momo_says(
            500, "NOT_ALLOWED_TARGET_ENVIRONMENT", "Access to target environment is forbidden."
        )
    return target


def read_reference(told: str) -> str:
    """Return X-Reference-Id in lower case, or turn away what is no UUID of version 4."""
    if not _UUID_V4.fullmatch(told):
        raise bad_request("X-Reference-Id must be a UUID of version 4.")
    return told.lower()


def read_callback_url(request: web.Request) -> str | None:
    """Return where to call back, None where nobody asked. Empty is a mistake, as with MTN."""
    told = request.headers.get("X-Callback-Url")
    if told is None:
        return None
    try:
        parts = urlsplit(told)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable:
        raise bad_request("X-Callback-Url must be an http or https URL, or be left out.")
    return told
