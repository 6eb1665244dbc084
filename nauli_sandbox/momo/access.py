"""Who is asking: the subscription's key, the API user, the token, and what they belong to.

Source: momodeveloper.mtn.com/api-documentation/common-error; the texts of the gateway's 401 are
Azure API Management's, which stands before MoMo. Keys are kept as digests.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web

from nauli_sandbox import clock
from nauli_sandbox.book import Book
from nauli_sandbox.momo.answers import Turned, gateway_says, momo_says
from nauli_sandbox.momo.headers import read_target

PRODUCTS = ("collection", "disbursement")
_SUBSCRIPTION_KEY = re.compile(r"[0-9a-f]{32}")
_API_KEY = re.compile(r"[0-9a-f]{32}")
_UUID_V4 = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    api_user: str
    target: str


def let_in(request: web.Request, book: Book, *, product: str) -> Caller:
    """Return who calls a product, or turn them away as MTN would."""
    check_subscription(request, book, product=product)
    user = _bearer(request, book, product)
    target = read_target(request)
    belongs = book.row(
        "SELECT product FROM subscriptions JOIN api_users ON subscription = digest WHERE id = ?",
        (user,),
    )
    # The token was given all the same: MTN notices only here that the user is another product's.
    if belongs and belongs["product"] not in (None, product):
        raise momo_says(
            500, "NOT_ALLOWED_TARGET_ENVIRONMENT", "Access to target environment is forbidden."
        )
    return Caller(api_user=user, target=target)


def check_subscription(request: web.Request, book: Book, *, product: str | None = None) -> str:
    """Return the key: 32 lowercase hexadecimal digits, and not known as another product's."""
    key = request.headers.get("Ocp-Apim-Subscription-Key", "")
    if not key:
        raise gateway_says(
            401,
            "Access denied due to missing subscription key. Make sure to include subscription key"
            " when making requests to an API.",
        )
    known = book.row("SELECT product FROM subscriptions WHERE digest = ?", (digest(key),))
    foreign = product and known and known["product"] not in (None, product)
    if foreign or not _SUBSCRIPTION_KEY.fullmatch(key):
        raise gateway_says(
            401,
            "Access denied due to invalid subscription key. Make sure to provide a valid key for"
            " an active subscription.",
        )
    return key


def read_api_user(request: web.Request, book: Book) -> str:
    """Return the API user of the Basic credentials.

    One that was provisioned here needs the key it was given; any other is accepted in the
    vendor's form: a UUID v4 and 32 hexadecimal digits.
    """
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    try:
        told = base64.b64decode(encoded, validate=True).decode()
    except ValueError:
        told = ""
    user, _, key = told.partition(":")
    user = user.lower()
    right = scheme.lower() == "basic" and _UUID_V4.fullmatch(user) and _API_KEY.fullmatch(key)
    known = book.row(
        "SELECT key_digest = ? AS fits FROM api_users WHERE id = ?", (digest(key), user)
    )
    if not right or (known and not known["fits"]):
        raise Turned(401, {"error": "login_failed"})
    return user


def check_callback_host(book: Book, caller: Caller, url: str | None) -> None:
    """Turn away a callback URL of another host than the user was provisioned with."""
    row = book.row("SELECT callback_host FROM api_users WHERE id = ?", (caller.api_user,))
    if row and url and urlsplit(url).hostname != row["callback_host"].lower():
        raise momo_says(
            500,
            "INVALID_CALLBACK_URL_HOST",
            "Callback URL does not match the configured value.",
        )


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _bearer(request: web.Request, book: Book, product: str) -> str:
    """Return the user of a token that was made here for this product and has not expired."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    known = book.row(
        "SELECT api_user FROM tokens WHERE digest = ? AND product = ? AND expires_at > ?",
        (digest(token.strip()), product, clock.now()),
    )
    if scheme.lower() != "bearer" or not known:
        raise gateway_says(401, "Unauthorized")
    user: str = known["api_user"]
    return user
