"""Where a customer may be sent after a gateway's page: nowhere that the merchant has not named.

And by which address they come back to us first: one that only we can have made, good for a while.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner

from nauli.payments.errors import ReturnUrlNotAllowed

_LONGEST = 500
# Whoever pays on a page comes back within hours. What lies in a gateway's logs later opens nothing.
FRESH = timedelta(days=1)


def way_back(payment: UUID) -> str:
    """Return the path by which the visitor of a gateway's page comes back: docs/decisions/0017."""
    signed = _signer().sign(str(payment))
    return f"/pay/{payment}/return/{signed.partition('.')[2]}/"


def is_way_back(payment: UUID, token: str) -> bool:
    """Say whether we gave this address to the payment's gateway, and not long ago."""
    try:
        _signer().unsign(f"{payment}.{token}", max_age=FRESH)
    except BadSignature:
        return False
    return True


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="nauli.payments.way_back", sep=".")


def check_return_url(url: str) -> None:
    """Raise ReturnUrlNotAllowed unless it is empty, or http or https to an allowed host."""
    if not url:
        return
    host = _host(url) if url.isascii() and url.isprintable() and len(url) <= _LONGEST else ""
    if not host:
        raise ReturnUrlNotAllowed(
            f"It must be an http or https address of at most {_LONGEST} plain characters.",
            field="return_url",
        )
    if host not in settings.RETURN_URL_HOSTS:
        raise ReturnUrlNotAllowed(
            f"Customers may not be sent to {host}. RETURN_URL_HOSTS names where they may be.",
            field="return_url",
        )


def _host(url: str) -> str:
    """Return the host in lower case, or nothing where a browser may read the address otherwise."""
    try:
        parts = urlsplit(url)
        port = parts.port  # one beyond 65535 raises
    except ValueError:
        return ""
    # A name before the host ("shop.example@evil.example") is there to be taken for it.
    plain = not set(url) & set(" \\") and "@" not in parts.netloc and port != 0
    return (parts.hostname or "").lower() if plain and parts.scheme in {"http", "https"} else ""
