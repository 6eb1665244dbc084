"""Hex HMAC-SHA256 over the raw bytes of a body: how those sign who sign at all."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from hashlib import sha256

from nauli.kit.errors import Closed


def sign(body: bytes, secret: str) -> str:
    """Return the signature of these bytes in lower-case hex."""
    return hmac.new(secret.encode(), body, sha256).hexdigest()


def is_genuine(body: bytes, signature: str | None, secrets: Sequence[str]) -> bool:
    """Tell whether one of the live secrets signed exactly these bytes.

    Takes any text as a signature, also none. Raises Closed where there is no secret to check with.
    """
    live = [secret for secret in secrets if secret]
    if not live:
        raise Closed
    # Compared as bytes: compare_digest raises on text that is not ASCII, which a header may hold.
    given = (signature or "").strip().lower().encode("utf-8", "replace")
    # Every secret is tried, so that the time does not tell which of them came close.
    matches = [hmac.compare_digest(sign(body, secret).encode(), given) for secret in live]
    return any(matches)
